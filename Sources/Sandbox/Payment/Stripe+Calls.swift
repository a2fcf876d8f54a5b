import Foundation

/// The calls of the API, each on the books.
extension Stripe {
    func openSession(_ asked: Asked) -> Told {
        guard let success = asked["success_url"], URL(string: success)?.host() != nil else {
            return .refusal(400, "invalid_request_error", "Missing required param: success_url.")
        }
        return books.withLock { books in
            let amount: Int
            let currency: String
            if let id = asked["line_items[0][price]"] {
                guard let price = books.prices[id] else {
                    return .refusal(400, "invalid_request_error", "No such price: '\(id)'", code: "resource_missing")
                }
                (amount, currency) = (price.amount, price.currency)
            } else {
                guard let unit = asked["line_items[0][price_data][unit_amount]"].flatMap({ Int($0) }), unit > 0,
                    let named = asked["line_items[0][price_data][currency]"],
                    asked["line_items[0][price_data][product_data][name]"] != nil
                else { return .refusal(400, "invalid_request_error", "You must provide a price.") }
                (amount, currency) = (unit, named)
            }
            let wanted = asked["expires_at"].flatMap { Int($0) } ?? clock.now + 86_400
            guard let expires = clock.moment(wanted, ahead: 1790...86_460) else {
                return .refusal(
                    400, "invalid_request_error", "The `expires_at` timestamp must be 30 minutes to 24 hours ahead.")
            }
            guard asked["customer"] == nil || asked["customer_email"] == nil else {
                return .refusal(
                    400, "invalid_request_error", "You may only specify one of customer and customer_email.")
            }
            var session = StripeBooks.Session(
                id: books.name("cs_test_"), form: asked.fields, amount: amount, currency: currency, expiresAt: expires)
            session.customer = asked["customer"]
            books.sessions[session.id] = session
            return Told(json: session.json(asked.base, expanded: nil))
        }
    }

    func session(_ asked: Asked) -> Told {
        let now = clock.now
        return books.withLock { books in
            guard var session = books.sessions[asked.id] else { return .missing }
            if session.status == "open", session.expiresAt <= now {
                session.status = "expired"
                books.sessions[asked.id] = session
            }
            let intent = session.intent.flatMap { books.payments[$0] }
            let isExpanded = asked.expands("payment_intent")
            let isDeep = asked.expands("payment_intent.latest_charge")
            return Told(
                json: session.json(asked.base, expanded: isExpanded ? intent?.json(expanded: isDeep) : nil))
        }
    }

    func expire(_ asked: Asked) -> Told {
        let expired = books.withLock { books -> StripeBooks.Session? in
            guard var session = books.sessions[asked.id], session.status == "open" else { return nil }
            session.status = "expired"
            books.sessions[asked.id] = session
            return session
        }
        guard let expired else {
            return .refusal(
                400, "invalid_request_error", "Only Checkout Sessions with a status of `open` can be expired.")
        }
        tell("checkout.session.expired", expired.json(asked.base, expanded: nil))
        return Told(json: expired.json(asked.base, expanded: nil))
    }

    func intent(_ asked: Asked) -> Told {
        books.withLock { books in
            books.payments[asked.id].map { Told(json: $0.json(expanded: asked.expands("latest_charge"))) } ?? .missing
        }
    }

    func disputes(_ asked: Asked) -> Told {
        let found = books.withLock { books in asked["payment_intent"].flatMap { books.payments[$0]?.disputeJSON } }
        return Told(json: ["object": "list", "data": found.map { [$0] } ?? [], "has_more": false])
    }

    func findPrices(_ asked: Asked) -> Told {
        let found = books.withLock { books in
            books.prices.values.filter { $0.lookupKey != nil && $0.lookupKey == asked["lookup_keys[0]"] }.map(\.json)
        }
        return Told(json: ["object": "list", "data": found, "has_more": false])
    }

    func price(_ asked: Asked) -> Told {
        books.withLock { books in books.prices[asked.id].map { Told(json: $0.json) } ?? .missing }
    }

    func makePrice(_ asked: Asked) -> Told {
        guard let amount = asked["unit_amount"].flatMap({ Int($0) }), let currency = asked["currency"] else {
            return .refusal(400, "invalid_request_error", "Missing required param: unit_amount.")
        }
        return books.withLock { books in
            let price = StripeBooks.Price(
                id: books.name("price_"), amount: amount, currency: currency, lookupKey: asked["lookup_key"],
                isMonthly: asked["recurring[interval]"] != nil)
            books.prices[price.id] = price
            return Told(json: price.json)
        }
    }

