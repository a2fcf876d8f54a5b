import Domain
import Foundation
import GRDB

/// A code generator as it is stored.
package struct StoredSecondFactor: Sendable {
    /// See ``SecretKeys``; ``place(of:)`` says for where.
    package let sealedSecret: Data
    package let isConfirmed: Bool

    package static func place(of account: AccountID) -> SecretKeys.Place {
        SecretKeys.Place(table: "totp", row: account.rawValue, column: "sealedSecret")
    }
}

extension Store {
    /// Keeps the secret until it is confirmed; another one that waited is forgotten.
    /// - Parameter credential: by what it is asked for; it must still be good.
    /// - Returns: false when the account has a confirmed one.
    /// - Throws: ``StoreError/credentialEnded``.
    package func beginSecondFactor(
        _ sealedSecret: Data, of account: AccountID, by credential: Credential? = nil, at: Timestamp
    ) async throws -> Bool {
        try await commits.write { db in
            try db.require(credential)
            return try db.run(
                SecondFactorStatement.begin, ["accountID": account, "sealedSecret": sealedSecret, "at": at]) > 0
        }
    }

    package func secondFactor(of account: AccountID) async throws -> StoredSecondFactor? {
        try await read { db in
            try db.row(SecondFactorStatement.ofAccount, ["accountID": account]).map { row in
                let confirmedAt: Timestamp? = try row.find("confirmedAt")
                return StoredSecondFactor(
                    sealedSecret: try row.get("sealedSecret"), isConfirmed: confirmedAt != nil)
            }
        }
    }

    /// Counts an attempt at the account's code.
    /// - Returns: the sealed secret; nil when there were `limit` attempts since `windowStart`, or there is no generator.
    package func attemptSecondFactor(
        of account: AccountID, at: Timestamp, windowStart: Timestamp, limit: Int
    ) async throws -> Data? {
        try await commits.write { db in
            let arguments: StatementArguments = [
                "accountID": account, "at": at, "windowStart": windowStart, "limit": limit,
            ]
            return try db.row(SecondFactorStatement.attempt, arguments)?.get("sealedSecret")
        }
    }

    /// Takes the code of this step, once; a code of an older step is not taken any more, either.
    package func take(step: Int64, of account: AccountID) async throws -> Bool {
        try await commits.write { db in
            try db.run(SecondFactorStatement.take, ["accountID": account, "step": step]) > 0
        }
    }

    /// Puts the generator into use, with its recovery codes.
    /// - Parameter credential: by what it is asked for; it must still be good.
    /// - Returns: false when it is in use already, or there is none.
    /// - Throws: ``StoreError/credentialEnded``.
    package func confirmSecondFactor(
        of account: AccountID, recoveryHashes: [Data], by credential: Credential? = nil, at: Timestamp,
        mail: OutboxEntry?, noting entry: AuditEntry? = nil
    ) async throws -> Bool {
        try await commits.write { [accounts, outboxArrivals] isConfirmed in
            if isConfirmed { accounts.drop(account) }
            outboxArrivals.note(mail)
        } _: { db in
            try db.require(credential)
            guard try db.run(SecondFactorStatement.confirm, ["accountID": account, "at": at]) > 0 else {
                return false
            }
            try Self.replaceRecoveryCodes(of: account, recoveryHashes, in: db)
            try mail?.insert(db)
            try db.note(entry)
            return true
        }
    }

    /// Takes generator, recovery codes and waiting sign-ins away.
    /// - Parameter credential: by what it is asked for; it must still be good.
    /// - Returns: false when there was none.
    /// - Throws: ``StoreError/credentialEnded``.
    package func removeSecondFactor(
        of account: AccountID, by credential: Credential? = nil, mail: OutboxEntry?, noting entry: AuditEntry? = nil
    ) async throws -> Bool {
        try await commits.write { [accounts, outboxArrivals] isRemoved in
            if isRemoved { accounts.drop(account) }
            outboxArrivals.note(mail)
        } _: { db in
            try db.require(credential)
            try db.run(RecoveryCodeStatement.removeAll, ["accountID": account])
            try db.run(SignInTicketStatement.removeAll, ["accountID": account])
            guard try db.run(SecondFactorStatement.remove, ["accountID": account]) > 0 else { return false }
            try mail?.insert(db)
            try db.note(entry)
            return true
        }
    }

    /// - Parameter credential: by what it is asked for; it must still be good.
    /// - Throws: ``StoreError/credentialEnded``.
    package func replaceRecoveryCodes(
        of account: AccountID, _ hashes: [Data], by credential: Credential? = nil, mail: OutboxEntry?,
        noting entry: AuditEntry? = nil
    ) async throws {
        try await commits.write { [outboxArrivals] in
            outboxArrivals.note(mail)
        } _: { db in
            try db.require(credential)
            try Self.replaceRecoveryCodes(of: account, hashes, in: db)
            try mail?.insert(db)
            try db.note(entry)
        }
    }

    /// - Returns: whether it was one of the account's; it is used up then.
    package func useRecoveryCode(_ hash: Data, of account: AccountID) async throws -> Bool {
        try await commits.write { db in
            try db.run(RecoveryCodeStatement.use, ["accountID": account, "hash": hash]) > 0
        }
    }

    package func recoveryCodesLeft(of account: AccountID) async throws -> Int {
        try await read { db in try db.row(RecoveryCodeStatement.count, ["accountID": account])?.get("count") ?? 0 }
    }

    private static func replaceRecoveryCodes(of account: AccountID, _ hashes: [Data], in db: Database) throws {
        try db.run(RecoveryCodeStatement.removeAll, ["accountID": account])
        for hash in hashes { try db.run(RecoveryCodeStatement.insert, ["accountID": account, "hash": hash]) }
    }
}

extension Store {
    /// Remembers a sign-in that waits for its second factor.
    /// - Parameters:
    ///   - hash: SHA-256 of the ticket, 32 bytes.
    ///   - ground: what must still let its owner in.
    /// - Returns: false when it does not any more.
    package func addTicket(
        _ hash: Data, of account: AccountID, on ground: SignInGround, at: Timestamp, expiresAt: Timestamp
    ) async throws -> Bool {
        try await commits.write { db in
            guard try ground.stands(for: account, at: at, in: db) else { return false }
            try db.run(
                SignInTicketStatement.insert, ["hash": hash, "accountID": account, "expiresAt": expiresAt])
            return true
        }
    }

    /// Counts an attempt with the ticket.
    /// - Returns: whose it is; nil when it is unknown, expired or worn out.
    package func attemptTicket(_ hash: Data, at: Timestamp, limit: Int) async throws -> AccountID? {
        try await commits.write { db in
            try db.row(SignInTicketStatement.attempt, ["hash": hash, "at": at, "limit": limit])?.get("accountID")
        }
    }

    /// Whose a good ticket is; no attempt is counted.
    package func ticketOwner(_ hash: Data, at: Timestamp) async throws -> AccountID? {
        try await read { db in try db.row(SignInTicketStatement.owner, ["hash": hash, "at": at])?.get("accountID") }
    }

    package func removeExpiredTickets(at: Timestamp) async throws {
        try await commits.write { db in try db.run(SignInTicketStatement.removeExpired, ["at": at]) }
    }
}
