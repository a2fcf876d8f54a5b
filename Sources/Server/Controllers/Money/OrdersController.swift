import Domain
import Hummingbird
import Studio

/// `/admin/orders` and `/admin/revenue`: what came in, given back, and held against the gateways' own books.
struct OrdersController: Controller {
    private let payments: Payments
    private let limits: ServerLimits
    private let isOn: Bool

    init(_ edge: Edge) {
        (payments, limits) = (edge.house.payments, edge.limits)
        isOn = edge.house.billing.mode == .on
    }

    private static let from = QueryField("from", Input<Timestamp>.time, "30 days ago if not given.")
    private static let until = QueryField("until", Input<Timestamp>.time, "Now if not given.")
    private static let account = QueryField("account", Input<AccountID>.id(of: "an account"), "Only this account's.")
    private static let method = QueryField("method", .text(1...32), "`wechat` if not given.")
    private static let day = QueryField(
        "date", .text(10...10, pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), "A day in the gateway's time: 2026-11-21.")

    var operations: [Operation] {
        guard isOn else { return [] }
        return [
            .admin(
                .get, "/admin/orders", "List the orders", .data(PageBody<OrderBody>.self, "Newest first."),
                handler: { call in
                    let account = try call.visit.value(of: Self.account)
                    let page = try await payments.list(of: account, page: call.visit.page())
                    let buyers = try await payments.buyers(of: page.items)
                    return Answer.data(
                        PageBody(
                            page: page.map { order in
                                OrderBody(order: order, isWhole: true, buyer: buyers[order.accountID])
                            }))
                }
            ).with(parameters: Operation.Parameter.paging + [Self.account.parameter]),
            .admin(
                .post, "/admin/orders/{id}/refund", "Refund an order",
                .data(OrderBody.self, "It is carried out at once, and again until it is done."), handler: refund
            ).with(body: .json(RefundOrderRequest.schema), refusals: [409], replaysByKey: true),
            .admin(
                .post, "/admin/orders/{id}/mark-paid", "Mark an invoice as paid",
                .data(OrderBody.self, "The order; what it gives has been given."), handler: markPaid
            ).with(refusals: [409]),
            .admin(
                .get, "/admin/revenue", "Get the revenue",
                .data(PageBody<RevenueBody>.self, "By currency, of orders paid in between."), handler: revenue
            ).with(parameters: [Self.from.parameter, Self.until.parameter]),
            .admin(
                .get, "/admin/orders/differences", "Hold a day against the gateway's own books",
                .data(BillCheckBody.self, "What differs. Nothing is changed."),
                handler: { call in
                    let day = try call.visit.value(of: Self.day) ?? ""
                    let method = try call.visit.value(of: Self.method) ?? "wechat"
                    return Answer.data(BillCheckBody(differences: try await payments.differences(on: day, at: method)))
                }
            ).with(parameters: [Self.method.parameter, Self.day.parameter], refusals: [404, 409, 502]),
        ]
    }

    private func refund(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(RefundOrderRequest.self, limits)
        let order = try await payments.refund(
            call.visit.id("order"), minor: request.amount, reason: request.reason, by: call.caller.account.id,
            client: call.visit.client)
        return try await answer(order)
    }

    private func answer(_ order: Order) async throws -> Response {
        let buyers = try await payments.buyers(of: [order])
        return Answer.data(OrderBody(order: order, isWhole: true, buyer: buyers[order.accountID]))
    }

    private func markPaid(_ call: Call) async throws -> Response {
        let order = try await payments.markPaid(
            call.visit.id("order"), by: call.caller.account.id, client: call.visit.client)
        return try await answer(order)
    }

    private func revenue(_ call: Call) async throws -> Response {
        let until = try call.visit.value(of: Self.until) ?? payments.moment
        let from = try call.visit.value(of: Self.from) ?? until + .seconds(-30 * 86_400)
        let rows = try await payments.revenue(from: from, until: until)
        return Answer.data(PageBody(whole: rows.map(RevenueBody.init)))
    }
}
