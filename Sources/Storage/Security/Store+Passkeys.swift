import Domain
import Foundation
import GRDB

/// What became of a passkey that was shown, or is to be kept.
package enum PasskeyOutcome: Equatable, Sendable {
    case done
    /// The challenge was answered before.
    case replayed
    /// The credential is registered already.
    case known
    case tooMany
    /// The counter does not rise: somebody has a copy.
    case copied
}

extension Store {
    /// Keeps the passkey and takes its challenge, or does neither.
    /// - Parameters:
    ///   - challenge: SHA-256 of it.
    ///   - credential: by what it is asked for; it must still be good.
    /// - Throws: ``StoreError/credentialEnded``.
    package func add(
        _ passkey: Passkey, challenge: Data, expiresAt: Timestamp, atMost limit: Int, by credential: Credential? = nil,
        mail: OutboxEntry?, noting entry: AuditEntry? = nil
    ) async throws -> PasskeyOutcome {
        try await commits.write(needsRoom: true) { [outboxArrivals] outcome in
            if outcome == .done { outboxArrivals.note(mail) }
        } _: { db in
            try db.require(credential)
            guard try db.passkeys(of: passkey.accountID) < limit else { return .tooMany }
            guard try db.run(SpentChallengeStatement.insert, ["hash": challenge, "expiresAt": expiresAt]) > 0 else {
                return .replayed
            }
            guard try passkey.insert(db) else { return .known }
            try mail?.insert(db)
            try db.note(entry)
            return .done
        }
    }

    /// Notes a use and takes its challenge.
    package func use(
        _ id: PasskeyID, signCount: UInt32, isBackedUp: Bool, challenge: Data, expiresAt: Timestamp, at: Timestamp
    ) async throws -> PasskeyOutcome {
        try await commits.write { db in
            guard try db.run(SpentChallengeStatement.insert, ["hash": challenge, "expiresAt": expiresAt]) > 0 else {
                return .replayed
            }
            let arguments: StatementArguments = [
                "id": id, "signCount": signCount, "isBackedUp": isBackedUp, "at": at,
            ]
            return try db.run(PasskeyStatement.use, arguments) > 0 ? .done : .copied
        }
    }

    /// The oldest first.
    package func passkeys(of account: AccountID) async throws -> [Passkey] {
        try await read { db in
            try db.rows(PasskeyStatement.ofAccount, ["accountID": account]).map(Passkey.init(row:))
        }
    }

    package func passkey(credentialID: Data) async throws -> Passkey? {
        try await read { db in
            try db.row(PasskeyStatement.byCredential, ["credentialID": credentialID]).map(Passkey.init(row:))
        }
    }

    /// - Returns: nil when the account has no such passkey.
    package func renamePasskey(_ id: PasskeyID, of account: AccountID, name: String) async throws -> Passkey? {
        try await commits.write { db in
            try db.row(PasskeyStatement.rename, ["id": id, "accountID": account, "name": name])
                .map(Passkey.init(row:))
        }
    }

    /// Takes a passkey away, unless it is the last way in.
    /// - Parameter credential: by what it is asked for; it must still be good.
    /// - Throws: ``StoreError/credentialEnded``.
    package func deletePasskey(
        _ id: PasskeyID, of account: AccountID, by credential: Credential? = nil, mail: OutboxEntry? = nil,
        noting entry: AuditEntry? = nil
    ) async throws -> WayInRemoval {
        try await commits.write { [outboxArrivals] removal in
            if removal == .removed { outboxArrivals.note(mail) }
        } _: { db in
            try db.require(credential)
            let all = try db.rows(PasskeyStatement.ofAccount, ["accountID": account]).map(Passkey.init(row:))
            guard all.contains(where: { $0.id == id }) else { return .missing }
            let hasIdentity = try db.row(IdentityStatement.ofAccount, ["accountID": account]) != nil
            guard try all.count > 1 || hasIdentity || db.hasPassword(account) else { return .lastWayIn }
            try db.run(PasskeyStatement.delete, ["id": id, "accountID": account])
            try mail?.insert(db)
            try db.note(entry)
            return .removed
        }
    }

    package func removeExpiredChallenges(at: Timestamp) async throws {
        try await commits.write { db in try db.run(SpentChallengeStatement.removeExpired, ["at": at]) }
    }
}
