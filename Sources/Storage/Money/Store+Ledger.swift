import Domain
import GRDB

extension Store {
    /// Moves credits, once for each key.
    /// - Returns: false when what the key names was counted before; nothing changes then.
    /// - Throws: ``StoreError/insufficientCredits(needed:available:)`` when an account would go below zero that must not.
    package func post(_ transaction: LedgerTransaction) async throws -> Bool {
        try await commits.write { db in try db.count(transaction) != nil }
    }

    /// Moves credits on behalf of an administrator, and notes that.
    /// - Returns: false when what the key names was counted before; nothing changes then.
    /// - Throws: ``StoreError/insufficientCredits(needed:available:)``.
    package func post(_ transaction: LedgerTransaction, noting entry: AuditEntry) async throws -> Bool {
        try await commits.write { db in
            guard try db.count(transaction) != nil else { return false }
            try db.note(entry)
            return true
        }
    }

    package func balance(of account: LedgerAccount) async throws -> Int {
        try await read { db in try db.balance(of: account) }
    }

    /// What the account has, after what has lapsed by now.
    /// - Parameter welcome: given first to whoever has nothing yet.
    package func credits(of account: AccountID, welcome: Charge.Welcome?, at: Timestamp) async throws -> CreditBalance {
        let balance = try await read { db in try db.credits(of: account) }
        guard balance.isNew ? welcome != nil : balance.lots.contains(where: { $0.expiresAt <= at }) else {
            return balance
        }
        return try await commits.write { db in
            try db.welcome(account, with: welcome, at: at)
            try db.expireLots(of: account, at: at)
            return try db.credits(of: account)
        }
    }

    /// Newest first.
    package func creditHistory(of account: AccountID, page: PageRequest) async throws -> Page<CreditLine> {
        let before = page.before.flatMap { Int64($0) } ?? .max
        return try await read { db in
            let rows = try db.rows(
                LedgerStatement.history, ["accountID": account, "before": before, "limit": page.limit + 1])
            return page.cut(try rows.map(CreditLine.init(row:)), cursor: { String($0.id) })
        }
    }

    /// Takes back credits that have lapsed, of up to a hundred lots.
    /// - Returns: how many lots there were.
    package func expireCredits(at: Timestamp) async throws -> Int {
        try await commits.write { db in
            let due = try db.rows(CreditLotStatement.due, ["at": at]).map(CreditLot.init(row:))
            for lot in due { try db.expire(lot, at: at) }
            return due.count
        }
    }
}

extension Database {
    /// Posts what must not have been counted before; nothing for nil.
    /// - Returns: the id of the transaction.
    @discardableResult
    func post(_ transaction: LedgerTransaction?) throws -> Int64? {
        guard let transaction else { return nil }
        guard let id = try count(transaction) else { throw StoreError.countedBefore(transaction.key) }
        return id
    }

    /// - Returns: the id of the transaction; nil when the key was counted before.
    /// - Throws: ``StoreError/insufficientCredits(needed:available:)``, before anything has changed.
    @discardableResult
    func count(_ transaction: LedgerTransaction) throws -> Int64? {
        for posting in transaction.postings where posting.credits < 0 && !posting.account.mayBeNegative {
            let balance = try balance(of: posting.account)
            guard balance + posting.credits < 0 else { continue }
            guard try row(LedgerStatement.byKey, ["key": transaction.key]) == nil else { return nil }
            throw StoreError.insufficientCredits(needed: -posting.credits, available: balance)
        }
        let begun = try row(
            LedgerStatement.begin,
            [
                "cause": transaction.cause, "key": transaction.key, "accountID": transaction.account,
                "taskID": transaction.task, "note": transaction.note, "at": transaction.at,
            ])
        guard let id: Int64 = try begun?.get("id") else { return nil }
        for posting in transaction.postings {
            try post(posting, in: id)
            guard case .available(let person) = posting.account else { continue }
            if posting.credits < 0 {
                try takeFromLots(-posting.credits, of: person, by: transaction, id)
            } else if let expiresAt = transaction.expiresAt {
                try run(CreditLotStatement.open, ["id": id, "accountID": person, "expiresAt": expiresAt])
                try move(posting.credits, lot: id, by: id)
            }
        }
        try run(LedgerStatement.seal, ["id": id])
        return id
    }

    func balance(of account: LedgerAccount) throws -> Int {
        try row(LedgerStatement.balance, ["id": account.rowID])?.get("balance") ?? 0
    }

    private func post(_ posting: LedgerTransaction.Posting, in transaction: Int64) throws {
        let account = posting.account
        // What is held comes from what may be spent, and both are opened with the first credits.
        if posting.credits > 0, let person = account.person, account != .held(person) {
            for each in [account, .held(person)] {
                try run(LedgerStatement.open, ["id": each.rowID, "accountID": person, "purpose": each.purpose])
            }
        }
        try run(
            LedgerStatement.post,
            ["transactionID": transaction, "ledgerAccountID": account.rowID, "credits": posting.credits])
    }
}

extension LedgerAccount {
    /// As the schema checks it.
    var rowID: String { "\(person?.rawValue ?? "house") \(purpose)" }

    fileprivate var person: AccountID? {
        switch self {
        case .available(let person), .held(let person), .frozen(let person): person
        case .house: nil
        }
    }

    fileprivate var purpose: String {
        switch self {
        case .available: "available"
        case .held: "held"
        case .frozen: "frozen"
        case .house(let account): account.rawValue
        }
    }
}
