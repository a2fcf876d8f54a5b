import Domain
import GRDB

extension Store {
    /// The oldest account of an administrator who may sign in.
    package func firstAdmin() async throws -> AccountID? {
        try await read { db in try db.row(AdministrationStatement.firstAdmin).map { try $0.get("id") } }
    }

    /// Whether the database has no account yet.
    package func hasNoAccount() async throws -> Bool {
        try await read { db in try db.holds(AccountStatement.isFirst) }
    }

    /// Newest first.
    package func administeredAccounts(
        _ filter: AccountFilter, page: PageRequest
    ) async throws -> Page<AdministeredAccount> {
        try await read { db in
            let arguments: StatementArguments = ["role": filter.role, "status": filter.status, "text": filter.text]
            let rows = try db.rows(AdministrationStatement.list, page.arguments(arguments))
            return page.cut(try rows.map(AdministeredAccount.init(row:)), cursor: \.account.id.rawValue)
        }
    }

    package func administeredAccount(_ id: AccountID) async throws -> AdministeredAccount? {
        try await read { db in
            try db.row(AdministrationStatement.byID, ["id": id]).map(AdministeredAccount.init(row:))
        }
    }

    /// Changes what is not nil. Whoever is suspended is signed out everywhere.
    /// - Returns: the account as it is now; nil when there is none.
    /// - Throws: ``StoreError/lastAdmin`` when nobody would be left who administers.
    package func administer(
        _ id: AccountID, role: Account.Role?, status: Account.Status?, name: String?, noting entries: [AuditEntry]
    ) async throws -> AdministeredAccount? {
        try await commits.write {
            [accounts, openSessions] (change: (account: AdministeredAccount, ended: [SessionID])?) in
            guard let change else { return }
            accounts.put(change.account.account, for: id)
            for session in change.ended { openSessions.put(false, for: session) }
        } _: { db in
            guard let before = try db.row(AdministrationStatement.byID, ["id": id]) else { return nil }
            let account = try Account(row: before)
            let staysAdmin = (role ?? account.role) == .admin && (status ?? account.status) == .active
            if account.role == .admin, account.status == .active, !staysAdmin,
                try !db.holds(AdministrationStatement.hasOtherAdmin, ["id": id])
            {
                throw StoreError.lastAdmin
            }
            let arguments: StatementArguments = ["id": id, "role": role, "status": status, "name": name]
            guard let row = try db.row(AdministrationStatement.change, arguments) else { return nil }
            let ended =
                status == .suspended
                ? try db.rows(SessionStatement.endAll, ["accountID": id, "kept": SessionID?.none]) : []
            for entry in entries { try db.note(entry) }
            return (try AdministeredAccount(row: row), try ended.map { try $0.get("id") })
        }?.account
    }

    /// Whether an administrator has stopped the start of tasks; it stays so over restarts.
    package func isQueuePaused() async throws -> Bool {
        try await read { db in
            let value: String? = try db.row(AdministrationStatement.queueState)?.get("value")
            return value == "paused"
        }
    }

    package func setQueuePaused(_ isPaused: Bool) async throws {
        try await commits.write { db in
            try db.run(AdministrationStatement.setQueueState, ["value": isPaused ? "paused" : "running"])
        }
    }

    /// What the account has chosen; nil for nothing yet.
    package func preference(of account: AccountID) async throws -> Preference? {
        try await read { db in
            guard let row = try db.row(AdministrationStatement.preference, ["accountID": account]) else { return nil }
            let language: String = try row.get("language")
            return Preference(
                language: Preference.Language(rawValue: language) ?? .english, country: try row.find("country"))
        }
    }

    package func setPreference(_ preference: Preference, of account: AccountID) async throws {
        try await commits.write { [outboxArrivals] _ in
            // Media follow their account to the mirror of its country.
            for kind in [OutboxEntry.Kind.mirrorCopy, .mirrorRemoval] { outboxArrivals.note(kind) }
        } _: { db in
            _ = try db.run(
                AdministrationStatement.setPreference,
                ["accountID": account, "language": preference.language.rawValue, "country": preference.country])
        }
    }

    /// Adds something to the log that changes nothing else.
    package func note(_ entry: AuditEntry) async throws {
        try await commits.write { db in try db.note(entry) }
    }

    /// Whether the log has this entry of somebody's: what it tells of is done then, because both were written together.
    package func isNoted(_ id: AuditID, by actor: AccountID) async throws -> Bool {
        try await read { db in try db.holds(AuditStatement.isNoted, ["id": id, "actorID": actor]) }
    }

    /// Newest first, by action and by whoever did it.
    package func auditLog(
        action: AuditEntry.Action?, actor: AccountID?, page: PageRequest
    ) async throws -> Page<AuditLine> {
        try await read { db in
            let arguments = page.arguments([:])
            let rows =
                switch (action, actor) {
                case (nil, nil): try db.rows(AuditStatement.list, arguments)
                case (let action?, nil): try db.rows(AuditStatement.ofAction, arguments &+ ["action": action.rawValue])
                case (nil, let actor?): try db.rows(AuditStatement.ofActor, arguments &+ ["actorID": actor])
                case (let action?, let actor?):
                    try db.rows(
                        AuditStatement.ofActorAndAction,
                        arguments &+ ["action": action.rawValue, "actorID": actor])
                }
            let lines = try rows.compactMap { row -> AuditLine? in
                try AuditEntry(row: row).map {
                    AuditLine(entry: $0, actorEmail: try row.find("email").flatMap(Account.address))
                }
            }
            return page.cut(lines, cursor: \.entry.id.rawValue)
        }
    }
}

extension AdministeredAccount {
    init(row: Row) throws {
        self.init(
            account: try Account(row: row), lastSeenAt: try row.find("lastSeenAt"),
            storedBytes: try row.get("storedBytes"))
    }
}
