import Domain
import HTTPTypes
import Hummingbird
import Studio

/// `/engines` for those who choose one, `/admin/engines` for those who look after them.
struct EnginesController: Controller {
    private let engines: Engines
    private let limits: ServerLimits

    init(_ edge: Edge) { (engines, limits) = (edge.house.engines, edge.limits) }

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/engines", "List the engines that can be chosen", tag: "Generation",
                .data(.array(EngineBody.schema), "Engines that take new tasks."),
                handler: { _ in Answer.data(engines.choosable().map(EngineBody.init)) }),
            .admin(
                .get, "/admin/engines", "List all engines",
                .data(Listing.schema, "Every engine, and the manifests that cannot be used."),
                handler: { _ in
                    Answer.data(
                        Listing(engines: engines.list().map(AdministeredEngineBody.init), faults: engines.faults))
                }),
            .admin(
                .patch, "/admin/engines/{name}", "Change an engine",
                .data(AdministeredEngineBody.schema, "The engine as it is now."), handler: change
            ).with(body: .json(Change.schema)),
        ]
    }

    private func change(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(Change.self, limits)
        guard body.state != nil || body.slots != nil || body.preference != nil else {
            throw ErrorBody.invalid("state", "`state`, `slots` or `preference` is missing.")
        }
        var change = EngineChange(slots: body.slots)
        if let text = body.state {
            guard let state = EngineSetting.State(rawValue: text) else {
                throw ErrorBody.invalid("state", "`state` must be enabled, draining or disabled.")
            }
            change.state = state
        }
        for (name, rank) in body.preference ?? [:] {
            guard let kind = GenerationTask.Kind(rawValue: name) else {
                throw ErrorBody.invalid("preference", "`preference` names `\(name)`, which is no kind of task.")
            }
            change.ranks[kind] = rank
        }
        let view = try await engines.change(
            call.visit.name("name"), change, by: call.caller.account.id, client: call.visit.client)
        return Answer.data(AdministeredEngineBody(view: view))
    }

    private struct Change: Decodable {
        let state: String?
        let slots: Int?
        let preference: [String: Int]?

        static let schema = Schema.object([
            .optional(
                "state", .choice(EngineSetting.State.allCases.map(\.rawValue)),
                "`draining` finishes what it has; `disabled` starts nothing."),
            .optional("slots", .integer, "Tasks at a time, 1 to 64; 0 takes the engine's own figure."),
            .optional("preference", .object([]), "Ranks by kind, 0 to 1000; the lowest is asked first."),
        ])
    }

    private struct Listing: JSONValue {
        let engines: [AdministeredEngineBody]
        let faults: [EngineFault]

        static let schema = Schema.object([
            Schema.Field("items", .array(AdministeredEngineBody.schema)),
            Schema.Field(
                "faults",
                .array(
                    .object([
                        Schema.Field("file", .string()), Schema.Field("path", .string(), "Where in the file."),
                        Schema.Field("reason", .string()),
                    ]))),
        ])

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("items", engines)
                json.field("faults", faults.map(FaultBody.init))
            }
        }
    }

    private struct FaultBody: JSONValue {
        let fault: EngineFault

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("file", fault.file)
                json.field("path", fault.path)
                json.field("reason", fault.reason)
            }
        }
    }
}
