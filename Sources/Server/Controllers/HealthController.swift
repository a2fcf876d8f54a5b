import Hummingbird

/// `/health`: for supervisors and load balancers.
struct HealthController: Controller {
    private let complaints: @Sendable () async -> [String]
    private let version: String

    init(_ edge: Edge) { (complaints, version) = (edge.complaints, edge.settings.version) }

    var operations: [Operation] {
        [
            .open(
                .get, "/health/live", "Is the process alive?", tag: "Service", .data(Live.schema, "It is."),
                handler: { _ in Answer.data(Live(version: version)) }
            ).with(isRooted: true),
            .open(
                .get, "/health/ready", "Can the server do its work?", tag: "Service",
                .data(Ready.schema, "It can. Otherwise 503 says why."), handler: ready
            ).with(isRooted: true),
        ]
    }

    private func ready(_ visit: Visit) async throws -> Response {
        let complaints = await complaints()
        guard complaints.isEmpty else {
            throw ErrorBody(
                status: .serviceUnavailable, code: "UNAVAILABLE", message: complaints.joined(separator: " "))
        }
        return Answer.data(Ready())
    }

    private struct Live: JSONValue {
        let version: String

        static let schema = Schema.object([
            Schema.Field("status", .choice(["live"])), Schema.Field("version", .string()),
        ])

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("status", "live")
                json.field("version", version)
            }
        }
    }

    private struct Ready: JSONValue {
        static let schema = Schema.object([Schema.Field("status", .choice(["ready"]))])

        func write(to json: inout JSONWriter) { json.object { json in json.field("status", "ready") } }
    }
}