    /// Somebody makes a monthly price in Stripe's dashboard.
    /// - Returns: its id.
    package func makePrice(_ amount: Int, _ currency: String) -> String {
        books.withLock { books in
            let price = StripeBooks.Price(
                id: books.name("price_"), amount: amount, currency: currency, lookupKey: nil)
            books.prices[price.id] = price
            return price.id
        }
    }

    // MARK: Subscriptions

    func subscription(_ asked: Asked) -> Told {
        books.withLock { books in
            books.subscriptions[asked.id].map { Told(json: $0.json(expanded: asked.expands("latest_invoice"))) }
                ?? .missing
        }
    }

    func changeSubscription(_ asked: Asked) -> Told {
        let now = clock.now
        let outcome = books.withLock { books -> (StripeBooks.Subscription, StripeBooks.Invoice?)? in
            guard var subscription = books.subscriptions[asked.id], subscription.status != "canceled" else {
                return nil
            }
            if let cancels = asked["cancel_at_period_end"] { subscription.cancels = cancels == "true" }
            for (name, value) in StripeBooks.map("metadata", asked.fields) { subscription.metadata[name] = value }
            var invoice: StripeBooks.Invoice?
            if let price = asked["items[0][price]"].flatMap({ books.prices[$0] }), price.id != subscription.price.id {
                let difference = subscription.difference(to: price, at: now)
                let old = subscription.price.id
                subscription.price = price
                if asked["proration_behavior"] == "always_invoice", difference > 0 {
                    var made = StripeBooks.Invoice(
                        id: books.name("in_"), amount: difference, reason: "subscription_update", of: subscription,
                        created: now, instead: old)
                    made.pay(with: books.pay(difference, price.currency, at: now), at: now)
                    subscription.invoices.append(made)
                    invoice = made
                }
            }
            books.subscriptions[asked.id] = subscription
            return (subscription, invoice)
        }
        guard let (subscription, invoice) = outcome else { return .missing }
        if let invoice { tell("invoice.paid", invoice.json) }
        tell("customer.subscription.updated", subscription.json(expanded: false))
        return Told(json: subscription.json(expanded: false))
    }

    /// What a change would cost at once.
    func previewChange(_ asked: Asked) -> Told {
        let now = clock.now
        return books.withLock { books in
            guard let subscription = asked["subscription"].flatMap({ books.subscriptions[$0] }),
                let price = asked["subscription_details[items][0][price]"].flatMap({ books.prices[$0] }),
                asked["subscription_details[items][0][id]"] == subscription.item
            else { return .missing }
            let due = max(0, subscription.difference(to: price, at: now))
            return Told(json: ["object": "invoice", "amount_due": due, "currency": price.currency])
        }
    }

    func endSubscription(_ asked: Asked) -> Told {
        let ended = books.withLock { books -> StripeBooks.Subscription? in
            books.subscriptions[asked.id]?.status = "canceled"
            return books.subscriptions[asked.id]
        }
        guard let ended else { return .missing }
        tell("customer.subscription.deleted", ended.json(expanded: false))
        return Told(json: ended.json(expanded: false))
    }

    /// Newest first.
    func invoices(_ asked: Asked) -> Told {
        let found = books.withLock { books in
            asked["subscription"].flatMap { books.subscriptions[$0]?.invoices } ?? []
        }
        let wanted = found.reversed().filter { asked["status"] == nil || (asked["status"] == "paid") == $0.isPaid }
        let limit = asked["limit"].flatMap { Int($0) } ?? 10
        return Told(
            json: ["object": "list", "data": wanted.prefix(limit).map(\.json), "has_more": wanted.count > limit])
    }

