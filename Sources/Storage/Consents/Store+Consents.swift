import Domain
import GRDB

extension Store {
    package func add(_ consent: Consent) async throws {
        try await commits.write(needsRoom: true) { db in try consent.insert(db) }
    }

    package func consent(_ id: ConsentID, of account: AccountID) async throws -> Consent? {
        try await read { db in
            try db.row(ConsentStatement.ofAccount, ["id": id, "accountID": account]).map(Consent.init(row:))
        }
    }

    /// Whoever's it is: for the queue and for administrators.
    package func consent(_ id: ConsentID) async throws -> Consent? {
        try await read { db in try db.row(ConsentStatement.byID, ["id": id]).map(Consent.init(row:)) }
    }

    /// Newest first.
    package func consents(of account: AccountID, page: PageRequest) async throws -> Page<Consent> {
        try await read { db in
            let rows = try db.rows(ConsentStatement.list, page.arguments(["accountID": account]))
            return page.cut(try rows.map(Consent.init(row:)), cursor: \.id.rawValue)
        }
    }

    /// Puts the recording of the sentence down, in time; it is still to be listened to.
    /// - Returns: nil when one has been agreed to already, it is waived, too late, or not the account's.
    /// - Throws: ``StoreError/missingFile(_:)``.
    package func record(
        _ file: FileID, for id: ConsentID, of account: AccountID, at: Timestamp
    ) async throws -> Consent? {
        try await commits.write { db in
            guard try db.holds(TaskStatement.isInput, ["fileID": file, "accountID": account]) else {
                throw StoreError.missingFile(file)
            }
            let row = try db.row(
                ConsentStatement.record, ["id": id, "accountID": account, "fileID": file, "at": at])
            guard let row else { return nil }
            try db.run(ModelStatement.compareAnew, ["consentID": id])
            return try Consent(row: row)
        }
    }

    /// - Returns: nil when it is recorded or waived already, or not there.
    package func waive(
        _ id: ConsentID, by admin: AccountID, reason: String, at: Timestamp, noting entry: AuditEntry
    ) async throws -> Consent? {
        try await commits.write { db in
            let row = try db.row(ConsentStatement.waive, ["id": id, "by": admin, "reason": reason, "at": at])
            guard let row else { return nil }
            try db.note(entry)
            return try Consent(row: row)
        }
    }
}
