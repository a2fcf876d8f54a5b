import Domain
import Foundation
import GRDB

/// What somebody proves by a token from a letter: that the letter reached them.
package struct LetterToken: Sendable {
    package enum Purpose: String, Sendable {
        case verifyAddress = "verify_address"
        case resetPassword = "reset_password"
    }

    /// SHA-256 of the token.
    package let hash: Data
    package let account: AccountID
    package let purpose: Purpose
    /// The letter went there.
    package let address: String
    package let expiresAt: Timestamp

    package init(hash: Data, account: AccountID, purpose: Purpose, address: String, expiresAt: Timestamp) {
        self.hash = hash
        self.account = account
        self.purpose = purpose
        self.address = address
        self.expiresAt = expiresAt
    }

    init(row: Row, purpose: Purpose) throws {
        self.init(
            hash: try row.get("hash"), account: try row.get("accountID"), purpose: purpose,
            address: try row.get("address"), expiresAt: try row.get("expiresAt"))
    }

    /// An earlier one for the same purpose is void.
    func replace(_ db: Database) throws {
        try db.run(LetterTokenStatement.remove, ["accountID": account, "purpose": purpose.rawValue])
        try db.run(
            LetterTokenStatement.insert,
            [
                "hash": hash, "accountID": account, "purpose": purpose.rawValue, "address": address,
                "expiresAt": expiresAt,
            ])
    }
}

extension Store {
    /// Keeps the token and sends the letter that tells it, or does neither.
    /// - Parameter credential: by what it is asked for; it must still be good.
    /// - Throws: ``StoreError/credentialEnded``.
    package func add(_ token: LetterToken, with mail: OutboxEntry, by credential: Credential? = nil) async throws {
        try await commits.write { [outboxArrivals] in
            outboxArrivals.note(mail)
        } _: { db in
            try db.require(credential)
            try token.replace(db)
            try mail.insert(db)
        }
    }

    package func letterToken(_ hash: Data, for purpose: LetterToken.Purpose, at: Timestamp) async throws -> LetterToken?
    {
        try await read { db in try Self.token(hash, purpose, at, in: db) }
    }

    /// Puts the password in place, ends what acted for the account and uses the token up, or does nothing.
    /// - Parameter mail: tells the owner what has ended; written within the transaction.
    /// - Returns: what has ended; nil when somebody else was faster.
    package func resetPassword(
        to passwordHash: String, with token: Data, at: Timestamp, ending end: AccessEnd,
        mail: @escaping @Sendable (EndedAccess) throws -> OutboxEntry?, noting entry: AuditEntry? = nil
    ) async throws -> EndedAccess? {
        try await commits.write { [caches = credentialCaches, outboxArrivals] (ending: AccessEnding?) in
            ending?.tell(caches)
            outboxArrivals.note(ending?.mail)
        } _: { db in
            guard let token = try Self.token(token, .resetPassword, at, in: db) else { return nil }
            let account = token.account
            // Whoever knew the former password may have asked for another address: that ends here, too.
            try db.run(LetterTokenStatement.removePowerful, ["accountID": account])
            try db.run(AccountStatement.setPasswordHash, ["hash": passwordHash, "id": account])
            let ending = try AccessEnding(end, of: account, except: nil, at: at, telling: mail, in: db)
            if try db.row(AccountStatement.byID, ["id": account]).map({ try $0.get("email") }) == token.address {
                try db.run(AddressStatement.prove, ["id": account, "at": at])
            }
            try db.note(entry)
            return ending
        }?.ended
    }

    /// Marks the address as verified, or makes the token's address the account's; uses the token up.
    /// - Parameters:
    ///   - isOwner: whether whoever opened the link is signed in to the account. Else the address is proven, but not that
    ///     its owner made the account: all that the account has stays under suspicion, see ``AccessEnding``.
    ///   - takeover: lets somebody give way who has the address; only asked where `isOwner`, so that nobody takes an
    ///     address by a letter that its owner opens for another one.
    ///   - mail: a notice to the former address, when it changes.
    ///   - entry: put down when it changes.
    /// - Returns: the account as it is now; nil when somebody else was faster.
    /// - Throws: ``StoreError/emailTaken``.
    package func verifyAddress(
        with token: Data, at: Timestamp, isOwner: Bool, taking takeover: AddressTakeover? = nil, mail: OutboxEntry?,
        noting entry: AuditEntry? = nil
    ) async throws -> Account? {
        try await commits.write { [accounts, outboxArrivals] (verified: (account: Account?, former: AccountID?)?) in
            if let account = verified?.account { accounts.put(account, for: account.id) }
            outboxArrivals.note(mail)
            guard let former = verified?.former else { return }
            accounts.drop(former)
            outboxArrivals.note(takeover?.mail)
        } _: { db in
            guard let token = try Self.token(token, .verifyAddress, at, in: db),
                let row = try db.row(AccountStatement.byID, ["id": token.account])
            else { return nil }
            try db.run(
                LetterTokenStatement.remove,
                ["accountID": token.account, "purpose": LetterToken.Purpose.verifyAddress.rawValue])
            let ownerProvenAt = isOwner ? at : nil
            var former: AccountID?
            if try Account(row: row).email == token.address {
                try db.run(
                    AddressStatement.verify, ["id": token.account, "at": at, "ownerProvenAt": ownerProvenAt])
            } else {
                let key = Self.emailKey(token.address)
                former = try db.free(emailKey: key, for: token.account, by: isOwner ? takeover : nil)
                try db.note(takeover, from: former)
                try db.run(
                    AddressStatement.change,
                    [
                        "id": token.account, "email": token.address, "emailKey": key, "at": at,
                        "ownerProvenAt": ownerProvenAt,
                    ])
                // A link that went to the former address opens nothing any more.
                try db.run(
                    LetterTokenStatement.remove,
                    ["accountID": token.account, "purpose": LetterToken.Purpose.resetPassword.rawValue])
                try mail?.insert(db)
                try db.note(entry)
            }
            return (try db.row(AccountStatement.byID, ["id": token.account]).map(Account.init(row:)), former)
        }?.account
    }

    package func removeExpiredLetterTokens(at: Timestamp) async throws {
        try await commits.write { db in try db.run(LetterTokenStatement.removeExpired, ["at": at]) }
    }

    private static func token(
        _ hash: Data, _ purpose: LetterToken.Purpose, _ at: Timestamp, in db: Database
    ) throws -> LetterToken? {
        try db.row(LetterTokenStatement.find, ["hash": hash, "purpose": purpose.rawValue, "at": at])
            .map { try LetterToken(row: $0, purpose: purpose) }
    }
}
