import Domain
import Storage

/// What accounts have to spend, how it came about, and corrections by administrators.
package struct Credits: Sendable {
    private let store: Store
    private let billing: Billing
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, billing: Billing, newID: IDSource, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.billing = billing
        self.newID = newID
        self.now = now
    }

    /// The account's credits; a new account gets its first ones with this.
    package func balance(of account: AccountID) async throws -> CreditBalance {
        let welcome = billing.mode == .on ? billing.welcome : nil
        return try await store.credits(of: account, welcome: welcome, at: now())
    }

    /// Of somebody else, for an administrator.
    /// - Throws: ``StudioError/notFound(_:)``.
    package func administered(_ account: AccountID) async throws -> CreditBalance {
        guard try await store.account(account) != nil else { throw StudioError.notFound("user") }
        return try await balance(of: account)
    }

    /// Newest first.
    package func history(of account: AccountID, page: PageRequest) async throws -> Page<CreditLine> {
        try await store.creditHistory(of: account, page: page)
    }

    /// Adds credits, or takes some away.
    /// - Parameters:
    ///   - credits: added to what may be spent; not 0.
    ///   - reason: told to the account's owner; 1...300 characters.
    ///   - days: after which added credits lapse; nil for never.
    /// - Throws: ``StudioError/conflict(_:)`` when there are fewer.
    package func adjust(
        _ account: AccountID, by credits: Int, reason: String, days: Int?, admin: AccountID, client: Client
    ) async throws -> CreditBalance {
        guard try await store.account(account) != nil else { throw StudioError.notFound("user") }
        guard let reason = Title.cleaned(reason, longest: 300) else {
            throw StudioError.invalid(field: "reason", reason: "must have 1 to 300 characters")
        }
        _ = try await balance(of: account)
        let moment = now()
        let audit = AuditEntry(
            id: IdempotencyClaim.id(or: newID), at: moment, actor: admin, action: .creditsAdjust,
            target: .user(account), address: client.address, userAgent: client.userAgent,
            details: ["credits": String(credits)])
        let (source, target): (LedgerAccount, LedgerAccount) =
            credits < 0
            ? (.available(account), .house(.adjustments)) : (.house(.adjustments), .available(account))
        guard
            var transaction = LedgerTransaction(
                .adjustment, Int(clamping: credits.magnitude), from: source, to: target, key: "adjustment \(audit.id)",
                account: account, note: reason, at: moment)
        else {
            throw StudioError.invalid(
                field: "credits", reason: "must be from 1 to \(LedgerTransaction.mostCredits) either way")
        }
        if credits > 0 { transaction.expiresAt = days.map { moment + .seconds($0 * 86_400) } }
        do {
            _ = try await store.post(transaction, noting: audit)
        } catch StoreError.insufficientCredits(let needed, let available) {
            throw StudioError.conflict(
                Conflict(
                    "too_few_credits", "the account has only \(available) of the \(needed) credits",
                    ["available": .number(Double(available))]))
        }
        return try await store.credits(of: account, welcome: nil, at: moment)
    }

    /// What is wrong with the books, as sentences; empty when all is well. Nothing is mended.
    package func check() async throws -> [String] { try await store.checkLedger() }
}