    func portal(_ asked: Asked) -> Told {
        guard let customer = asked["customer"] else {
            return .refusal(400, "invalid_request_error", "Missing required param: customer.")
        }
        let back = asked["return_url"] ?? ""
        let query =
            "customer=\(customer)&return_url=\(back.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        return Told(
            json: [
                "id": "bps_" + Random.hex(bytes: 6), "object": "billing_portal.session", "customer": customer,
                "url": "\(asked.base)/portal?\(query)", "return_url": back,
            ])
    }

    // MARK: What happens

    /// The buyer pays, or a card is refused for the last time.
    func complete(_ id: String, base: String) -> String? {
        let now = clock.now
        var events: [(String, [String: Any])] = []
        let address = books.withLock { books -> String? in
            guard var session = books.sessions[id], session.status == "open", session.expiresAt > now else {
                return nil
            }
            session.status = "complete"
            session.paymentStatus = "paid"
            session.customer = session.customer ?? books.name("cus_")
            let intent = books.pay(session.amount, session.currency, at: now)
            if session.isSubscription, let price = session.form["line_items[0][price]"].flatMap({ books.prices[$0] }) {
                var made = StripeBooks.Subscription(
                    id: books.name("sub_"), item: books.name("si_"), customer: session.customer ?? "",
                    metadata: StripeBooks.map("subscription_data[metadata]", session.form), price: price, startsAt: now,
                    endsAt: StripeBooks.nextMonth(now))
                var invoice = StripeBooks.Invoice(
                    id: books.name("in_"), amount: price.amount, reason: "subscription_create", of: made, created: now)
                invoice.pay(with: intent, at: now)
                made.invoices = [invoice]
                session.subscription = made.id
                books.subscriptions[made.id] = made
                events = [
                    ("invoice.paid", invoice.json), ("customer.subscription.created", made.json(expanded: false)),
                ]
            } else {
                session.intent = intent
            }
            books.sessions[id] = session
            events.append(("checkout.session.completed", session.json(base, expanded: nil)))
            let success = session.form["success_url"] ?? "/"
            return success.replacing("{CHECKOUT_SESSION_ID}", with: id)
        }
        for (type, object) in events { tell(type, object) }
        return address
    }

    /// Moves the clock, and renews and ends what is due meanwhile, in the order of time.
    func advance(seconds: Int) {
        let target = clock.now + seconds
        while let due = books.withLock({ books in
            books.subscriptions.values.filter { $0.status != "canceled" && $0.endsAt <= target }.map(\.endsAt).min()
        }) {
            clock.advance(seconds: max(0, due - clock.now))
            let ids = books.withLock { books in
                books.subscriptions.values.filter { $0.status != "canceled" && $0.endsAt <= due }.map(\.id).sorted()
            }
            for id in ids { renew(id) }
        }
        clock.advance(seconds: max(0, target - clock.now))
    }

    private func renew(_ id: String) {
        let now = clock.now
        var events: [(String, [String: Any])] = []
        books.withLock { books in
            guard var subscription = books.subscriptions[id] else { return }
            if subscription.cancels || subscription.status == "past_due" {
                subscription.status = "canceled"
                books.subscriptions[id] = subscription
                events = [("customer.subscription.deleted", subscription.json(expanded: false))]
                return
            }
            subscription.startsAt = subscription.endsAt
            subscription.endsAt = StripeBooks.nextMonth(subscription.startsAt)
            var invoice = StripeBooks.Invoice(
                id: books.name("in_"), amount: subscription.price.amount, reason: "subscription_cycle",
                of: subscription, created: now)
            if books.refusesRenewals {
                subscription.status = "past_due"
            } else {
                invoice.pay(with: books.pay(invoice.amount, invoice.currency, at: now), at: now)
            }
            subscription.invoices.append(invoice)
            books.subscriptions[id] = subscription
            events = [
                (invoice.isPaid ? "invoice.paid" : "invoice.payment_failed", invoice.json),
                ("customer.subscription.updated", subscription.json(expanded: false)),
            ]
        }
        for (type, object) in events { tell(type, object) }
    }

    /// Customers whose card was refused pay what is open with another one.
    func payOpenInvoices() {
        let now = clock.now
        let told = books.withLock { books in
            books.subscriptions.values.filter { $0.status == "past_due" }.flatMap {
                found -> [(String, [String: Any])] in
                var subscription = found
                var events: [(String, [String: Any])] = []
                for place in subscription.invoices.indices where !subscription.invoices[place].isPaid {
                    let open = subscription.invoices[place]
                    subscription.invoices[place].pay(with: books.pay(open.amount, open.currency, at: now), at: now)
                    events.append(("invoice.paid", subscription.invoices[place].json))
                }
                subscription.status = "active"
                books.subscriptions[subscription.id] = subscription
                return events + [("customer.subscription.updated", subscription.json(expanded: false))]
            }
        }
        for (type, object) in told { tell(type, object) }
    }

    /// The buyer asks the bank to take a payment back, or that is decided.
    func dispute(_ id: String, _ status: String) {
        let event = books.withLock { books -> (String, [String: Any])? in
            guard var payment = books.payments[id] else { return nil }
            let isNew = payment.dispute == nil
            payment.dispute = (payment.dispute?.id ?? books.name("du_"), status)
            books.payments[id] = payment
            return payment.disputeJSON.map { (isNew ? "charge.dispute.created" : "charge.dispute.closed", $0) }
        }
        if let event { tell(event.0, event.1) }
    }
}
