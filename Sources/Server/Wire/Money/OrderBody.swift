import Domain
import Studio

extension Order.Status: WireWord {}
extension Order.Dispute: WireWord {}
extension PaymentRequest.Way: WireWord {}
extension Subscription.Status: WireWord {}

/// Something that is paid for.
struct OrderBody: Body, Sendable {
    let order: Order
    /// Whether administrators read it.
    var isWhole = false
    /// Whose it is; nil where only they read it.
    var buyer: Account?

    static var name: String? { "Order" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.order.id }
        fields.add("title") { $0.order.title }
        fields.add("pack", "Null for a plan.") { body in
            if case .pack(let id) = body.order.item { id } else { String?.none }
        }
        fields.add("plan", "Null for a pack.") { body in
            if case .plan(let id, _) = body.order.item { id } else { String?.none }
        }
        fields.add("method", "`stripe`, `wechat`, or `manual` for an invoice.") { $0.order.gateway }
        fields.add("price", "Tax included.") { MoneyBody($0.order.price) }
        fields.add("status") { $0.order.status }
        fields.add("credits", "That it gives.") { $0.order.credits }
        fields.add("url", "Where it is paid.") { $0.order.offer?.url }
        fields.add("code_url", "What a QR code must say to be paid with WeChat.") { $0.order.offer?.code }
        fields.add("parameters", "For the page inside WeChat.") { $0.order.offer?.parameters }
        fields.add("refunded", "Of the price.") { MoneyBody(Money($0.order.refunded, $0.order.price.currency)) }
        fields.add("dispute") { $0.order.dispute }
        fields.add("number", "Of its invoice, once it is paid.") { $0.order.number }
        fields.add("created_at") { $0.order.createdAt }
        fields.add("expires_at", "Until when it can be paid.") { $0.order.expiresAt }
        fields.add("paid_at") { $0.order.paidAt }
        fields.addIfPresent("account_id", "For administrators.") { $0.isWhole ? $0.order.accountID : nil }
        fields.addIfPresent("account_name", "For administrators.") { $0.buyer?.name }
        fields.addIfPresent("account_email", "For administrators; absent for an account without one.") { body in
            body.buyer?.address
        }
        fields.addIfPresent("problem", "Why a payment is not counted. For administrators.") {
            $0.isWhole ? $0.order.problem : nil
        }
        fields.addIfPresent("missed_credits", "Refunded credits that were spent, or had expired. For administrators.") {
            $0.isWhole ? $0.order.missed : nil
        }
    }
}

/// What has become of an order, in an event stream.
struct OrderEventBody: Body {
    let order: OrderID
    let status: Order.Status

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.order }
        fields.add("status") { $0.status }
    }
}

/// The plan that an account has.
struct SubscriptionBody: Body {
    let subscription: Subscription

    static var name: String? { "Subscription" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("plan") { $0.subscription.planID }
        fields.add("version", "Of its terms, which stay as they were sold.") { $0.subscription.planVersion }
        fields.add("method") { $0.subscription.gateway }
        fields.add("status") { $0.subscription.status }
        fields.add("renews", "Whether it is charged again by itself.") {
            $0.subscription.externalID != nil && !$0.subscription.cancels && $0.subscription.status != .ended
        }
        fields.add("currency", "In which it is charged; null where that is not known.") { $0.subscription.currency }
        fields.add("minutes") { $0.subscription.terms.minutes }
        fields.add("credits") { $0.subscription.terms.credits }
        fields.add("starts_at", "Of the period that was paid last.") { $0.subscription.startsAt }
        fields.add("ends_at") { $0.subscription.endsAt }
        fields.add("next_plan", "The plan that it becomes then.") { $0.subscription.nextPlanID }
    }
}

/// What a change to another plan would cost.
struct ChangeCostBody: Body {
    let cost: Payments.ChangeCost

    static var name: String? { "PlanChangeCost" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("price", "Of the plan, a month.") { MoneyBody($0.cost.price) }
        fields.add("charged_now", "The difference for the rest of the period; nothing for a cheaper plan.") {
            MoneyBody($0.cost.now)
        }
        fields.add("begins_at", "When a cheaper plan begins; null for at once.") { $0.cost.beginsAt }
    }
}

/// A way to pay.
struct MethodBody: Body, Sendable {
    let facts: GatewayFacts

    static var name: String? { "PaymentMethod" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.facts.id }
        fields.add("name") { $0.facts.name }
        fields.add("currencies") { $0.facts.currencies.map(\.rawValue).sorted() }
        fields.add("types") { $0.facts.ways }
        fields.add("renews", "Whether a plan is charged again by itself; else each month is bought.") {
            $0.facts.renews
        }
    }
}

/// The ways to pay.
struct MethodsBody: Body {
    let offers: Payments.Offers

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("items") { $0.offers.gateways.map(MethodBody.init) }
        fields.add("currency", "That people of the region expect.") { $0.offers.currency }
    }
}

/// Where the browser goes next.
struct AddressBody: Body {
    let url: String

    static func list(_ fields: inout some FieldList<Self>) { fields.add("url") { $0.url } }
}

/// What came in, in one currency.
struct RevenueBody: Body, Sendable {
    let revenue: Payments.Revenue

    static var name: String? { "Revenue" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("orders") { $0.revenue.orders }
        fields.add("paid") { MoneyBody($0.revenue.paid) }
        fields.add("refunded") { MoneyBody($0.revenue.refunded) }
        fields.add("lost", "By disputes.") { MoneyBody($0.revenue.lost) }
    }
}

/// `POST /billing/checkout` and `POST /payments/…/create`.
struct CheckoutRequest: InputBody {
    let wish: Payments.Wish

    static let body = BodyReader(
        named: "Checkout",
        .optional("pack", .text(1...40), "Or give `plan`."),
        .optional("plan", .text(1...40), "Or give `pack`."),
        .optional("method", .text(1...32), "The first that is offered if not given."),
        .optional("currency", Input<Currency>.word, "That of the region if not given."),
        .optional("type", Input<PaymentRequest.Way>.word, "How it is paid; the method's first if not given."),
        .optional("openid", .text(1...128), "Of the buyer inside WeChat, for `jsapi`."),
        rules: [.one(of: ["pack", "plan"])]
    ) { pack, plan, method, currency, way, openID throws(ErrorBody) in
        var wish: Payments.Wish
        switch (pack, plan) {
        case (let pack?, nil): wish = Payments.Wish(item: .pack(pack))
        case (nil, let plan?): wish = Payments.Wish(item: .plan(plan))
        default: throw .invalid("pack", "Give either `pack` or `plan`.")
        }
        wish.gateway = method
        wish.currency = currency
        wish.way = way
        wish.openID = openID
        return CheckoutRequest(wish: wish)
    }
}

/// `POST /billing/plan`.
struct PlanChangeRequest: InputBody {
    let plan: String

    static let body = BodyReader(named: "PlanChange", .field("plan", .text(1...40)), make: Self.init)
}

/// `POST /admin/orders/{id}/refund`.
struct RefundOrderRequest: InputBody {
    let amount: Int?
    let reason: String

    static let body = BodyReader(
        named: "RefundOrder",
        .optional("amount", .whole(1...Money.most), "In the smallest unit; all that is left if not given."),
        .field("reason", .title(300)), make: Self.init)
}
