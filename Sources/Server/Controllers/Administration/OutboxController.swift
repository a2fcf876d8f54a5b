import Domain
import Hummingbird
import Studio

/// `/admin/outbox`: what must still happen outside.
struct OutboxController: Controller {
    private let outbox: OutboxDesk

    init(_ edge: Edge) { outbox = edge.house.outbox }

    private static let status = QueryField(
        "status", Input<OutboxEntry.Status>.word, "Only entries with this status.")

    var operations: [Operation] {
        [
            .admin(
                .get, "/admin/outbox", "List the outbox",
                .data(PageBody<OutboxBody>.self, "Newest first. Finished entries are kept for 30 days."), handler: list
            ).with(parameters: Operation.Parameter.paging + [Self.status.parameter]),
            .admin(
                .post, "/admin/outbox/{id}/retry", "Retry a failed entry",
                .data(OutboxBody.self, "The entry, waiting again.", status: 202), handler: tryAgain
            ).with(refusals: [409], replaysByKey: true),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let status = try call.visit.value(of: Self.status)
        let page = try await outbox.list(status, page: call.visit.page())
        return Answer.data(PageBody(page: page.map(OutboxBody.init)))
    }

    private func tryAgain(_ call: Call) async throws -> Response {
        let line = try await outbox.tryAgain(
            call.visit.id("outbox entry"), by: call.caller.account.id, client: call.visit.client)
        return Answer.data(OutboxBody(line: line), status: .accepted)
    }
}
