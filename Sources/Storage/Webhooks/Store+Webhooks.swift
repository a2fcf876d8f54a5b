import Domain
import GRDB

/// What a webhook's owner does with it.
extension Store {
    /// - Parameters:
    ///   - limit: of one account.
    ///   - credential: by what it is asked for; it must still be good.
    /// - Throws: ``StoreError/tooManyWebhooks``, ``StoreError/credentialEnded``.
    package func add(_ webhook: Webhook, limit: Int, by credential: Credential? = nil) async throws {
        try await commits.write(needsRoom: true) { db in
            try db.require(credential)
            let owner: StatementArguments = ["accountID": webhook.accountID]
            guard try !db.holds(WebhookStatement.isFull, owner &+ ["limit": limit]) else {
                throw StoreError.tooManyWebhooks
            }
            let own: StatementArguments = ["id": webhook.id, "createdAt": webhook.createdAt]
            try db.run(WebhookStatement.insert, owner &+ own &+ webhook.choice.arguments())
        }
    }

    /// Newest first.
    package func webhooks(of account: AccountID, page: PageRequest) async throws -> Page<Webhook> {
        try await read { db in
            let rows = try db.rows(WebhookStatement.list, page.arguments(["accountID": account]))
            return page.cut(try rows.map(Webhook.init(row:)), cursor: \.id.rawValue)
        }
    }

    package func webhook(_ id: WebhookID, of account: AccountID) async throws -> Webhook? {
        try await read { db in try db.webhook(id, of: account) }
    }

    /// Whoever's it is.
    package func webhook(_ id: WebhookID) async throws -> Webhook? {
        try await read { db in try db.row(WebhookStatement.byID, ["id": id]).map(Webhook.init(row:)) }
    }

    /// - Parameters:
    ///   - isOn: nil leaves it as it is.
    ///   - credential: by what it is asked for; it must still be good.
    /// - Returns: nil when the account has no such webhook.
    /// - Throws: ``StoreError/credentialEnded``.
    package func change(
        _ id: WebhookID, of account: AccountID, to choice: Webhook.Choice, isOn: Bool?, at: Timestamp,
        by credential: Credential? = nil
    ) async throws -> Webhook? {
        try await commits.write { db in
            try db.require(credential)
            let own: StatementArguments = ["id": id, "accountID": account, "at": at]
            guard try db.run(WebhookStatement.change, own &+ choice.arguments()) > 0 else { return nil }
            switch isOn {
            case true?: try db.run(WebhookStatement.switchOn, ["id": id])
            case false?:
                try db.run(WebhookStatement.switchOff, ["id": id, "at": at, "cause": Webhook.Off.Cause.owner])
            case nil: break
            }
            return try db.webhook(id, of: account)
        }
    }

    /// Gives it a new secret; the one before is good until then, and those before that no longer.
    /// - Parameter credential: by what it is asked for; it must still be good.
    /// - Returns: nil when the account has no such webhook.
    /// - Throws: ``StoreError/credentialEnded``.
    package func rotateSecret(
        of id: WebhookID, of account: AccountID, oldUntil: Timestamp, by credential: Credential? = nil,
        noting audit: AuditEntry
    ) async throws -> Webhook? {
        try await commits.write { db in
            try db.require(credential)
            let arguments: StatementArguments = ["id": id, "accountID": account, "until": oldUntil]
            guard let row = try db.row(WebhookStatement.rotate, arguments) else { return nil }
            try db.note(audit)
            return try Webhook(row: row)
        }
    }

    /// With the log of its deliveries; what waits is not sent any more.
    /// - Returns: false when the account has no such webhook.
    package func deleteWebhook(_ id: WebhookID, of account: AccountID) async throws -> Bool {
        try await commits.write { db in
            try db.run(WebhookStatement.delete, ["id": id, "accountID": account]) > 0
        }
    }
}

extension Database {
    fileprivate func webhook(_ id: WebhookID, of account: AccountID) throws -> Webhook? {
        try row(WebhookStatement.ofAccount, ["id": id, "accountID": account]).map(Webhook.init(row:))
    }
}
