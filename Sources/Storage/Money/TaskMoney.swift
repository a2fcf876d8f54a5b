import Domain
import GRDB

/// What a task costs: minutes of a plan first, credits for the rest. Called within the transaction of the task's own change.
extension Database {
    /// Finds out how much of the task the minutes of the account cover, and holds those.
    /// - Returns: the task with its price.
    /// - Throws: ``StoreError/insufficientMinutes(neededMs:leftMs:)`` when only minutes pay and these are too few.
    func cover(_ task: GenerationTask, _ charge: Charge, at: Timestamp) throws -> GenerationTask {
        var priced = task.priced(charge, covering: 0, of: nil)
        if charge.lengthMs > 0, let allowance = charge.allowance {
            let period = try usage(of: task.accountID, allowance, at: at)
            if charge.takesMinutesOnly, period.leftMs < charge.lengthMs {
                throw StoreError.insufficientMinutes(neededMs: charge.lengthMs, leftMs: period.leftMs)
            }
            priced = task.priced(charge, covering: period.leftMs, of: period.startsAt)
            if priced.coveredMs > 0 {
                try run(
                    UsageStatement.hold,
                    ["accountID": task.accountID, "startsAt": period.startsAt, "heldMs": priced.coveredMs])
            }
        }
        return priced
    }

    /// Reserves the task's price. A new account is given its first credits before.
    /// - Throws: ``StoreError/insufficientCredits(needed:available:)``.
    func hold(for task: GenerationTask, number: Int, welcome: Charge.Welcome?, at: Timestamp) throws {
        guard task.creditsPrice > 0 else { return }
        let hold: StatementArguments = [
            "taskID": task.id, "accountID": task.accountID, "credits": task.creditsPrice,
            "key": LedgerTransaction.key(of: task.id, .hold, number), "at": at,
        ]
        do {
            try run(LedgerStatement.hold, hold)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            // What has lapsed is gone first; what a new account is given is there.
            try expireLots(of: task.accountID, at: at)
            try self.welcome(task.accountID, with: welcome, at: at)
            let balance = try balance(of: .available(task.accountID))
            guard balance >= task.creditsPrice else {
                throw StoreError.insufficientCredits(needed: task.creditsPrice, available: balance)
            }
            try run(LedgerStatement.hold, hold)
        }
    }

    /// Takes what the task has used and gives the rest back.
    func settle(_ task: GenerationTask, ended: GenerationTask, as outcome: TaskOutcome, at: Timestamp) throws {
        if let period = task.usagePeriod {
            let used: Int64 = if case .succeeded(let delivery) = outcome { task.coveredMs(usedBy: delivery) } else { 0 }
            try run(
                UsageStatement.settle,
                ["accountID": task.accountID, "startsAt": period, "heldMs": task.coveredMs, "usedMs": used])
            try run(OverviewStatement.noteUsed, ["id": task.id, "usedMs": used])
        }
        guard task.creditsHeld > 0 else { return }
        let number = try holdCount(of: task.id)
        let id = try post(.settlement(of: task, ended: ended, number: number, at: at))
        let hold = try row(LedgerStatement.byKey, ["key": LedgerTransaction.key(of: task.id, .hold, number)])
        if let id, let hold { try giveBackToLots(takenBy: hold.get("id"), besides: ended.creditsCharged, by: id) }
    }

    /// How often the task's price was held.
    func holdCount(of task: TaskID) throws -> Int {
        try row(LedgerStatement.holdCount, ["taskID": task])?.get("count") ?? 0
    }

    /// Gives a new account its first credits.
    /// - Returns: whether it was one.
    @discardableResult
    func welcome(_ account: AccountID, with welcome: Charge.Welcome?, at: Timestamp) throws -> Bool {
        let available = LedgerAccount.available(account).rowID
        guard let grant = welcome?.grant(to: account, at: at),
            try row(LedgerStatement.balance, ["id": available]) == nil
        else { return false }
        return try count(grant) != nil
    }

    /// The period that counts now; the free plan's is opened when there is none.
    private func usage(of account: AccountID, _ allowance: Charge.Allowance, at: Timestamp) throws -> UsagePeriod {
        if let row = try row(UsageStatement.current, ["accountID": account, "at": at]) {
            return try UsagePeriod(row: row)
        }
        try open(allowance, of: account)
        return UsagePeriod(
            startsAt: allowance.startsAt, endsAt: allowance.endsAt, includedMs: allowance.includedMs, heldMs: 0,
            usedMs: 0)
    }

    func open(_ allowance: Charge.Allowance, of account: AccountID) throws {
        try run(
            UsageStatement.open,
            [
                "accountID": account, "startsAt": allowance.startsAt, "endsAt": allowance.endsAt,
                "includedMs": allowance.includedMs,
            ])
    }
}

extension Store {
    /// The minutes that count now; nil when none have been used yet.
    package func usage(of account: AccountID, at: Timestamp) async throws -> UsagePeriod? {
        try await read { db in
            try db.row(UsageStatement.current, ["accountID": account, "at": at]).map(UsagePeriod.init(row:))
        }
    }
}

extension UsagePeriod {
    init(row: Row) throws {
        self.init(
            startsAt: try row.get("startsAt"), endsAt: try row.get("endsAt"), includedMs: try row.get("includedMs"),
            heldMs: try row.get("heldMs"), usedMs: try row.get("usedMs"))
    }
}

extension Database {
    func credits(of account: AccountID) throws -> CreditBalance {
        let available = try row(LedgerStatement.balance, ["id": LedgerAccount.available(account).rowID])
        var balance = CreditBalance(
            available: try available?.get("balance") ?? 0, held: try self.balance(of: .held(account)),
            frozen: try self.balance(of: .frozen(account)), isNew: available == nil)
        balance.lots = try lots(of: account).map { .init(credits: $0.rest, expiresAt: $0.expiresAt) }
        return balance
    }
}

extension CreditLine {
    init(row: Row) throws {
        self.init(
            id: try row.get("id"), cause: try row.get("cause"), task: try row.find("taskID"),
            note: try row.find("note"), at: try row.get("at"), available: try row.find("available") ?? 0,
            held: try row.find("held") ?? 0)
    }
}
