import Domain
import Foundation
import GRDB

/// What is known of a request that carries an `Idempotency-Key`.
package enum Replay: Equatable, Sendable {
    /// Seen for the first time, or so long ago that it counts as new: carry it out, then ``Store/finish(key:account:status:body:)``.
    case fresh
    /// The same request is being carried out.
    case running
    /// The key came with another request before.
    case mismatch
    case answered(status: Int, body: Data)
}

extension Store {
    private static let answerLifetimeMs: Int64 = 24 * 60 * 60 * 1000
    /// A request that takes longer than this was lost with the process that served it.
    private static let runningLimitMs: Int64 = 10 * 60 * 1000

    /// Takes the key for this request, unless it is taken.
    /// - Parameters:
    ///   - key: 1...255 characters.
    ///   - requestHash: equal for equal requests.
    package func begin(
        key: String, account: AccountID, requestHash: Data, at: Timestamp
    ) async throws -> Replay {
        try await commits.write { db in
            if let row = try db.row(IdempotencyStatement.find, ["accountID": account, "key": key]) {
                let startedAt: Timestamp = try row.get("startedAt")
                let age = at.milliseconds - startedAt.milliseconds
                let status: Int? = try row.find("status")
                if age < (status == nil ? Self.runningLimitMs : Self.answerLifetimeMs) {
                    guard try row.get("requestHash") == requestHash else { return .mismatch }
                    guard let status else { return .running }
                    return .answered(status: status, body: try row.get("body"))
                }
            }
            try db.run(
                IdempotencyStatement.begin,
                ["accountID": account, "key": key, "requestHash": requestHash, "at": at])
            return .fresh
        }
    }

    /// Keeps the answer for 24 hours after the request began.
    package func finish(key: String, account: AccountID, status: Int, body: Data) async throws {
        try await commits.write { db in
            try db.run(
                IdempotencyStatement.finish, ["accountID": account, "key": key, "status": status, "body": body])
        }
    }

    /// Frees the key of a request that came to nothing.
    package func abandon(key: String, account: AccountID) async throws {
        try await commits.write { db in try db.run(IdempotencyStatement.abandon, ["accountID": account, "key": key]) }
    }

    /// Drops answers older than 24 hours.
    package func forgetOldKeys(at: Timestamp) async throws {
        let before = Timestamp(milliseconds: at.milliseconds - Self.answerLifetimeMs)
        try await commits.write { db in try db.run(IdempotencyStatement.forgetOld, ["before": before]) }
    }

    /// Frees the keys that an earlier process took and never answered. For the start of the server, before it listens.
    package func forgetInterruptedKeys() async throws {
        try await commits.write { db in try db.run(IdempotencyStatement.forgetRunning) }
    }
}
