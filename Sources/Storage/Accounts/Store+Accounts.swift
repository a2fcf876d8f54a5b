import Domain
import Foundation
import GRDB

extension Store {
    /// Adds the account. The first of a database becomes the admin, whatever role it came with.
    /// - Throws: ``StoreError/registrationClosed``; ``StoreError/emailTaken`` when an account has the address, compared without regard to case and Unicode form.
    /// - Parameter invitation: SHA-256 of its token; it is used up and admits where registration is closed, too.
    ///   ``StoreError/invalidInvitation`` when there is none.
    /// - Parameter granted: the role that whoever owns the machine gives it: it is admitted where registration is closed, too.
    /// - Parameter identity: the way in that it comes with, added in the same transaction;
    ///   ``StoreError/identityTaken`` when one of its keys is in use.
    /// - Parameter takeover: for an address that was shown to be the new account's; nil lets nobody give way.
    package func register(
        _ account: Account, passwordHash: String, identity: (Identity, keys: [IdentityKey])? = nil,
        verification: (token: LetterToken, mail: OutboxEntry)? = nil, invitation: Data? = nil,
        granted: Account.Role? = nil, taking takeover: AddressTakeover? = nil, claim: RegistrationClaim? = nil,
        noting entry: AuditEntry? = nil
    ) async throws -> Account {
        try await commits.write(needsRoom: true) {
            [accounts, outboxArrivals] (made: (account: Account, former: AccountID?)) in
            accounts.put(made.account, for: made.account.id)
            outboxArrivals.note(verification?.mail)
            guard let former = made.former else { return }
            accounts.drop(former)
            outboxArrivals.note(takeover?.mail)
        } _: { db in
            let emailKey = Self.emailKey(account.email)
            let former = try db.free(emailKey: emailKey, for: account.id, by: takeover)
            let role = try granted ?? db.admit(with: invitation, at: account.createdAt)
            var account = account
            account.role = try db.holds(AccountStatement.isFirst) ? .admin : role
            try db.run(
                AccountStatement.insert,
                [
                    "id": account.id, "email": account.email, "emailKey": emailKey, "name": account.name,
                    "passwordHash": passwordHash, "role": account.role, "status": account.status,
                    "emailVerifiedAt": account.emailVerifiedAt, "ownerProvenAt": account.ownerProvenAt,
                    "createdAt": account.createdAt,
                ])
            if let (identity, keys) = identity { try db.insert(new: identity, keys: keys) }
            try verification?.token.replace(db)
            try verification?.mail.insert(db)
            try claim?.insert(for: account, emailKey: emailKey, db)
            try db.note(takeover, from: former)
            try db.note(entry)
            return (account, former)
        }.account
    }

    /// Whether nobody has an account.
    package func isEmpty() async throws -> Bool {
        try await read { db in try db.holds(AccountStatement.isFirst) }
    }

    package func account(_ id: AccountID) async throws -> Account? {
        try await accounts.value(for: id) {
            try await read { db in try db.row(AccountStatement.byID, ["id": id]).map(Account.init(row:)) }
        }
    }

    package func credentials(email: String) async throws -> (account: Account, passwordHash: String)? {
        try await read { db in
            try db.row(AccountStatement.byEmail, ["emailKey": Self.emailKey(email)]).map { row in
                (try Account(row: row), try row.get("passwordHash"))
            }
        }
    }

    /// Whom a password may let in by an address: who has it, and who gave it up to them.
    package func signInCredentials(email: String) async throws -> [(account: Account, passwordHash: String)] {
        try await read { db in
            let key: StatementArguments = ["emailKey": Self.emailKey(email)]
            let rows = [try db.row(AccountStatement.byEmail, key), try db.row(AccountStatement.byFormerEmail, key)]
            return try rows.compactMap(\.self).map { (try Account(row: $0), try $0.get("passwordHash")) }
                .filter { $0.1 != Account.noPassword }
        }
    }

    /// Keeps the same password in another form.
    /// - Returns: false when the account has another password meanwhile, which stays.
    package func replacePasswordHash(_ former: String, with hash: String, of id: AccountID) async throws -> Bool {
        try await commits.write { db in
            try db.run(AccountStatement.replacePasswordHash, ["hash": hash, "id": id, "former": former]) > 0
        }
    }

    /// Puts another password in place and ends what acted for the account, or does neither.
    /// - Parameters:
    ///   - former: the hash of the password that was compared; nil changes whatever it is.
    ///   - kept: the session that continues; nil for none.
    ///   - mail: tells the owner what has ended; written within the transaction.
    /// - Returns: what has ended; nil when the account has another password than `former` meanwhile.
    package func changePassword(
        from former: String?, to hash: String, of id: AccountID, ending end: AccessEnd, except kept: SessionID?,
        at: Timestamp,
        mail: @escaping @Sendable (EndedAccess) throws -> OutboxEntry?, noting entry: AuditEntry?
    ) async throws -> EndedAccess? {
        try await commits.write { [caches = credentialCaches, outboxArrivals] (ending: AccessEnding?) in
            ending?.tell(caches)
            outboxArrivals.note(ending?.mail)
        } _: { db in
            let arguments: StatementArguments = ["hash": hash, "id": id, "former": former]
            guard try db.run(AccountStatement.replacePasswordHash, arguments) > 0 else { return nil }
            try db.run(LetterTokenStatement.removePowerful, ["accountID": id])
            let ending = try AccessEnding(end, of: id, except: kept, at: at, telling: mail, in: db)
            try db.note(entry)
            return ending
        }?.ended
    }

    /// Changes what is not nil.
    /// - Returns: the account as it is now; nil when there is none.
    package func updateAccount(
        _ id: AccountID, name: String?, visibleMark: Bool? = nil
    ) async throws -> Account? {
        try await commits.write { [accounts] account in
            if let account { accounts.put(account, for: account.id) }
        } _: { db in
            try db.row(AccountStatement.update, ["id": id, "name": name, "visibleMark": visibleMark]).map(
                Account.init(row:))
        }
    }

    /// What is equal for two spellings of one address: NFKC, lower case, and the host in the script it is meant in.
    package static func emailKey(_ email: String) -> String {
        var email = email
        if let at = email.lastIndex(of: "@") {
            let host = email.index(after: at)
            email.replaceSubrange(host..., with: DomainName.unicode(of: String(email[host...])))
        }
        return email.precomposedStringWithCompatibilityMapping.lowercased().precomposedStringWithCompatibilityMapping
    }
}
