/// What a task costs before it is known who pays: minutes of a plan first, credits for the rest.
package struct Charge: Equatable, Sendable {
    /// The longest work that is counted: 100 days.
    package static let mostLengthMs: Int64 = 8_640_000_000

    /// For the whole of it.
    package let credits: Int
    /// Of what it makes, as foreseen; 0 for what takes no minutes.
    package let lengthMs: Int64
    /// The minutes of an account that has bought none; nil where minutes are not counted.
    package var allowance: Allowance?
    /// Whether only minutes pay: what they do not cover is refused.
    package var takesMinutesOnly = false
    /// What an account is given before it has anything; nil for nothing.
    package var welcome: Welcome?

    package static let nothing = Charge(credits: 0)

    package init(credits: Int, lengthMs: Int64 = 0) {
        self.credits = min(max(0, credits), LedgerTransaction.mostCredits)
        self.lengthMs = min(max(0, lengthMs), Self.mostLengthMs)
    }

    /// The minutes of a period.
    package struct Allowance: Equatable, Sendable {
        package let startsAt: Timestamp
        package let endsAt: Timestamp
        package let includedMs: Int64

        package init(startsAt: Timestamp, endsAt: Timestamp, includedMs: Int64) {
            self.startsAt = startsAt
            self.endsAt = endsAt
            self.includedMs = includedMs
        }
    }

    /// Credits given to a new account.
    package struct Welcome: Equatable, Sendable {
        package let credits: Int
        package let expiresAt: Timestamp

        package init(credits: Int, expiresAt: Timestamp) {
            self.credits = credits
            self.expiresAt = expiresAt
        }

        package func grant(to account: AccountID, at: Timestamp) -> LedgerTransaction? {
            var grant = LedgerTransaction(
                .grant, credits, from: .house(.promotions), to: .available(account), key: "welcome \(account)",
                account: account, at: at)
            grant?.expiresAt = expiresAt
            return grant
        }
    }
}

extension GenerationTask {
    /// The task with its price, once it is known how much of it the minutes cover.
    /// - Parameter period: whose minutes they are.
    package func priced(_ charge: Charge, covering coveredMs: Int64, of period: Timestamp?) -> GenerationTask {
        var task = self
        task.fullPrice = charge.credits
        task.lengthMs = charge.lengthMs
        task.coveredMs = min(max(0, coveredMs), charge.lengthMs)
        task.usagePeriod = task.coveredMs > 0 ? period : nil
        task.creditsPrice = Share.roundedUp(charge.credits, charge.lengthMs - task.coveredMs, of: charge.lengthMs)
        task.creditsHeld = task.creditsPrice
        return task
    }

    /// How much of the length was used: what was made may be shorter than what was foreseen, and is never counted for more.
    package func lengthMs(usedBy delivery: Delivery) -> Int64 {
        min(lengthMs, delivery.file?.facts.durationMs.map { max(0, Int64($0)) } ?? lengthMs)
    }

    /// What of the covered length was used: minutes go first.
    package func coveredMs(usedBy delivery: Delivery) -> Int64 { min(coveredMs, lengthMs(usedBy: delivery)) }

    /// Never more than what is held.
    func credits(usedBy delivery: Delivery) -> Int {
        let used = lengthMs(usedBy: delivery) - coveredMs(usedBy: delivery)
        return Share.roundedUp(creditsHeld, used, of: lengthMs - coveredMs)
    }
}

/// Parts of whole numbers.
package enum Share {
    /// `amount × part / whole`, rounded up; the whole amount where there is nothing to divide by. Exact, and without
    /// overflow for a part that is no larger than the whole.
    package static func roundedUp(_ amount: Int, _ part: Int64, of whole: Int64) -> Int {
        guard whole > 0, part < whole else { return amount }
        guard part > 0, amount > 0 else { return 0 }
        let product = amount.multipliedFullWidth(by: Int(part))
        let (quotient, remainder) = Int(whole).dividingFullWidth(product)
        return quotient + (remainder > 0 ? 1 : 0)
    }

    /// The same, rounded down.
    package static func roundedDown(_ amount: Int, _ part: Int64, of whole: Int64) -> Int {
        guard whole > 0, part < whole else { return amount }
        guard part > 0, amount > 0 else { return 0 }
        return Int(whole).dividingFullWidth(amount.multipliedFullWidth(by: Int(part))).quotient
    }
}
