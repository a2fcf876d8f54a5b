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
    /// - Throws: ``StudioError/conflict(_:)`` also while the period that has begun is not paid: what is charged for a change
    ///   in it would pay for nothing.
    package func change(to planID: String, of account: AccountID) async throws -> Subscription {
        let (subscription, id, gateway) = try await lookedAt(account)
        guard planID != subscription.nextPlanID ?? subscription.planID else {
            // An earlier run of the same request has come as far as this.
            if IdempotencyClaim.earlierID(of: Subscription.self) != nil { return subscription }
            throw StudioError.conflict(Conflict("same_plan", "this is the plan already"))
        }
        let change = try change(of: subscription, to: planID)
        func move(to offer: PlanOffer, isUpgrade: Bool) async throws {
            try await gateway.change(
                id, to: offer.plan, price: offer.price, isUpgrade: isUpgrade,
                key: "change \(id) \(offer.plan.id) \(now().milliseconds)")
        }
        do {
            // The difference is to the plan that is paid, not to the cheaper one that was to follow it.
            if change.isUpgrade, subscription.nextPlanID != nil, let paid = change.paid {
                try await move(to: paid, isUpgrade: false)
            }
            try await move(to: change.wanted, isUpgrade: change.isUpgrade)
            try await refresh(id, at: subscription.gateway)
        } catch let error as PaymentError {
            throw refusal(error, gateway: gateway.facts.name)
        }
        return try await store.subscription(of: account) ?? subscription
    }

    /// What a change to another plan would cost.
    package struct ChangeCost: Sendable {
        /// Of the plan, a month.
        package let price: Money
        package let now: Money
        /// Nil for at once.
        package let beginsAt: Timestamp?
    }

    /// - Throws: what ``change(to:of:)`` throws.
    package func cost(ofChangeTo planID: String, of account: AccountID) async throws -> ChangeCost {
        let (subscription, id, gateway) = try await lookedAt(account)
        let change = try change(of: subscription, to: planID)
        let price = change.wanted.price
        let nothing = Money(0, price.currency)
        guard planID != subscription.planID else { return ChangeCost(price: price, now: nothing, beginsAt: nil) }
        guard change.isUpgrade else {
            return ChangeCost(price: price, now: nothing, beginsAt: subscription.endsAt)
        }
        do {
            let whole = try await gateway.cost(ofChanging: id, to: change.wanted.plan, price: price)
            var known = nothing
            // As the change itself goes: by way of the plan that is paid.
            if subscription.nextPlanID != nil, let paid = change.paid {
                known = try await gateway.cost(ofChanging: id, to: paid.plan, price: paid.price)
            }
            return ChangeCost(
                price: price, now: Money(max(0, whole.minor - known.minor), price.currency), beginsAt: nil)
        } catch {
            throw refusal(error, gateway: gateway.facts.name)
        }
    }

    /// A plan at its price for a subscriber.
    private struct PlanOffer {
        let plan: PaymentRequest.Plan
        let price: Money

        init?(_ plan: Plan?, in currency: Currency) {
            guard let plan, let price = plan.prices[currency] else { return nil }
            self.plan = .init(id: plan.id, version: plan.version, title: plan.name["en"] ?? plan.id)
            self.price = price
        }
    }

    /// From the plan that is paid to the one that is wanted, in the subscription's own currency.
    private func change(
        of subscription: Subscription, to planID: String
    ) throws -> (paid: PlanOffer?, wanted: PlanOffer, isUpgrade: Bool) {
        guard let plan = billing.book.plan(planID), !plan.prices.isEmpty else {
            throw StudioError.invalid(field: "plan", reason: "is not sold here")
        }
        let currency = subscription.currency ?? .usd
        guard let wanted = PlanOffer(plan, in: currency) else {
            throw StudioError.conflict("this plan has no price in \(currency.rawValue)")
        }
        let paid = PlanOffer(billing.book.plan(subscription.planID), in: currency)
        return (paid, wanted, wanted.price.minor > paid?.price.minor ?? 0)
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

    /// As it stands at its gateway by now: a renewal that nobody told of would be taken for the plan that is changed to.
    private func lookedAt(_ account: AccountID) async throws -> (Subscription, String, any SubscribingGateway) {
        let (known, id, gateway) = try await renewing(account)
        let report: SubscriptionReport?
        do { report = try await refresh(id, at: known.gateway) } catch let error as PaymentError {
            throw refusal(error, gateway: gateway.facts.name)
        }
        let (now, _, _) = try await renewing(account)
        guard now.status != .pastDue else {
            throw StudioError.conflict(Conflict("past_due", "the renewal could not be charged; it must be paid first"))
        }
        guard report?.period != nil else {
            throw StudioError.conflict(Conflict("renewal_under_way", "the renewal is being charged"))
        }
        return (now, id, gateway)
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
