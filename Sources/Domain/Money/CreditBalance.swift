/// What an account has in credits.
package struct CreditBalance: Equatable, Sendable {
    /// Credits that lapse, a part of those available.
    package struct Lot: Equatable, Sendable {
        package let credits: Int
        package let expiresAt: Timestamp

        package init(credits: Int, expiresAt: Timestamp) {
            self.credits = credits
            self.expiresAt = expiresAt
        }
    }

    package let available: Int
    /// Reserved by unfinished tasks.
    package let held: Int
    /// Of a payment that somebody asks the bank to take back.
    package let frozen: Int
    /// Whether nothing was ever posted to it.
    package let isNew: Bool
    /// The first to lapse first.
    package var lots: [Lot] = []

    package init(available: Int, held: Int, frozen: Int = 0, isNew: Bool = false) {
        self.available = available
        self.held = held
        self.frozen = frozen
        self.isNew = isNew
    }
}

/// One movement of credits as its owner sees it.
package struct CreditLine: Equatable, Sendable {
    package let id: Int64
    package let cause: LedgerTransaction.Cause
    package let task: TaskID?
    package let note: String?
    package let at: Timestamp
    /// Added to what may be spent, and to what is held; 0 where that did not change.
    package let available: Int
    package let held: Int

    package init(
        id: Int64, cause: LedgerTransaction.Cause, task: TaskID?, note: String?, at: Timestamp, available: Int,
        held: Int
    ) {
        self.id = id
        self.cause = cause
        self.task = task
        self.note = note
        self.at = at
        self.available = available
        self.held = held
    }
}

/// The minutes of an account's plan in one period.
package struct UsagePeriod: Equatable, Sendable {
    package let startsAt: Timestamp
    package let endsAt: Timestamp
    package let includedMs: Int64
    /// By unfinished tasks.
    package let heldMs: Int64
    package let usedMs: Int64

    package init(startsAt: Timestamp, endsAt: Timestamp, includedMs: Int64, heldMs: Int64, usedMs: Int64) {
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.includedMs = includedMs
        self.heldMs = heldMs
        self.usedMs = usedMs
    }

    package var leftMs: Int64 { max(0, includedMs - heldMs - usedMs) }
}
