import Domain
import Foundation
import GRDB

/// What is known of a request that carries an `Idempotency-Key`.
package enum Replay: Equatable, Sendable {
    /// Seen for the first time, or so long ago that it counts as new: carry it out, then ``Store/finish(key:account:status:body:)``.
    /// What it makes has this id.
    case fresh(effectID: String)
    /// The same request was cut short: carry it out, unless what it makes is there, with this id.
    case resumed(effectID: String)
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
    ///   - newID: for what the request makes, when it is a new one.
    package func begin(
        key: String, account: AccountID, requestHash: Data, newID: String, at: Timestamp
    ) async throws -> Replay {
        try await commits.write { db in
            if let row = try db.row(IdempotencyStatement.find, ["accountID": account, "key": key]) {
                let startedAt: Timestamp = try row.get("startedAt")
                let age = at.milliseconds - startedAt.milliseconds
                let status: Int? = try row.find("status")
                if age < Self.answerLifetimeMs {
                    guard try row.get("requestHash") == requestHash else { return .mismatch }
                    if let status { return .answered(status: status, body: try row.get("body")) }
                    if age < Self.runningLimitMs { return .running }
                    let effectID: String = try row.get("effectID")
                    try db.beginRequest(key, account, requestHash, effectID: effectID, at)
                    return .resumed(effectID: effectID)
                }
            }
            try db.beginRequest(key, account, requestHash, effectID: newID, at)
            return .fresh(effectID: newID)
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

    /// Lets a request that was cut short be carried out again, with the same id for what it makes.
    package func release(key: String, account: AccountID) async throws {
        let arguments: StatementArguments = ["accountID": account, "key": key, "limitMs": Self.runningLimitMs]
        try await commits.write { db in try db.run(IdempotencyStatement.release, arguments) }
    }

    /// Drops answers older than 24 hours.
    package func forgetOldKeys(at: Timestamp) async throws {
        let before = Timestamp(milliseconds: at.milliseconds - Self.answerLifetimeMs)
        try await commits.write { db in try db.run(IdempotencyStatement.forgetOld, ["before": before]) }
    }

    /// Lets the requests be carried out again that an earlier process began and never answered. For the start of the
    /// server, before it listens.
    package func releaseInterruptedKeys() async throws {
        try await commits.write { db in
            try db.run(IdempotencyStatement.releaseAll, ["limitMs": Self.runningLimitMs])
        }
    }
}

extension Database {
    fileprivate func beginRequest(
        _ key: String, _ account: AccountID, _ hash: Data, effectID: String, _ at: Timestamp
    ) throws {
        try run(
            IdempotencyStatement.begin,
            ["accountID": account, "key": key, "requestHash": hash, "effectID": effectID, "at": at])
    }
}
