import Domain
import Foundation
import Outbound

/// Stripe: Checkout for packs and subscriptions, the customer portal, refunds, and signed call-backs.
package struct StripeGateway: SubscribingGateway {
    package struct Settings: Sendable {
        package static let standardURL = "https://api.stripe.com"

        package var url = Self.standardURL
        /// `sk_…` or `rk_…`.
        package let secretKey: String
        /// `whsec_…`: two while a secret is rolled.
        package let webhookSecrets: [String]
        /// Prices made at Stripe, by plan and pack; what has none gets one by itself.
        package var prices: [String: String] = [:]

        package init(secretKey: String, webhookSecrets: [String]) {
            self.secretKey = secretKey
            self.webhookSecrets = webhookSecrets
        }

        var isLive: Bool { secretKey.contains("_live_") }
    }

    package let facts = GatewayFacts(
        id: "stripe", name: "Stripe", currencies: Set(Currency.allCases), ways: [.page], renews: true)
    private let settings: Settings
    private let api: StripeAPI
    private let now: @Sendable () -> Timestamp

    package init(
        settings: Settings, web: WebClient, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.settings = settings
        self.now = now
        api = StripeAPI(
            base: settings.url, secretKey: settings.secretKey, web: web.naming([settings.url], as: "stripe"))
    }

    package func create(_ request: PaymentRequest) async throws(PaymentError) -> PaymentOffer {
        let order = request.order
        var form: [(String, String)] = [
            ("mode", request.plan == nil ? "payment" : "subscription"),
            ("client_reference_id", order.id.rawValue), ("metadata[order_id]", order.id.rawValue),
            ("success_url", request.returnURL + "?paid=1"), ("cancel_url", request.returnURL),
            ("expires_at", String(order.expiresAt.milliseconds / 1000)), ("line_items[0][quantity]", "1"),
        ]
        if let plan = request.plan {
            let price = try await price(of: plan, order.price)
            form += [
                ("line_items[0][price]", price),
                ("subscription_data[metadata][order_id]", order.id.rawValue),
                ("subscription_data[metadata][user_id]", order.accountID.rawValue),
                ("subscription_data[metadata][plan]", plan.id),
                ("subscription_data[metadata][version]", String(plan.version)),
            ]
        } else {
            form.append(("payment_intent_data[metadata][order_id]", order.id.rawValue))
            if let price = try await configured(order.item.id, order.price, isMonthly: false) {
                form.append(("line_items[0][price]", price))
            } else {
                form += [
                    ("line_items[0][price_data][currency]", order.price.currency.rawValue.lowercased()),
                    ("line_items[0][price_data][unit_amount]", String(order.price.minor)),
                    ("line_items[0][price_data][product_data][name]", order.title),
                ]
            }
        }
        if let customer = request.customer {
            form.append(("customer", customer))
        } else if let email = request.email {
            form.append(("customer_email", email))
        }
        let session: StripeObject.Session = try await api.post(
            "/v1/checkout/sessions", form, key: "order \(order.id)")
        guard let url = session.url, url.hasPrefix("https://") || url.hasPrefix(settings.url) else {
            throw .refused("Stripe gives no page to pay on")
        }
        return PaymentOffer(session: session.id, url: url)
    }

    package func query(_ payment: PaymentReference) async throws(PaymentError) -> PaymentReport {
        if let session = payment.session, Self.isName(session) {
            let session: StripeObject.Session = try await api.get(
                "/v1/checkout/sessions/\(session)", [("expand[0]", "payment_intent.latest_charge")])
            var report = PaymentReport(Self.state(of: session))
            report.subscription = session.subscription?.name
            report.payment = session.payment_intent?.name ?? payment.payment
            if let intent = session.payment_intent?.object {
                try await complete(&report, with: intent)
            } else if let known = payment.payment {
                // The money of a subscription's first invoice.
                try await complete(&report, with: try await intent(known))
            }
            return report
        }
        guard let known = payment.payment else { return PaymentReport(.pending) }
        let intent = try await intent(known)
        var report = PaymentReport(.pending)
        report.payment = intent.id
        if intent.status == "succeeded", let amount = Self.money(intent.amount_received, intent.currency) {
            report.state = .paid(amount, at: Self.time(intent.created))
        }
        try await complete(&report, with: intent)
        return report
    }

    package func close(_ payment: PaymentReference) async throws(PaymentError) {
        guard let session = payment.session, Self.isName(session) else { return }
        do {
            let _: StripeObject.Named = try await api.post(
                "/v1/checkout/sessions/\(session)/expire", [], key: "close \(payment.order)")
        } catch {
            // One that was paid or has expired cannot be closed, and need not be.
            if case .refused = error { return }
            throw error
        }
    }

    package func refund(_ request: RefundRequest) async throws(PaymentError) -> RefundState {
        guard let payment = request.payment.payment else {
            throw .refused("it is not known what Stripe calls the payment")
        }
        // Stripe forgets the keys of repetitions after a day, and a transfer by a bank takes longer.
        let made: StripeObject.Listed<StripeObject.Refund> = try await api.get(
            "/v1/refunds", [("payment_intent", payment), ("limit", "100")])
        if let known = made.data.first(where: { $0.metadata?["refund_id"] == request.id.rawValue }) {
            return known.state
        }
        let refund: StripeObject.Refund = try await api.post(
            "/v1/refunds",
            [
                ("payment_intent", payment), ("amount", String(request.amount.minor)),
                ("reason", "requested_by_customer"), ("metadata[refund_id]", request.id.rawValue),
            ], key: "refund \(request.id)")
        return refund.state
    }

    // MARK: Subscriptions

    package func subscription(_ id: String) async throws(PaymentError) -> SubscriptionReport {
        guard Self.isName(id) else { throw .unknown }
        // Invoices first, so that no change is paid for before it is seen; and again for one that was paid in between.
        var paid = try await paidInvoices(of: id)
        let found: StripeObject.Subscription = try await api.get(
            "/v1/subscriptions/\(id)", [("expand[0]", "latest_invoice")])
        if let last = found.latest_invoice?.object, last.status == "paid", !paid.contains(where: { $0.id == last.id }) {
            paid = try await paidInvoices(of: id)
        }
        return try report(of: found, paid: paid.reversed().compactMap(Self.invoice))
    }

    /// Newest first: several may have been paid since it was asked last.
    private func paidInvoices(of subscription: String) async throws(PaymentError) -> [StripeObject.Invoice] {
        let paid: StripeObject.Listed<StripeObject.Invoice> = try await api.get(
            "/v1/invoices",
            [("subscription", subscription), ("status", "paid"), ("limit", "24"), ("expand[0]", "data.payments")])
        return paid.data
    }

    package func end(_ id: String) async throws(PaymentError) {
        guard Self.isName(id) else { throw .unknown }
        do { try await api.delete("/v1/subscriptions/\(id)") } catch {
            // One that has ended is unknown to this call.
            if error != .unknown { throw error }
        }
    }

    package func setCancelled(_ id: String, _ isCancelled: Bool) async throws(PaymentError) {
        guard Self.isName(id) else { throw .unknown }
        let _: StripeObject.Named = try await api.post(
            "/v1/subscriptions/\(id)", [("cancel_at_period_end", isCancelled ? "true" : "false")],
            key: "cancel \(id) \(isCancelled) \(now().milliseconds)")
    }

    package func change(
        _ id: String, to plan: PaymentRequest.Plan, price: Money, isUpgrade: Bool, key: String
    ) async throws(PaymentError) {
        guard Self.isName(id) else { throw .unknown }
        let found: StripeObject.Subscription = try await api.get("/v1/subscriptions/\(id)")
        guard let item = found.items.data.first else { throw .refused("the subscription has no item") }
        let priceID = try await self.price(of: plan, price)
        let _: StripeObject.Named = try await api.post(
            "/v1/subscriptions/\(id)",
            [
                ("items[0][id]", item.id), ("items[0][price]", priceID),
                ("proration_behavior", isUpgrade ? "always_invoice" : "none"),
                ("payment_behavior", isUpgrade ? "error_if_incomplete" : "allow_incomplete"),
                ("metadata[plan]", plan.id), ("metadata[version]", String(plan.version)),
                ("cancel_at_period_end", "false"),
            ], key: key)
    }

    package func portal(customer: String, returnURL: String) async throws(PaymentError) -> String {
        let page: StripeObject.Page = try await api.post(
            "/v1/billing_portal/sessions", [("customer", customer), ("return_url", returnURL)],
            key: "portal \(customer) \(now().milliseconds)")
        guard let url = page.url else { throw .refused("Stripe gives no portal") }
        return url
    }

    // MARK: Call-backs

    package func parse(_ call: PaymentCall) async throws(PaymentError) -> PaymentNotice {
        guard let signature = StripeSignature(call.headers["stripe-signature"] ?? "") else {
            throw .forged("the signature is missing or cannot be read")
        }
        guard signature.isOf(call.body, secrets: settings.webhookSecrets) else {
            throw .forged("the signature is wrong")
        }
        guard signature.isTimely(at: now().milliseconds / 1000) else { throw .forged("it was signed at another time") }
        return try StripeNotice.read(call.body, isLive: settings.isLive)
    }

    // MARK: Reading

    private func intent(_ id: String) async throws(PaymentError) -> StripeObject.Intent {
        guard Self.isName(id) else { throw .unknown }
        return try await api.get("/v1/payment_intents/\(id)", [("expand[0]", "latest_charge")])
    }

    /// Adds what was given back and what is disputed.
    private func complete(
        _ report: inout PaymentReport, with intent: StripeObject.Intent
    ) async throws(PaymentError) {
        report.payment = intent.id
        guard let charge = intent.latest_charge?.object else { return }
        report.refunded = max(0, charge.amount_refunded ?? 0)
        if case .paid(let amount, nil) = report.state { report.state = .paid(amount, at: Self.time(charge.created)) }
        guard charge.disputed == true else { return }
        let disputes: StripeObject.Listed<StripeObject.Dispute> = try await api.get(
            "/v1/disputes", [("payment_intent", intent.id), ("limit", "1")])
        report.dispute =
            switch disputes.data.first?.status {
            case "won", "warning_closed", "prevented": .won
            case "lost": .lost
            default: .open
            }
    }

    private static func state(of session: StripeObject.Session) -> PaymentReport.State {
        switch (session.status, session.payment_status) {
        case (_, "paid"), ("complete", "no_payment_required"):
            guard let amount = money(session.amount_total, session.currency) else { return .pending }
            return .paid(amount, at: nil)
        case ("expired", _): return .cancelled
        case ("complete", _):
            // A delayed method that failed leaves the intent in need of another one.
            return session.payment_intent?.object?.status == "requires_payment_method" ? .failed : .pending
        default: return .pending
        }
    }

    private func report(
        of found: StripeObject.Subscription, paid invoices: [SubscriptionReport.Invoice]
    ) throws(PaymentError) -> SubscriptionReport {
        let item = found.items.data.first
        let start = item?.current_period_start ?? found.current_period_start
        let end = item?.current_period_end ?? found.current_period_end
        guard let account = found.metadata?["user_id"].flatMap(AccountID.init(rawValue:)),
            let (plan, version) = plan(of: found), let startsAt = Self.time(start), let endsAt = Self.time(end),
            startsAt <= endsAt
        else { throw .refused("the subscription \(found.id) is none that was sold here") }
        let status: Subscription.Status? =
            switch found.status {
            case "active", "trialing": .active
            case "past_due", "unpaid", "paused": .pastDue
            case "canceled", "incomplete_expired": .ended
            // The first payment is still under way.
            default: nil
            }
        guard let status else { throw .unavailable("the subscription \(found.id) is \(found.status)") }
        return SubscriptionReport(
            id: found.id, customer: found.customer.name, account: account,
            order: found.metadata?["order_id"].flatMap(OrderID.init(rawValue:)), planID: plan, planVersion: version,
            status: status, startsAt: startsAt, endsAt: endsAt,
            cancels: found.cancel_at_period_end == true || found.cancel_at != nil,
            isPaid: found.latest_invoice?.object?.status == "paid", invoices: invoices)
    }

    /// Of its price, where that is one of ours: the portal changes plans without telling the metadata.
    private func plan(of found: StripeObject.Subscription) -> (String, Int)? {
        let price = found.items.data.first?.price
        let words = (price?.lookup_key ?? "").split(separator: " ")
        if words.count == 4, words[0] == "greenroom", let version = Int(words[2]) { return (String(words[1]), version) }
        let named = settings.prices.first { $0.value == price?.id }?.key
        guard let plan = named ?? found.metadata?["plan"], let version = found.metadata?["version"].flatMap({ Int($0) })
        else { return nil }
        return (plan, version)
    }

    private static func invoice(_ invoice: StripeObject.Invoice) -> SubscriptionReport.Invoice? {
        guard let id = invoice.id, let amount = money(invoice.amount_paid ?? 0, invoice.currency) else { return nil }
        return SubscriptionReport.Invoice(
            id: id, amount: amount,
            payment: invoice.payments?.data.first?.payment?.payment_intent?.name ?? invoice.payment_intent?.name,
            paidAt: time(invoice.status_transitions?.paid_at),
            isForPeriod: ["subscription_create", "subscription_cycle"].contains(invoice.billing_reason))
    }

    /// The price that the settings name, where it asks for just this: buyers of another currency see none but theirs.
    private func configured(
        _ item: String, _ price: Money, isMonthly: Bool
    ) async throws(PaymentError) -> String? {
        guard let id = settings.prices[item], Self.isName(id) else { return nil }
        let known: StripeObject.Price = try await api.get("/v1/prices/\(id)")
        let isSame =
            known.currency?.uppercased() == price.currency.rawValue && known.unit_amount == price.minor
            && (known.recurring != nil) == isMonthly
        return isSame ? id : nil
    }

    /// A price of Stripe's for the plan: one that the settings name, else one found or made by a name of ours.
    private func price(of plan: PaymentRequest.Plan, _ price: Money) async throws(PaymentError) -> String {
        if let known = try await configured(plan.id, price, isMonthly: true) { return known }
        let currency = price.currency.rawValue.lowercased()
        let name = "greenroom \(plan.id) \(plan.version) \(currency)-\(price.minor)"
        let found: StripeObject.Listed<StripeObject.Price> = try await api.get(
            "/v1/prices", [("lookup_keys[0]", name), ("active", "true")])
        if let price = found.data.first { return price.id }
        let made: StripeObject.Price = try await api.post(
            "/v1/prices",
            [
                ("currency", currency), ("unit_amount", String(price.minor)), ("recurring[interval]", "month"),
                ("product_data[name]", plan.title), ("lookup_key", name),
            ], key: name)
        return made.id
    }

    static func money(_ minor: Int?, _ currency: String?) -> Money? {
        guard let minor, (0...Money.most).contains(minor),
            let currency = currency.flatMap({ Currency(rawValue: $0.uppercased()) })
        else { return nil }
        return Money(minor, currency)
    }

    /// Times of Stripe are whole seconds since 1970; of a far one nothing is believed.
    private static func time(_ seconds: Int64?) -> Timestamp? {
        seconds.flatMap { (0...32_503_680_000).contains($0) ? Timestamp(milliseconds: $0 * 1000) : nil }
    }

    /// Whether a name may stand in a path.
    private static func isName(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
            }
    }
}
