import Foundation

/// What the stand-in for Stripe has in its books, in the shapes of its API.
struct StripeBooks {
    struct Session {
        let id: String
        let form: [String: String]
        let amount: Int
        let currency: String
        let expiresAt: Int
        var status = "open"
        var paymentStatus = "unpaid"
        var intent: String?
        var subscription: String?
        var customer: String?

        var isSubscription: Bool { form["mode"] == "subscription" }

        func json(_ base: String, expanded intent: [String: Any]?) -> [String: Any] {
            [
                "id": id, "object": "checkout.session", "mode": form["mode"] ?? "payment", "status": status,
                "payment_status": paymentStatus, "amount_total": amount, "currency": currency,
                "url": status == "open" ? "\(base)/pay/\(id)" : NSNull(), "expires_at": expiresAt,
                "client_reference_id": form["client_reference_id"] ?? NSNull(), "customer": customer ?? NSNull(),
                "payment_intent": intent as Any? ?? self.intent ?? NSNull(), "subscription": subscription ?? NSNull(),
                "metadata": StripeBooks.map("metadata", form), "livemode": false,
            ]
        }
    }

    struct Payment {
        let id: String
        let charge: String
        let amount: Int
        let currency: String
        let created: Int
        var refunded = 0
        var dispute: (id: String, status: String)?

        var chargeJSON: [String: Any] {
            [
                "id": charge, "object": "charge", "payment_intent": id, "amount": amount, "currency": currency,
                "amount_refunded": refunded, "refunded": refunded == amount, "disputed": dispute != nil,
                "created": created, "livemode": false,
            ]
        }

        var disputeJSON: [String: Any]? {
            dispute.map { dispute in
                [
                    "id": dispute.id, "object": "dispute", "charge": charge, "payment_intent": id, "amount": amount,
                    "currency": currency, "status": dispute.status, "reason": "fraudulent",
                ]
            }
        }

        func json(expanded: Bool) -> [String: Any] {
            [
                "id": id, "object": "payment_intent", "status": "succeeded", "amount": amount,
                "amount_received": amount, "currency": currency, "created": created,
                "latest_charge": expanded ? chargeJSON : charge, "livemode": false,
            ]
        }
    }

    struct Price {
        let id: String
        let amount: Int
        let currency: String
        let lookupKey: String?
        var isMonthly = true

        var json: [String: Any] {
            let month: [String: Any] = ["interval": "month", "interval_count": 1]
            return [
                "id": id, "object": "price", "active": true, "unit_amount": amount, "currency": currency,
                "lookup_key": lookupKey ?? NSNull(), "recurring": isMonthly ? month : NSNull(),
                "type": isMonthly ? "recurring" : "one_time",
            ]
        }
    }

    /// Of a card at once; of a bank's transfer, days later.
    struct Refund {
        let id: String
        let payment: String
        let amount: Int
        let currency: String
        let charge: String
        let metadata: [String: String]
        var status: String

        var json: [String: Any] {
            [
                "id": id, "object": "refund", "amount": amount, "currency": currency, "charge": charge,
                "payment_intent": payment, "status": status, "metadata": metadata,
            ]
        }
    }

    struct Event {
        let id: String
        let type: String
        let created: Int
        let body: Data
    }

    struct Invoice {
        let id: String
        let subscription: String
        let amount: Int
        let currency: String
        let reason: String
        let created: Int
        /// Of what is paid for.
        let startsAt: Int
        /// What is paid for: of a change what was given before as well.
        let prices: [String]
        /// Of the subscription when it was made.
        let metadata: [String: String]
        var isPaid = false
        var paidAt: Int?
        var intent: String?

        init(
            id: String, amount: Int, reason: String, of subscription: Subscription, created: Int,
            instead old: String? = nil
        ) {
            (self.id, self.amount, self.reason, self.created) = (id, amount, reason, created)
            (self.subscription, metadata) = (subscription.id, subscription.metadata)
            currency = subscription.price.currency
            startsAt = old == nil ? subscription.startsAt : created
            prices = [old, subscription.price.id].compactMap(\.self)
        }

        mutating func pay(with intent: String, at now: Int) {
            (isPaid, paidAt, self.intent) = (true, now, intent)
        }

