import Domain
import Foundation
import Storage

/// Subscriptions that renew themselves, as their owners change them.
extension Payments {
    package func subscription(of account: AccountID) async throws -> Subscription? {
        try await store.subscription(of: account)
    }

    /// Ends the subscription with its period, or lets it continue after all.
    /// - Throws: ``StudioError/notFound(_:)`` without one that renews itself.
    package func setCancelled(_ isCancelled: Bool, of account: AccountID) async throws -> Subscription {
        let (subscription, id, gateway) = try await renewing(account)
        do {
            try await gateway.setCancelled(id, isCancelled)
            try await refresh(id, at: subscription.gateway)
        } catch let error as PaymentError {
            throw refusal(error, gateway: gateway.facts.name)
        }
        return try await store.subscription(of: account) ?? subscription
    }

    /// Moves the subscription to another plan: to a dearer one now, and what that costs more is paid in proportion at once;
    /// to a cheaper one when the period that is paid ends. The plan of now takes such a wish back.
    package func change(to planID: String, of account: AccountID) async throws -> Subscription {
        let (subscription, id, gateway) = try await renewing(account)
        guard let plan = billing.book.plan(planID), !plan.prices.isEmpty else {
            throw StudioError.invalid(field: "plan", reason: "is not sold here")
        }
        guard planID != subscription.nextPlanID ?? subscription.planID else {
            // An earlier run of the same request has come as far as this.
            if IdempotencyClaim.earlierID(of: Subscription.self) != nil { return subscription }
            throw StudioError.conflict(Conflict("same_plan", "this is the plan already"))
        }
        let last = try await store.orders(of: account, page: PageRequest(limit: 100)).items.first { order in
            if case .plan = order.item { order.gateway == subscription.gateway && order.status == .paid } else { false }
        }
        let currency = last?.price.currency ?? .usd
        guard let price = plan.prices[currency] else {
            throw StudioError.conflict("this plan has no price in \(currency.rawValue)")
        }
        let old = billing.book.plan(subscription.planID)
        let isUpgrade = price.minor > old?.prices[currency]?.minor ?? 0
        func move(to plan: Plan, _ price: Money, isUpgrade: Bool) async throws {
            try await gateway.change(
                id, to: .init(id: plan.id, version: plan.version, title: plan.name["en"] ?? plan.id), price: price,
                isUpgrade: isUpgrade, key: "change \(id) \(plan.id) \(now().milliseconds)")
        }
        do {
            // The difference is to the plan that is paid, not to the cheaper one that was to follow it.
            if isUpgrade, subscription.nextPlanID != nil, let old, let paid = old.prices[currency] {
                try await move(to: old, paid, isUpgrade: false)
            }
            try await move(to: plan, price, isUpgrade: isUpgrade)
            try await refresh(id, at: subscription.gateway)
        } catch let error as PaymentError {
            throw refusal(error, gateway: gateway.facts.name)
        }
        return try await store.subscription(of: account) ?? subscription
    }

    /// A page of the gateway where the customer changes cards.
    package func portal(of account: AccountID, site: String) async throws -> String {
        guard let subscription = try await store.subscription(of: account), let customer = subscription.customer,
            let gateway = gateway(subscription.gateway) as? any SubscribingGateway
        else { throw StudioError.notFound("subscription") }
        do {
            return try await gateway.portal(customer: customer, returnURL: site + "/billing")
        } catch {
            throw refusal(error, gateway: gateway.facts.name)
        }
    }

    private func renewing(
        _ account: AccountID
    ) async throws -> (Subscription, String, any SubscribingGateway) {
        guard let subscription = try await store.subscription(of: account), subscription.status != .ended,
            let id = subscription.externalID, let gateway = gateway(subscription.gateway) as? any SubscribingGateway
        else { throw StudioError.notFound("subscription") }
        return (subscription, id, gateway)
    }
}
