import Crypto
import Domain
import Foundation
import GRDB

/// A registration that carries an `Idempotency-Key`. It is kept with the account that it makes, in one transaction, so that
/// the same request finds the account again.
package struct RegistrationClaim: Sendable {
    /// What the same key has made for the same address within the last 24 hours.
    package enum Earlier: Equatable, Sendable {
        case same
        /// The key came with another request.
        case other
    }

    private static let lifetime: Duration = .seconds(24 * 60 * 60)

    private let key: String
    private let requestHash: Data

    /// - Parameters:
    ///   - key: 1...255 characters.
    ///   - requestHash: equal for equal requests only, and keyed: the request has a password in it.
    package init(key: String, requestHash: Data) { (self.key, self.requestHash) = (key, requestHash) }

    /// Different people may take the same key.
    private func scope(_ emailKey: String) -> String {
        "register " + SHA256.hash(data: Data(emailKey.utf8)).prefix(20).hex
    }

    func insert(for account: Account, emailKey: String, _ db: Database) throws {
        try db.run(
            RegistrationStatement.insert,
            [
                "scope": scope(emailKey), "key": key, "accountID": account.id, "requestHash": requestHash,
                "at": account.createdAt,
            ])
    }

    func earlier(emailKey: String, at moment: Timestamp, _ db: Database) throws -> Earlier? {
        let after = moment.milliseconds - Self.lifetime.components.seconds * 1000
        let arguments: StatementArguments = ["scope": scope(emailKey), "key": key, "after": after]
        return try db.row(RegistrationStatement.find, arguments).map { row in
            try row.get("requestHash") == requestHash ? .same : .other
        }
    }
}

enum RegistrationStatement: String, StoreStatement {
    case insert = """
        INSERT INTO idempotencyKey (scope, key, accountID, requestHash, startedAt, effectID, status, body)
        VALUES (:scope, :key, :accountID, :requestHash, :at, :accountID, 201, x'')
        ON CONFLICT (scope, key) DO UPDATE
        SET accountID = excluded.accountID, requestHash = excluded.requestHash, startedAt = excluded.startedAt,
            effectID = excluded.effectID
        """
    case find = """
        SELECT requestHash FROM idempotencyKey WHERE scope = :scope AND key = :key AND startedAt > :after
        """
}

extension Store {
    /// Whether this request has made the account with this address.
    package func earlier(
        _ claim: RegistrationClaim, email: String, at moment: Timestamp
    ) async throws -> RegistrationClaim.Earlier? {
        try await read { db in try claim.earlier(emailKey: Self.emailKey(email), at: moment, db) }
    }
}