        private var lines: [[String: Any]] {
            prices.map { price in
                [
                    "object": "line_item", "period": ["start": startsAt],
                    "pricing": ["price_details": ["price": price], "type": "price_details"] as [String: Any],
                ]
            }
        }

        var json: [String: Any] {
            let payment: [String: Any] = [
                "object": "invoice_payment", "status": "paid",
                "payment": ["type": "payment_intent", "payment_intent": intent ?? NSNull()] as [String: Any],
            ]
            return [
                "id": id, "object": "invoice", "status": isPaid ? "paid" : "open", "amount_paid": isPaid ? amount : 0,
                "amount_due": amount, "currency": currency, "billing_reason": reason, "created": created,
                "parent": [
                    "type": "subscription_details",
                    "subscription_details": ["subscription": subscription, "metadata": metadata] as [String: Any],
                ] as [String: Any],
                "lines": ["object": "list", "data": lines] as [String: Any],
                "payments": ["object": "list", "data": intent == nil ? [] : [payment]] as [String: Any],
                "status_transitions": ["paid_at": paidAt ?? NSNull()] as [String: Any], "livemode": false,
            ]
        }
    }

    struct Subscription {
        let id: String
        let item: String
        let customer: String
        var metadata: [String: String]
        var price: Price
        var startsAt: Int
        var endsAt: Int
        var status = "active"
        var cancels = false
        var invoices: [Invoice] = []

        /// What another price is more, for what is left of the period.
        func difference(to other: Price, at now: Int) -> Int {
            (other.amount - price.amount) * max(0, endsAt - now) / max(1, endsAt - startsAt)
        }

        func json(expanded: Bool) -> [String: Any] {
            let item: [String: Any] = [
                "id": item, "object": "subscription_item", "price": price.json, "quantity": 1,
                "current_period_start": startsAt, "current_period_end": endsAt,
            ]
            return [
                "id": id, "object": "subscription", "customer": customer, "status": status,
                "cancel_at_period_end": cancels, "cancel_at": cancels ? endsAt : NSNull(), "metadata": metadata,
                "items": ["object": "list", "data": [item]] as [String: Any], "livemode": false,
                "latest_invoice": invoices.last.map { expanded ? $0.json as Any : $0.id } ?? NSNull(),
            ]
        }
    }

    struct Kept {
        let form: String
        let status: Int
        let body: Data
    }

    var sessions: [String: Session] = [:]
    var payments: [String: Payment] = [:]
    var prices: [String: Price] = [:]
    var subscriptions: [String: Subscription] = [:]
    var refunds: [Refund] = []
    /// That were told, whether or not they arrived.
    var events: [Event] = []
    /// Whether the key counts as wrong.
    var refusesKeys = false
    /// Whether refunds take days.
    var refundsSlowly = false
    var answers: [String: Kept] = [:]
    var endpoint: String?
    /// Whether the card of renewals is refused.
    var refusesRenewals = false
    private var count = 0
    /// Whoever asks remembers the names of an earlier start, and takes the same ones for the same things.
    private let start = Random.hex(bytes: 5)

    /// `cs_test_5f0c3d9a1b000001`.
    mutating func name(_ prefix: String) -> String {
        count += 1
        return prefix + start + String(repeating: "0", count: max(0, 6 - String(count).count)) + String(count)
    }

    mutating func pay(_ amount: Int, _ currency: String, at now: Int) -> String {
        let payment = Payment(id: name("pi_"), charge: name("ch_"), amount: amount, currency: currency, created: now)
        payments[payment.id] = payment
        return payment.id
    }

    static func map(_ name: String, _ form: [String: String]) -> [String: String] {
        var map: [String: String] = [:]
        for (key, value) in form where key.hasPrefix(name + "[") && key.hasSuffix("]") {
            map[String(key.dropFirst(name.count + 1).dropLast())] = value
        }
        return map
    }

    /// The same day of the next month.
    static func nextMonth(_ seconds: Int) -> Int {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let date = Date(timeIntervalSince1970: Double(seconds))
        return calendar.date(byAdding: .month, value: 1, to: date).map { Int($0.timeIntervalSince1970) } ?? seconds
    }
}
