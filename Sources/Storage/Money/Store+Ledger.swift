import Domain
import GRDB

extension Store {
    /// Moves credits, once for each key.
    /// - Returns: false when what the key names was counted before; nothing changes then.
    /// - Throws: ``StoreError/insufficientCredits(needed:available:)`` when an account would go below zero that must not.
    package func post(_ transaction: LedgerTransaction) async throws -> Bool {
        try await commits.write { db in try db.count(transaction) }
    }

    package func balance(of account: LedgerAccount) async throws -> Int {
        try await read { db in try db.balance(of: account) }
    }
}

extension Database {
    /// Posts what must not have been counted before; nothing for nil.
    func post(_ transaction: LedgerTransaction?) throws {
        guard let transaction else { return }
        guard try count(transaction) else { throw StoreError.countedBefore(transaction.key) }
    }

    /// - Returns: false when the key was counted before.
    fileprivate func count(_ transaction: LedgerTransaction) throws -> Bool {
        let begun = try row(
            LedgerStatement.begin,
            [
                "cause": transaction.cause, "key": transaction.key, "accountID": transaction.account,
                "taskID": transaction.task, "note": transaction.note, "at": transaction.at,
            ])
        guard let id: Int64 = try begun?.get("id") else { return false }
        for posting in transaction.postings { try post(posting, in: id) }
        try run(LedgerStatement.seal, ["id": id])
        return true
    }

    func balance(of account: LedgerAccount) throws -> Int {
        try row(LedgerStatement.balance, ["id": account.rowID])?.get("balance") ?? 0
    }

    /// How often the task's price was held.
    func holdCount(of task: TaskID) throws -> Int {
        try row(LedgerStatement.holdCount, ["taskID": task])?.get("count") ?? 0
    }

    private func post(_ posting: LedgerTransaction.Posting, in transaction: Int64) throws {
        let account = posting.account
        if let person = account.person {
            try run(
                LedgerStatement.open, ["id": account.rowID, "accountID": person, "purpose": account.purpose])
        }
        if posting.credits < 0, !account.mayBeNegative {
            let balance = try balance(of: account)
            guard balance + posting.credits >= 0 else {
                throw StoreError.insufficientCredits(needed: -posting.credits, available: balance)
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
        case .available(let person), .held(let person): person
        case .house: nil
        }
    }

    fileprivate var purpose: String {
        switch self {
        case .available: "available"
        case .held: "held"
        case .house(let account): account.rawValue
        }
    }
}
