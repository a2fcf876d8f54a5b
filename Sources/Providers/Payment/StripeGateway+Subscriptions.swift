import Domain
import Foundation

/// Subscriptions: what is known of them, how they change and end, and the prices that they are sold at.
extension StripeGateway {
    package func subscription(_ id: String) async throws(PaymentError) -> SubscriptionReport {
        guard Self.isName(id) else { throw .unknown }
        // Invoices first, so that no change is paid for before it is seen; and again for one that was paid in between.
        var paid = try await paidInvoices(of: id)
        let found: StripeObject.Subscription = try await api.get(
            "/v1/subscriptions/\(id)", [("expand[0]", "latest_invoice")])
        if let last = found.latest_invoice?.object, last.status == "paid", !paid.contains(where: { $0.id == last.id }) {
            paid = try await paidInvoices(of: id)
        }
        return try report(of: found, paid: paid.reversed())
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

    package func cost(
        ofChanging id: String, to plan: PaymentRequest.Plan, price: Money
    ) async throws(PaymentError) -> Money {
        guard Self.isName(id) else { throw .unknown }
        let found: StripeObject.Subscription = try await api.get("/v1/subscriptions/\(id)")
        guard let item = found.items.data.first else { throw .refused("the subscription has no item") }
        let priceID = try await self.price(of: plan, price)
        let preview: StripeObject.Invoice = try await api.post(
            "/v1/invoices/create_preview",
            [
                ("subscription", id), ("subscription_details[items][0][id]", item.id),
                ("subscription_details[items][0][price]", priceID),
                ("subscription_details[proration_behavior]", "always_invoice"),
            ], key: "preview \(id) \(plan.id) \(now().milliseconds)")
        guard let due = Self.money(preview.amount_due, preview.currency) else {
            throw .unavailable("Stripe does not say what the change costs")
        }
        return due
    }

    package func portal(customer: String, returnURL: String) async throws(PaymentError) -> String {
        let page: StripeObject.Page = try await api.post(
            "/v1/billing_portal/sessions", [("customer", customer), ("return_url", returnURL)],
            key: "portal \(customer) \(now().milliseconds)")
        guard let url = page.url else { throw .refused("Stripe gives no portal") }
        return url
    }

    private func report(
        of found: StripeObject.Subscription, paid invoices: [StripeObject.Invoice]
    ) throws(PaymentError) -> SubscriptionReport {
        let item = found.items.data.first
        let start = item?.current_period_start ?? found.current_period_start
        let end = item?.current_period_end ?? found.current_period_end
        guard let account = found.metadata?["user_id"].flatMap(AccountID.init(rawValue:)),
            let plan = plan(of: found), let startsAt = Self.time(start), let endsAt = Self.time(end),
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
            order: found.metadata?["order_id"].flatMap(OrderID.init(rawValue:)), planID: plan.id,
            planVersion: plan.version, status: status, startsAt: startsAt, endsAt: endsAt,
            cancels: found.cancel_at_period_end == true || found.cancel_at != nil,
            invoices: invoices.compactMap { Self.invoice($0, now: (item?.price?.id, plan)) })
    }

    /// Of its price, where that is one of ours: the portal changes plans without telling the metadata.
    private func plan(of found: StripeObject.Subscription) -> SoldPlan? {
        let price = found.items.data.first?.price
        let words = (price?.lookup_key ?? "").split(separator: " ")
        if words.count == 4, words[0] == "greenroom", let version = Int(words[2]) {
            return SoldPlan(id: String(words[1]), version: version)
        }
        let named = settings.prices.first { $0.value == price?.id }?.key
        return SoldPlan(metadata: found.metadata, named: named)
    }

    /// - Parameter now: what the subscription is for by now, and the price of that.
    private static func invoice(
        _ invoice: StripeObject.Invoice, now: (price: String?, plan: SoldPlan)
    ) -> SubscriptionReport.Invoice? {
        guard let id = invoice.id, let amount = money(invoice.amount_paid ?? 0, invoice.currency) else { return nil }
        let lines = invoice.lines?.data ?? []
        let isForPeriod = ["subscription_create", "subscription_cycle"].contains(invoice.billing_reason)
        // What is settled of an earlier period stands beside the new one.
        let start = time(lines.compactMap { $0.period?.start }.max() ?? invoice.created) ?? Timestamp(milliseconds: 0)
        let isOfNow = lines.contains { line in
            now.price != nil && (line.pricing?.price_details?.price ?? line.price)?.name == now.price
        }
        return SubscriptionReport.Invoice(
            id: id, amount: amount,
            payment: invoice.payments?.data.first?.payment?.payment_intent?.name ?? invoice.payment_intent?.name,
            paidAt: time(invoice.status_transitions?.paid_at), startsAt: isForPeriod ? start : nil,
            plan: isOfNow ? now.plan : SoldPlan(metadata: invoice.parent?.subscription_details?.metadata))
    }

    /// The price that the settings name, where it asks for just this: buyers of another currency see none but theirs.
    func configured(
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
    func price(of plan: PaymentRequest.Plan, _ price: Money) async throws(PaymentError) -> String {
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
}

extension SoldPlan {
    /// As subscriptions have it in their metadata.
    fileprivate init?(metadata: [String: String]?, named: String? = nil) {
        guard let plan = named ?? metadata?["plan"], let version = metadata?["version"].flatMap({ Int($0) }) else {
            return nil
        }
        self.init(id: plan, version: version)
    }
}
