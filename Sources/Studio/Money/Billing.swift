import Domain
import Foundation
import Storage

/// What work costs, and who pays: minutes of a plan, then credits. The folder `Money` is all that the studio knows of
/// either; with ``Mode/off`` nothing costs anything and nothing is counted.
package struct Billing: Sendable {
    package enum Mode: String, CaseIterable, Sendable {
        case off
        /// Plans' minutes are counted, and nothing is sold.
        case quota
        case on
    }

    package let mode: Mode
    package let book: PriceBook
    private let store: Store?
    private let now: @Sendable () -> Timestamp

    package static let off = Billing()

    private init() {
        mode = .off
        book = PriceBook(plans: [], packs: [], tariff: Tariff(rates: [:]))
        store = nil
        now = { Timestamp.now() }
    }

    package init(
        mode: Mode, book: PriceBook, store: Store, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.mode = mode
        self.book = book
        self.store = mode == .off ? nil : store
        self.now = now
    }

    /// What the account's plan gives; nil where there are no plans.
    package func terms(of account: AccountID) async throws -> PlanTerms? {
        guard let store else { return nil }
        if let bought = try await store.subscription(of: account), bought.isGood(at: now()) { return bought.terms }
        return book.freePlan?.terms
    }

    /// Films are made of talking videos, and allowed with them.
    /// - Throws: ``StudioError/notInPlan``.
    func requirePlan(
        for kind: GenerationTask.Kind, _ mode: GenerationTask.Mode, of account: AccountID
    ) async throws {
        let kind = kind == .film ? .talkingVideo : kind
        if let terms = try await terms(of: account), !terms.allows(kind, mode) { throw StudioError.notInPlan }
    }

    /// What the same work costs when it is tried again: as much as at first.
    func charge(again task: GenerationTask) -> Charge {
        mode == .off
            ? Charge(credits: task.fullPrice) : paid(Charge(credits: task.fullPrice, lengthMs: task.lengthMs))
    }

    /// By minutes, and by credits where they are sold.
    func paid(_ charge: Charge) -> Charge {
        var charge = mode == .quota ? Charge(credits: 0, lengthMs: charge.lengthMs) : charge
        charge.takesMinutesOnly = mode == .quota
        charge.allowance = allowance
        if mode == .on { charge.welcome = welcome }
        return charge
    }

    /// What an account without a subscription may use in this calendar month: nothing where no plan is free.
    private var allowance: Charge.Allowance {
        let month = CalendarMonth(of: now())
        return Charge.Allowance(
            startsAt: month.startsAt, endsAt: month.endsAt, includedMs: book.freePlan?.terms.includedMs ?? 0)
    }

    package var welcome: Charge.Welcome? {
        book.welcome.map { Charge.Welcome(credits: $0.credits, expiresAt: now() + .seconds($0.days * 86_400)) }
    }

    /// How the minutes and the credits of the account would pay for it now.
    func price(of charge: Charge, for account: AccountID) async throws -> WorkPrice {
        try await price(of: [charge], for: account)
    }

    /// Likewise of several works, of which the first ones get the minutes.
    func price(of charges: [Charge], for account: AccountID) async throws -> WorkPrice {
        guard let store else { return WorkPrice() }
        var left = try await usage(of: account)?.leftMs ?? 0
        let balance = try await store.credits(of: account, welcome: welcome, at: now())
        var price = WorkPrice(available: balance.available, isCounted: true)
        for charge in charges {
            let covered = min(charge.lengthMs, left)
            left -= covered
            price.credits += Share.roundedUp(charge.credits, charge.lengthMs - covered, of: charge.lengthMs)
            price.lengthMs += charge.lengthMs
            price.coveredMs += covered
        }
        return price
    }

    /// The minutes that count now; nil where none are counted.
    package func usage(of account: AccountID) async throws -> UsagePeriod? {
        guard let store else { return nil }
        if let period = try await store.usage(of: account, at: now()) {
            guard let plan = try await store.subscription(of: account) else { return period }
            return period.told(of: plan, at: now())
        }
        guard book.freePlan != nil else { return nil }
        let allowance = allowance
        return UsagePeriod(
            startsAt: allowance.startsAt, endsAt: allowance.endsAt, includedMs: allowance.includedMs, heldMs: 0,
            usedMs: 0)
    }
}

extension UsagePeriod {
    /// As it is told to people: the days that are left for a late renewal are no part of what was sold.
    fileprivate func told(of plan: Subscription, at moment: Timestamp) -> UsagePeriod {
        guard endsAt == plan.endsAt + Subscription.grace, moment < plan.endsAt else { return self }
        return UsagePeriod(
            startsAt: startsAt, endsAt: plan.endsAt, includedMs: includedMs, heldMs: heldMs, usedMs: usedMs)
    }
}

/// How the account pays for some work.
package struct WorkPrice: Equatable, Sendable {
    /// Beside the minutes.
    package var credits = 0
    package var lengthMs: Int64 = 0
    /// Of the length, by minutes of the plan.
    package var coveredMs: Int64 = 0
    /// Credits that the account may spend.
    package var available = 0
    /// Whether this server counts any of it.
    package var isCounted = false
}
