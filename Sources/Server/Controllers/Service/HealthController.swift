import Hummingbird

/// `/health`: for supervisors and load balancers.
struct HealthController: Controller {
    private let complaints: @Sendable () async -> [String]
    private let version: String

    init(_ edge: Edge) { (complaints, version) = (edge.complaints, edge.settings.version) }

    var operations: [Operation] {
        [
            .open(
                .get, "/health/live", "Check that the process runs", tag: "Service", .data(LiveBody.self, "It does."),
                handler: { _ in Answer.data(LiveBody(version: version)) }
            ).with(isRooted: true),
            .open(
                .get, "/health/ready", "Check that the server can do its work", tag: "Service",
                .data(ReadyBody.self, "It can. Otherwise the answer is 503 and says what is wrong."), handler: ready
            ).with(isRooted: true),
        ]
    }

    private func ready(_ visit: Visit) async throws -> Response {
        let complaints = await complaints()
        guard complaints.isEmpty else {
            throw ErrorBody(
                status: .serviceUnavailable, code: "UNAVAILABLE", message: complaints.joined(separator: " "))
        }
        return Answer.data(ReadyBody())
    }
}
