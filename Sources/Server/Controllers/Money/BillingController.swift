import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Studio

/// `/billing` and `/payments`: buying, and what was bought. They are there with `BILLING=on`.
struct BillingController: Controller {
    private let payments: Payments
    private let receipts: Receipts
    private let limits: ServerLimits
    private let publicURL: String?
    private let isOn: Bool

    init(_ edge: Edge) {
        (payments, receipts, limits) = (edge.house.payments, edge.house.receipts, edge.limits)
        publicURL = edge.settings.publicURL
        isOn = edge.house.billing.mode == .on
    }

    var operations: [Operation] {
        guard isOn else { return [] }
        return subscribing + paying
    }

    private static let plan = QueryField("plan", .text(1...40), "To which the subscription would be moved.")

    /// No price, a method that is not there, one that fails or takes too long.
    private static let refusals: Set<Int> = [404, 409, 502, 504]

    private var subscribing: [Operation] {
        [
            .signedIn(
                .get, "/billing/methods", "List the ways to pay", tag: "Billing",
                .data(MethodsBody.self, "The one that fits the region first."),
                handler: { call in
                    let offers = try await payments.ways(for: call.caller.account.id, client: call.visit.client)
                    return Answer.data(MethodsBody(offers: offers))
                }),
            .signedIn(
                .get, "/billing/subscription", "Get the subscription", tag: "Billing",
                .data(SubscriptionBody?.self, "Null without one."),
                handler: { call in
                    let found = try await payments.subscription(of: call.caller.account.id)
                    return Answer.data(found.map(SubscriptionBody.init))
                }),
            .signedIn(
                .post, "/billing/checkout", "Buy a pack or a plan", tag: "Billing",
                .data(OrderBody.self, "Its `url` or `code_url` is where it is paid.", status: 201),
                handler: { call in try await checkout(call, method: nil) }
            ).with(body: .json(CheckoutRequest.schema), refusals: Self.refusals, replaysByKey: true),
            .signedIn(
                .get, "/billing/plan", "Get what a change of plan would cost", tag: "Billing",
                .data(ChangeCostBody.self, "Nothing is changed."),
                handler: { call in
                    let plan = try call.visit.value(of: Self.plan) ?? ""
                    return Answer.data(
                        ChangeCostBody(cost: try await payments.cost(ofChangeTo: plan, of: call.caller.account.id)))
                }
            ).with(parameters: [Self.plan.parameter], refusals: Self.refusals),
            .signedIn(
                .post, "/billing/plan", "Move the subscription to another plan", tag: "Billing",
                .data(SubscriptionBody.self, "What a dearer plan costs more is charged in proportion at once."),
                handler: { call in
                    let plan = try await call.visit.json(PlanChangeRequest.self, limits).plan
                    let changed = try await payments.change(to: plan, of: call.caller.account.id)
                    return Answer.data(SubscriptionBody(subscription: changed))
                }
            ).with(body: .json(PlanChangeRequest.schema), refusals: Self.refusals, replaysByKey: true),
            .signedIn(
                .post, "/billing/portal", "Open the page where cards are changed", tag: "Billing",
                .data(AddressBody.self, "Go there."),
                handler: { call in
                    Answer.data(
                        AddressBody(
                            url: try await payments.portal(of: call.caller.account.id, site: site(of: call.visit))))
                }
            ).with(refusals: Self.refusals),
            .signedIn(
                .post, "/billing/cancel", "Cancel the subscription", tag: "Billing",
                .data(SubscriptionBody.self, "It ends with its period."),
                handler: { call in try await cancel(call, true) }
            ).with(refusals: Self.refusals),
            .signedIn(
                .post, "/billing/resume", "Take a cancellation back", tag: "Billing",
                .data(SubscriptionBody.self, "It is renewed as before."),
                handler: { call in try await cancel(call, false) }
            ).with(refusals: Self.refusals),
            .signedIn(
                .get, "/billing/invoices", "List the orders and invoices", tag: "Billing",
                .data(PageBody<OrderBody>.self, "Newest first."),
                handler: { call in
                    let page = try await payments.list(of: call.caller.account.id, page: call.visit.page())
                    return Answer.data(PageBody(page: page.map { OrderBody(order: $0) }))
                }
            ).with(parameters: Operation.Parameter.paging),
            .signedIn(
                .get, "/billing/invoices/{id}/pdf", "Download a receipt or an invoice", tag: "Billing",
                .bytes("application/pdf", "The receipt of what is paid, the invoice of what is not."), handler: pdf
            ).with(refusals: [409]),
        ]
    }

    private func pdf(_ call: Call) async throws -> Response {
        let (data, number) = try await receipts.pdf(of: call.visit.id("invoice"), for: call.caller.account)
        let headers: HTTPFields = [
            .contentType: "application/pdf", .cacheControl: "no-store",
            .contentDisposition: "attachment; filename=\"invoice\(number.map { "-\($0)" } ?? "").pdf\"",
        ]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }

    private var paying: [Operation] {
        let methods: [String] = ["stripe", "wechat"]
        let create = methods.map { method in
            Operation.signedIn(
                .post, "/payments/\(method)/create", "Buy with \(method)", tag: "Billing",
                .data(OrderBody.self, "Its `url` or `code_url` is where it is paid.", status: 201),
                handler: { call in try await checkout(call, method: method) }
            ).with(body: .json(CheckoutRequest.schema), refusals: Self.refusals, replaysByKey: true)
        }
        let hooks = methods.map { method in
            Operation.open(
                .post, "/payments/webhook/\(method)", "Take a call-back of \(method)", tag: "Billing",
                .empty(204, "It is kept, and worked off at once."),
                handler: { visit in try await hear(visit, from: method) }
            ).with(
                parameters: [
                    .header(
                        method == "stripe" ? "Stripe-Signature" : "Wechatpay-Signature",
                        "Without a good one nothing is heard.")
                ], refusals: [404, 413, 422, 502])
        }
        return create + hooks + [
            .signedIn(
                .get, "/payments/{id}", "Get an order", tag: "Billing", .data(OrderBody.self, "The order."),
                handler: { call in
                    let order = try await payments.get(call.visit.id("payment"), of: call.caller.account.id)
                    return Answer.data(OrderBody(order: order))
                })
        ]
    }

    private func checkout(_ call: Call, method: String?) async throws -> Response {
        var wish = try await call.visit.json(CheckoutRequest.self, limits).wish
        if let method { wish.gateway = method }
        let order = try await payments.order(
            wish, by: call.caller.account, client: call.visit.client, site: site(of: call.visit))
        return Answer.data(OrderBody(order: order), status: .created)
    }

    /// Where gateways lead the browser back to.
    private func site(of visit: Visit) -> String { publicURL ?? "\(visit.origin.scheme)://\(visit.origin.host)" }

    private func cancel(_ call: Call, _ isCancelled: Bool) async throws -> Response {
        let changed = try await payments.setCancelled(isCancelled, of: call.caller.account.id)
        return Answer.data(SubscriptionBody(subscription: changed))
    }

    /// The longest call-back that is read.
    private static let longestCall = 256 * 1024

    private func hear(_ visit: Visit, from method: String) async throws -> Response {
        let body = try await JSONBody.read(visit.request, limitBytes: Self.longestCall)
        var headers: [String: String] = [:]
        for field in visit.request.headers { headers[field.name.canonicalName] = field.value }
        try await payments.hear(PaymentCall(headers: headers, body: .init(body.readableBytesView)), from: method)
        return Response(status: .noContent)
    }
}
