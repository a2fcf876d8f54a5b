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
                .data([EngineBody].self, "Engines that take new tasks."),
                handler: { _ in Answer.data(engines.choosable().map(EngineBody.init)) }),
            .admin(
                .get, "/admin/engines", "List all engines",
                .data(EngineListBody.self, "Every engine, the manifests that cannot be used, and the GPUs."),
                handler: { _ in
                    Answer.data(
                        EngineListBody(
                            engines: engines.list().map(AdministeredEngineBody.init), faults: engines.faults,
                            gpus: await engines.gpus()))
                }),
            .admin(
                .patch, "/admin/engines/{name}", "Change an engine",
                .data(AdministeredEngineBody.self, "The changed engine."), handler: change
            ).with(body: .json(EngineChangeRequest.schema), refusals: [409]),
        ]
    }

    private func change(_ call: Call) async throws -> Response {
        let change = try await call.visit.json(EngineChangeRequest.self, limits).change
        let view = try await engines.change(
            call.visit.name("name"), change, by: call.caller.account.id, client: call.visit.client)
        return Answer.data(AdministeredEngineBody(view: view))
    }
}
