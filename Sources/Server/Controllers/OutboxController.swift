import Domain
import Hummingbird
import Studio

/// `/admin/outbox`: what must still happen outside.
struct OutboxController: Controller {
    private let outbox: OutboxDesk

    init(_ edge: Edge) { outbox = edge.house.outbox }

    var operations: [Operation] {
        [
            .admin(
                .get, "/admin/outbox", "List the outbox",
                .data(.page(of: OutboxBody.schema), "Newest first. What ended is kept for 30 days."), handler: list
            ).with(
                parameters: Operation.Parameter.paging + [
                    .query("status", .choice(OutboxEntry.Status.allCases.map(\.rawValue)), "Only these.")
                ]),
            .admin(
                .post, "/admin/outbox/{id}/retry", "Retry an entry that was given up",
                .data(OutboxBody.schema, "The entry, waiting again.", status: 202), handler: tryAgain
            ).with(replaysByKey: true),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let status = try call.visit.filter("status", as: OutboxEntry.Status.self)
        let page = try await outbox.list(status, page: call.visit.page())
        return Answer.data(PageBody(page: page.map(OutboxBody.init)))
    }

    private func tryAgain(_ call: Call) async throws -> Response {
        let line = try await outbox.tryAgain(
            call.visit.id("outbox entry"), by: call.caller.account.id, client: call.visit.client)
        return Answer.data(OutboxBody(line: line), status: .accepted)
    }
}
