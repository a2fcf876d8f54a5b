import Domain
import Foundation
import GRDB

extension Store {
    /// - Parameters:
    ///   - hash: SHA-256 of the key, 32 bytes; the key itself is nowhere.
    ///   - limit: keys of one account.
    ///   - credential: by what it is asked for; it must still be good.
    /// - Throws: ``StoreError/tooManyKeys``, ``StoreError/credentialEnded``.
    package func add(
        _ key: APIKey, hash: Data, limit: Int, by credential: Credential? = nil, noting entry: AuditEntry?
    ) async throws {
        try await commits.write(needsRoom: true) { db in
            try db.require(credential)
            try db.requireRoom(for: key, limit: limit)
            try key.insert(db, hash: hash)
            try db.note(entry)
        }
    }

    /// The key that begins so, good or not. Asked with every request, so remembered.
    package func apiKey(prefix: String) async throws -> StoredAPIKey? {
        try await apiKeys.value(for: prefix) {
            try await read { db in
                try db.row(APIKeyStatement.byPrefix, ["prefix": prefix]).map { row in
                    StoredAPIKey(key: try APIKey(row: row), hash: try row.get("hash"))
                }
            }
        }
    }

    /// Whether a session is open, or a key there; when a key ends by itself is for the caller to see.
    package func isGood(_ credential: Credential) async throws -> Bool {
        switch credential {
        case .session(let id): try await isOpen(id)
        case .key(let prefix): try await apiKey(prefix: prefix) != nil
        }
    }

    package func apiKey(_ id: APIKeyID, of account: AccountID) async throws -> APIKey? {
        try await read { db in
            try db.row(APIKeyStatement.ofAccount, ["id": id, "accountID": account]).map(APIKey.init(row:))
        }
    }

    /// Newest first.
    package func apiKeys(of account: AccountID, page: PageRequest) async throws -> Page<APIKey> {
        try await read { db in
            let rows = try db.rows(APIKeyStatement.list, page.arguments(["accountID": account]))
            return page.cut(try rows.map(APIKey.init(row:)), cursor: \.id.rawValue)
        }
    }

    /// Adds the next key and gives the old one its end, or does neither.
    /// - Parameters:
    ///   - limit: keys of one account.
    ///   - endsAt: until when both are good.
    ///   - credential: by what it is asked for; it must still be good.
    /// - Returns: false when the account has no such key or it was replaced already.
    /// - Throws: ``StoreError/tooManyKeys``, ``StoreError/credentialEnded``.
    package func replace(
        _ id: APIKeyID, by next: APIKey, hash: Data, limit: Int, endsAt: Timestamp, credential: Credential? = nil,
        noting entry: AuditEntry?
    ) async throws -> Bool {
        let prefix = try await commits.write { [apiKeys] (prefix: String?) in
            if let prefix { apiKeys.drop(prefix) }
        } _: { db -> String? in
            try db.require(credential)
            try db.requireRoom(for: next, limit: limit)
            try next.insert(db, hash: hash)
            let arguments: StatementArguments = [
                "id": id, "accountID": next.accountID, "by": next.id, "endsAt": endsAt,
            ]
            guard let row = try db.row(APIKeyStatement.replace, arguments) else {
                try db.run(APIKeyStatement.remove, ["id": next.id, "accountID": next.accountID])
                return nil
            }
            try db.note(entry)
            return try row.get("prefix")
        }
        return prefix != nil
    }

    /// Puts another text in the place of the key's.
    package func retell(
        _ key: APIKey, prefix: String, hash: Data, by credential: Credential? = nil
    ) async throws {
        try await commits.write { [apiKeys] in
            apiKeys.drop(key.prefix)
        } _: { db in
            try db.require(credential)
            try db.run(
                APIKeyStatement.retell,
                ["id": key.id, "accountID": key.accountID, "prefix": prefix, "hash": hash])
        }
    }

    /// From the moment this returns the key lets nobody in.
    /// - Returns: false when the account has no such key.
    package func revoke(_ id: APIKeyID, of account: AccountID, noting entry: AuditEntry?) async throws -> Bool {
        let prefix = try await commits.write { [apiKeys] (prefix: String?) in
            if let prefix { apiKeys.drop(prefix) }
        } _: { db -> String? in
            guard let row = try db.row(APIKeyStatement.remove, ["id": id, "accountID": account]) else { return nil }
            try db.note(entry)
            return try row.get("prefix")
        }
        return prefix != nil
    }

    /// Puts the last uses of many keys down in one commit.
    package func noteUses(_ uses: [APIKeyID: APIKey.Use]) async throws {
        try await commits.write { db in
            for (id, use) in uses {
                try db.run(
                    APIKeyStatement.noteUse, ["id": id, "at": use.at, "address": String(use.address.prefix(64))])
            }
        }
    }
}

extension Database {
    fileprivate func requireRoom(for key: APIKey, limit: Int) throws {
        if try holds(APIKeyStatement.isFull, ["accountID": key.accountID, "limit": limit]) {
            throw StoreError.tooManyKeys
        }
    }
}
