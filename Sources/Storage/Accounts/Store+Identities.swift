import Domain
import Foundation
import GRDB

/// What became of an identity or a passkey that was to go.
package enum WayInRemoval: Equatable, Sendable {
    case removed
    /// The account has none of that id.
    case missing
    /// Nothing else would let its owner in; it stays.
    case lastWayIn
}

extension Store {
    /// Finds whose identity one of the keys is, the best key first, and notes its use: what else the provider knows the
    /// person by leads there from now on, too.
    package func useIdentity(
        of provider: String, as person: ProvenIdentity, at: Timestamp
    ) async throws -> Identity? {
        try await commits.write { db in
            guard let identity = try db.identity(of: provider, keys: person.keys) else { return nil }
            try db.noteUse(of: identity, by: person, at: at)
            return identity
        }
    }

    /// Adds a way into an account that exists.
    /// - Parameter credential: by what it is asked for; it must still be good.
    /// - Returns: the identity; the one that was there when it leads to this account already.
    /// - Throws: ``StoreError/identityTaken`` when it leads to another account; ``StoreError/credentialEnded``.
    package func link(
        _ identity: Identity, as person: ProvenIdentity, by credential: Credential? = nil, mail: OutboxEntry? = nil,
        noting entry: AuditEntry? = nil
    ) async throws -> Identity {
        try await commits.write { [outboxArrivals] _ in
            outboxArrivals.note(mail)
        } _: { db in
            try db.require(credential)
            for key in person.keys {
                guard let known = try db.identity(of: identity.provider, keys: [key]) else { continue }
                guard known.accountID == identity.accountID else { throw StoreError.identityTaken }
            }
            if let known = try db.identity(of: identity.provider, keys: person.keys) {
                try db.noteUse(of: known, by: person, at: identity.createdAt)
                return known
            }
            try db.insert(new: identity, keys: person.keys)
            try mail?.insert(db)
            try db.note(entry)
            return identity
        }
    }

    /// Newest first.
    package func identities(of account: AccountID) async throws -> [Identity] {
        try await read { db in
            try db.rows(IdentityStatement.ofAccount, ["accountID": account]).map(Identity.init(row:))
        }
    }

    /// What a provider's app calls the owner of the account; nil when it is not known.
    package func subject(of account: AccountID, at provider: String, realm: String) async throws -> String? {
        try await read { db in
            let arguments: StatementArguments = ["accountID": account, "provider": provider, "realm": realm]
            return try db.row(IdentityStatement.subject, arguments)?.get("subject")
        }
    }

    /// Takes a way in away, unless it is the last.
    /// - Parameters:
    ///   - usable: the providers that are set up: an identity with another one lets nobody in.
    ///   - credential: by what it is asked for; it must still be good.
    /// - Throws: ``StoreError/credentialEnded``.
    package func unlink(
        _ id: IdentityID, of account: AccountID, usable: Set<String>, by credential: Credential? = nil,
        mail: OutboxEntry? = nil, noting entry: AuditEntry? = nil
    ) async throws -> WayInRemoval {
        try await commits.write { [outboxArrivals] removal in
            if removal == .removed { outboxArrivals.note(mail) }
        } _: { db in
            try db.require(credential)
            let all = try db.rows(IdentityStatement.ofAccount, ["accountID": account]).map(Identity.init(row:))
            guard all.contains(where: { $0.id == id }) else { return .missing }
            let others = all.contains { $0.id != id && usable.contains($0.provider) }
            guard try others || db.hasPassword(account) || db.passkeys(of: account) > 0 else { return .lastWayIn }
            try db.run(IdentityStatement.delete, ["id": id, "accountID": account])
            try mail?.insert(db)
            try db.note(entry)
            return .removed
        }
    }

    /// Begins a sign-in, and forgets those that nobody came back from.
    /// - Parameters:
    ///   - hash: SHA-256 of the state that travels.
    ///   - browserHash: SHA-256 of the secret that stays with the browser.
    package func add(_ state: SignInState, hash: Data, browserHash: Data, at: Timestamp) async throws {
        try await commits.write { db in
            try db.run(SignInStateStatement.forgetExpired, ["at": at])
            try db.run(
                SignInStateStatement.insert,
                [
                    "hash": hash, "browserHash": browserHash, "provider": state.provider, "app": state.app,
                    "redirectURI": state.redirectURI, "returnTo": state.returnTo, "sessionID": state.sessionID,
                    "expiresAt": state.expiresAt,
                ])
        }
    }

    /// Ends a sign-in: it can be taken once, by the browser that began it.
    package func takeState(
        hash: Data, browserHash: Data, provider: String, at: Timestamp
    ) async throws -> SignInState? {
        try await commits.write { db in
            try db.row(
                SignInStateStatement.take,
                ["hash": hash, "browserHash": browserHash, "provider": provider, "at": at]
            ).map { row in
                SignInState(
                    provider: try row.get("provider"), app: try row.find("app"),
                    redirectURI: try row.get("redirectURI"), returnTo: try row.get("returnTo"),
                    sessionID: try row.find("sessionID"), expiresAt: try row.get("expiresAt"))
            }
        }
    }
}

extension Database {
    /// - Throws: ``StoreError/identityTaken`` when one of the keys is in use.
    func insert(new identity: Identity, keys: [IdentityKey]) throws {
        if try self.identity(of: identity.provider, keys: keys) != nil { throw StoreError.identityTaken }
        try run(
            IdentityStatement.insert,
            [
                "id": identity.id, "accountID": identity.accountID, "provider": identity.provider,
                "name": identity.name, "email": identity.email, "createdAt": identity.createdAt,
                "lastUsedAt": identity.lastUsedAt,
            ])
        try insert(keys, of: identity)
    }

    fileprivate func identity(of provider: String, keys: [IdentityKey]) throws -> Identity? {
        for key in keys {
            let row = try row(
                IdentityStatement.byKey, ["provider": provider, "realm": key.realm, "subject": key.subject])
            if let row { return try Identity(row: row) }
        }
        return nil
    }

    fileprivate func noteUse(of identity: Identity, by person: ProvenIdentity, at: Timestamp) throws {
        try run(
            IdentityStatement.use, ["id": identity.id, "at": at, "name": person.name, "email": person.email])
        try insert(person.keys, of: identity)
    }

    private func insert(_ keys: [IdentityKey], of identity: Identity) throws {
        for key in keys {
            try run(
                IdentityStatement.insertKey,
                [
                    "provider": identity.provider, "realm": key.realm, "subject": key.subject,
                    "identityID": identity.id,
                ])
        }
    }

    /// Whether the account can be signed in to with a password, and has an address to go with it.
    func hasPassword(_ id: AccountID) throws -> Bool {
        guard let row = try row(AccountStatement.byID, ["id": id]) else { return false }
        let hash: String = try row.get("passwordHash")
        return try hash != Account.noPassword && Account(row: row).hasEmail
    }

    func passkeys(of account: AccountID) throws -> Int {
        try row(IdentityStatement.countPasskeys, ["accountID": account])?.get("count") ?? 0
    }
}
