/// A movement of credits between accounts: its postings sum to zero, so that nothing is made and nothing is lost.
package struct LedgerTransaction: Equatable, Sendable {
    package enum Cause: String, Sendable, CaseIterable {
        /// A task that was queued reserves its price.
        case hold
        /// A task that succeeded pays what it used of what it held; the rest is free again.
        case capture
        /// A task that came to nothing gives back what it held.
        case release
        /// Credits given away.
        case grant
        /// Credits that an administrator adds or takes away.
        case adjustment
        /// Credits that lapsed.
        case expiry
        /// Credits that were paid for.
        case purchase
        /// The credits of a plan's period.
        case allowance
        /// Credits taken back because their price was given back.
        case refund
        /// Credits set aside while a payment is disputed.
        case freeze
        /// Credits that are free again because the dispute was won.
        case thaw
    }

    package struct Posting: Equatable, Sendable {
        package let account: LedgerAccount
        /// Added to the account's balance; never 0.
        package let credits: Int

        package init(_ account: LedgerAccount, _ credits: Int) {
            self.account = account
            self.credits = credits
        }
    }

    /// The most credits that one posting moves.
    package static let mostCredits = 1_000_000_000_000

    package let cause: Cause
    /// Names what happened, so that it counts once: 1...255 characters.
    package let key: String
    /// In whose history it stands.
    package let account: AccountID?
    package let task: TaskID?
    /// For a person: why an administrator did it.
    package let note: String?
    package let at: Timestamp
    /// When the credits lapse that it gives a person to spend; nil for never.
    package var expiresAt: Timestamp?
    /// Key of the transaction that gave what this takes back, or sets aside.
    package var gift: String?
    /// Each account once.
    package let postings: [Posting]

    /// Whether it gives a person again what a refund took.
    package var isRefundGivenAgain: Bool {
        cause == .refund && postings.contains { $0.account == .house(.revenue) && $0.credits < 0 }
    }

    /// The credits that it moves.
    package var size: Int { postings.reduce(0) { $0 + max(0, $1.credits) } }

    /// Nil unless the postings are of different accounts, at least two, and sum to zero.
    package init?(
        _ cause: Cause, key: String, account: AccountID?, task: TaskID? = nil, note: String? = nil, at: Timestamp,
        postings: [Posting]
    ) {
        let isWithin = postings.allSatisfy { $0.credits != 0 && $0.credits.magnitude <= UInt(Self.mostCredits) }
        guard isWithin, (2...1000).contains(postings.count), Set(postings.map(\.account)).count == postings.count,
            postings.reduce(0, { $0 + $1.credits }) == 0
        else { return nil }
        self.cause = cause
        self.key = key
        self.account = account
        self.task = task
        self.note = note
        self.at = at
        self.postings = postings
    }

    /// Takes the credits from one account and gives them to another; nil for none, or too many.
    package init?(
        _ cause: Cause, _ credits: Int, from source: LedgerAccount, to target: LedgerAccount, key: String,
        account: AccountID?, task: TaskID? = nil, note: String? = nil, at: Timestamp
    ) {
        guard (1...Self.mostCredits).contains(credits) else { return nil }
        self.init(
            cause, key: key, account: account, task: task, note: note, at: at,
            postings: [Posting(source, -credits), Posting(target, credits)])
    }
}

extension LedgerTransaction {
    /// What becomes of the credits that a task holds when it ends; nil for a task that holds none.
    /// - Parameters:
    ///   - ended: the same task after its end, which knows what it has used.
    ///   - number: of its hold.
    package static func settlement(
        of task: GenerationTask, ended: GenerationTask, number: Int, at: Timestamp
    ) -> LedgerTransaction? {
        guard task.creditsHeld > 0 else { return nil }
        let person = task.accountID
        let used = min(max(0, ended.creditsCharged), task.creditsHeld)
        let cause = used > 0 ? Cause.capture : .release
        let postings = [
            Posting(.held(person), -task.creditsHeld), Posting(.house(.revenue), used),
            Posting(.available(person), task.creditsHeld - used),
        ]
        return LedgerTransaction(
            cause, key: key(of: task.id, cause, number), account: person, task: task.id, at: at,
            postings: postings.filter { $0.credits != 0 })
    }

    /// - Parameter number: counts the times the task was queued by a person, from 1.
    package static func key(of task: TaskID, _ cause: Cause, _ number: Int) -> String {
        "task \(task) \(cause.rawValue) \(number)"
    }
}
