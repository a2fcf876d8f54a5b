import Domain
import Hummingbird
import Studio

/// `/assets/packs`: models for more voices and languages, fetched and removed while the server runs.
struct PacksController: Controller {
    private let packs: Packs?

    init(_ edge: Edge) { packs = edge.house.packs }

    var operations: [Operation] {
        [
            .scoped(
                .read, .get, "/assets/packs", "List the packs of models", tag: "Models",
                .data([PackBody].self, "All of them, with what is there."), handler: list),
            .admin(
                .post, "/assets/packs/{id}", "Install a pack", tag: "Models",
                .data(PackBody.self, "The download has started; `pack` events follow it.", status: 202),
                handler: add
            ).with(refusals: [409]),
            .admin(
                .delete, "/assets/packs/{id}", "Remove a pack", tag: "Models",
                .data(Nothing.self, "Its files are deleted, except those that another pack needs."), handler: remove
            ).with(refusals: [409]),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        Answer.data(try await packs?.list().map(PackBody.init) ?? [])
    }

    private func add(_ call: Call) async throws -> Response {
        let view = try await known.add(
            call.visit.name("id"), by: call.caller.account.id, client: call.visit.client)
        return Answer.data(PackBody(view: view), status: .accepted)
    }

    private func remove(_ call: Call) async throws -> Response {
        try await known.remove(call.visit.name("id"), by: call.caller.account.id, client: call.visit.client)
        return Answer.deleted()
    }

    private var known: Packs {
        get throws {
            guard let packs else { throw StudioError.notFound("pack") }
            return packs
        }
    }
}
