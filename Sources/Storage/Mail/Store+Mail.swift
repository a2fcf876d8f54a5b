import Dispatch
import Domain
import Foundation
import GRDB
import Synchronization

/// A letter in the outbox. It is written in the transaction of what it tells of, or not at all.
package struct QueuedMail: Sendable {
    package let id: MailID
    /// Whose it is; it goes with the account.
    package let account: AccountID?
    /// The ``MailMessage`` as JSON, sealed: a letter may hold a token.
    package let sealedContent: Data
    package let createdAt: Timestamp

    package init(id: MailID, account: AccountID?, sealedContent: Data, createdAt: Timestamp) {
        self.id = id
        self.account = account
        self.sealedContent = sealedContent
        self.createdAt = createdAt
    }

    package static func place(of id: MailID) -> SecretKeys.Place {
        SecretKeys.Place(table: "mail", row: id.rawValue, column: "sealedContent")
    }

    func insert(_ db: Database) throws {
        try db.run(
            MailStatement.insert,
            ["id": id, "accountID": account, "sealedContent": sealedContent, "createdAt": createdAt])
    }
}

/// A letter that the caller alone may send now.
package struct ClaimedMail: Sendable {
    package let id: MailID
    package let sealedContent: Data
    /// This one counted.
    package let attempts: Int
}

/// How a letter ended.
package enum MailEnd: String, Sendable { case sent, uncertain, failed }

extension Store {
    /// Claims the letter that waited longest.
    /// - Parameter until: when it is free again, should nothing be heard of the claim.
    package func claimMail(at: Timestamp, until: Timestamp) async throws -> ClaimedMail? {
        try await commits.write { db in
            try db.row(MailStatement.claim, ["at": at, "until": until]).map { row in
                ClaimedMail(
                    id: try row.get("id"), sealedContent: try row.get("sealedContent"),
                    attempts: try row.get("attempts"))
            }
        }
    }

    /// When the next letter is to be tried; nil when none waits.
    package func nextMailDue() async throws -> Timestamp? {
        try await read { db in try db.row(MailStatement.nextDue)?.get("dueAt") }
    }

    /// Notes that only the end of the letter is missing at the post office. Waits until that is durable; for threads
    /// that may.
    package func noteHandover(of id: MailID) throws {
        let done = DispatchSemaphore(value: 0)
        let outcome = Outcome()
        Task {
            do {
                let changed = try await commits.write { db in try db.run(MailStatement.handOver, ["id": id]) }
                outcome.set(changed > 0 ? .success(()) : .failure(CancellationError()))
            } catch {
                outcome.set(.failure(error))
            }
            done.signal()
        }
        done.wait()
        try outcome.get()
    }

    package func postponeMail(_ id: MailID, to dueAt: Timestamp, failure: String) async throws {
        try await commits.write { db in
            try db.run(MailStatement.postpone, ["id": id, "dueAt": dueAt, "failure": failure])
        }
    }

    package func finishMail(_ id: MailID, as end: MailEnd, failure: String? = nil, at: Timestamp) async throws {
        try await commits.write { db in
            try db.run(
                MailStatement.finish, ["id": id, "status": end.rawValue, "failure": failure, "at": at])
        }
    }

    /// What a killed process had claimed goes out again, unless the post office may have taken it. Only for the holder
    /// of the ``HomeLock``, before letters are sent.
    package func releaseInterruptedMail(at: Timestamp) async throws {
        try await commits.write { db in
            try db.run(MailStatement.finishInterrupted, ["at": at])
            try db.run(MailStatement.releaseInterrupted, ["at": at])
        }
    }

    package func removeOldMail(before: Timestamp, expiredAt: Timestamp) async throws {
        try await commits.write { db in
            try db.run(MailStatement.removeOld, ["before": before])
            try db.run(LetterTokenStatement.removeExpired, ["at": expiredAt])
        }
    }

    /// Writes a letter that nothing else is written with.
    package func send(_ mail: QueuedMail) async throws {
        try await commits.write { [mailArrivals] in
            mailArrivals.note()
        } _: { db in
            try mail.insert(db)
        }
    }
}

/// What one thread leaves for another that waits for it.
private final class Outcome: Sendable {
    private let result = Mutex<Result<Void, any Error>>(.failure(CancellationError()))

    func set(_ new: Result<Void, any Error>) { result.withLock { $0 = new } }
    func get() throws { try result.withLock { $0 }.get() }
}
