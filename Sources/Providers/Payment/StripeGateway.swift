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
    let settings: Settings
    let api: StripeAPI
    let now: @Sendable () -> Timestamp

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
}
