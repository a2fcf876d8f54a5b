import Domain
import GRDB

extension Store {
    /// Takes the account from its owner: from the moment this returns it lets nobody in and says nothing of anybody.
    /// Its media and tasks are taken away by ``purge(_:at:)``.
    /// - Parameter credential: by what it is asked for; it must still be good.
    /// - Returns: false when there is no such account, or it was erased before.
    /// - Throws: ``StoreError/lastAdmin`` when nobody would be left who administers; ``StoreError/credentialEnded``.
    package func beginErasure(
        of id: AccountID, by credential: Credential? = nil, at: Timestamp, noting entry: AuditEntry
    ) async throws -> Bool {
        try await commits.write { [accounts, openSessions, apiKeys] (closed: Closed?) in
            accounts.drop(id)
            closed?.drop(from: openSessions, apiKeys)
        } _: { db in
            try db.require(credential)
            guard let row = try db.row(AccountStatement.byID, ["id": id]) else { return nil }
            let account = try Account(row: row)
            if account.role == .admin, account.status == .active,
                try !db.holds(AdministrationStatement.hasOtherAdmin, ["id": id])
            {
                throw StoreError.lastAdmin
            }
            let arguments: StatementArguments = ["accountID": id, "email": Account.noEmail(for: id), "at": at]
            guard try db.run(ErasureStatement.begin, arguments) > 0 else { return nil }
            try db.run(ErasureStatement.remember, ["accountID": id, "at": at])
            try db.note(entry)
            return try Closed(id, in: db)
        } != nil
    }

    /// Deletes everything of an erased account, but tasks that are not finished. The outbox deletes what services have of its
    /// voices and avatars, lets nobody pay its orders any more, and ends its subscription at the gateway. May be repeated.
    package func purge(_ id: AccountID, at: Timestamp) async throws {
        try await commits.write {
            [accounts, openSessions, apiKeys, tasks, files, videos, outboxArrivals] (closed: Closed) in
            for kind in closed.left { outboxArrivals.note(kind) }
            accounts.drop(id)
            closed.drop(from: openSessions, apiKeys)
            tasks.dropAll()
            files.dropAll()
            videos.dropAll()
        } _: { db in
            var closed = try Closed(id, in: db)
            // The next steps forget what services call it.
            for row in try db.rows(ErasureStatement.lyingElsewhere, ["accountID": id]) {
                guard let work = RemoteWork(id: try row.get("remoteID")) else { continue }
                try OutboxEntry.ending(work, of: try row.get("engine"), at: at).insert(db)
                closed.left.insert(.remoteWork)
            }
            for entry in try db.paymentsToEnd(of: id, at: at) {
                try entry.insert(db)
                closed.left.insert(.payment)
            }
            for step in ErasureStep.allCases { try db.run(step, ["accountID": id]) }
            try db.run(ErasureStatement.files, ["accountID": id, "at": at])
            try db.run(ErasureStatement.storedBytes, ["accountID": id])
            return closed
        }
    }

    /// The erased accounts of which something may be left, with the time of their erasure.
    package func pendingErasures(after: AccountID?) async throws -> [(account: AccountID, startedAt: Timestamp)] {
        try await read { db in
            try db.rows(ErasureStatement.pending, ["after": after?.rawValue ?? ""]).map { row in
                (try row.get("accountID"), try row.get("startedAt"))
            }
        }
    }

    package func endErasure(of id: AccountID) async throws {
        try await commits.write { db in try db.run(ErasureStatement.end, ["accountID": id]) }
    }

    /// Tasks of the account that are waited for, at most 100.
    package func unfinishedTasks(of id: AccountID) async throws -> [TaskID] {
        try await read { db in
            try db.rows(ErasureStatement.unfinished, ["accountID": id]).map { try $0.get("id") }
        }
    }
}

extension Database {
    /// What would still cost money after the account is gone.
    fileprivate func paymentsToEnd(of account: AccountID, at: Timestamp) throws -> [OutboxEntry] {
        let orders = try rows(ErasureStatement.openOrders, ["accountID": account]).map(Order.init(row:))
        let renewing = try rows(ErasureStatement.subscription, ["accountID": account])
        return orders.compactMap { OutboxEntry.closing($0, at: at) }
            + (try renewing.compactMap { row in
                OutboxEntry.ending(try row.get("externalID"), at: try row.get("gateway"), at)
            })
    }
}

/// The ways in that were closed.
private struct Closed: Sendable {
    let sessions: [SessionID]
    let keys: [String]
    /// What the outbox has to end elsewhere.
    var left: Set<OutboxEntry.Kind> = []

    init(_ account: AccountID, in db: Database) throws {
        sessions = try db.rows(ErasureStatement.sessions, ["accountID": account]).map { try $0.get("id") }
        keys = try db.rows(ErasureStatement.keys, ["accountID": account]).map { try $0.get("prefix") }
    }

    func drop(from openSessions: RowCache<SessionID, Bool>, _ apiKeys: RowCache<String, StoredAPIKey>) {
        for session in sessions { openSessions.put(false, for: session) }
        for prefix in keys { apiKeys.drop(prefix) }
    }
}
