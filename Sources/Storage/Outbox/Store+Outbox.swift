import Domain
import Foundation
import GRDB

/// An entry that the caller alone may carry out now.
package struct OutboxClaim: Sendable {
    package let entry: OutboxEntry
    /// This one counted.
    package let attempt: Int

    fileprivate var key: StatementArguments { ["id": entry.id, "attempt": attempt] }
}

extension Store {
    /// Puts down something that nothing else is put down with.
    package func add(_ entry: OutboxEntry, noting audit: AuditEntry? = nil) async throws {
        try await commits.write { [outboxArrivals] in
            outboxArrivals.note(entry)
        } _: { db in
            try entry.insert(db)
            if let audit { try db.note(audit) }
        }
    }

    /// Claims the entry of this kind that has waited longest. Before that, leases that have lapsed are ended: what was
    /// handed over counts as uncertain, the rest is free again.
    /// - Parameter until: when the claim lapses, should nothing be heard of it.
    package func claim(_ kind: OutboxEntry.Kind, at: Timestamp, until: Timestamp) async throws -> OutboxClaim? {
        try await commits.write { db in
            try db.endLeases(lapsedAt: at, at: at)
            return try db.row(OutboxStatement.claim, ["kind": kind, "at": at, "until": until]).map { row in
                OutboxClaim(entry: try OutboxEntry(row: row), attempt: try row.get("attempt"))
            }
        }
    }

    /// When the next entry of this kind is to be tried; nil when none waits.
    package func nextDue(_ kind: OutboxEntry.Kind) async throws -> Timestamp? {
        try await read { db in try db.row(OutboxStatement.nextDue, ["kind": kind])?.get("dueAt") }
    }

    /// Makes all that waits due sooner, because the time of day has stepped back.
    package func bringForward(_ kind: OutboxEntry.Kind, by step: Duration) async throws {
        let milliseconds = step / .milliseconds(1)
        try await commits.write { db in
            try db.run(OutboxStatement.shiftDue, ["kind": kind, "by": Int64(milliseconds)])
        }
    }

    /// Makes what is due later than anything can be put off due then.
    package func bringForward(_ kind: OutboxEntry.Kind, laterThan latest: Timestamp, to: Timestamp) async throws {
        try await commits.write { db in
            try db.run(OutboxStatement.capDue, ["kind": kind, "latest": latest, "to": to])
        }
    }

    /// Notes that from now on the work may have had its effect.
    /// - Throws: `CancellationError` when the claim has lapsed.
    package func noteHandover(of claim: OutboxClaim) async throws {
        let changed = try await commits.write { db in try db.run(OutboxStatement.handOver, claim.key) }
        if changed == 0 { throw CancellationError() }
    }

    /// - Parameter failure: why, in at most 500 characters.
    package func postpone(_ claim: OutboxClaim, to dueAt: Timestamp, failure: String) async throws {
        try await commits.write { db in
            try db.run(
                OutboxStatement.postpone, claim.key &+ ["dueAt": dueAt, "failure": failure.prefix(500).nonEmpty])
        }
    }

    /// Gives a claim back until then, as if it had never been.
    package func putOff(_ claim: OutboxClaim, to dueAt: Timestamp, failure: String) async throws {
        try await commits.write { db in
            try db.run(OutboxStatement.putOff, claim.key &+ ["dueAt": dueAt, "failure": failure.prefix(500).nonEmpty])
        }
    }

    /// Puts off everything of a kind whose subject begins so and that is due before.
    package func putOff(_ kind: OutboxEntry.Kind, subjectPrefix: String, to dueAt: Timestamp) async throws {
        try await commits.write { db in
            try db.run(OutboxStatement.putOffAll, ["kind": kind, "prefix": subjectPrefix, "dueAt": dueAt])
        }
    }

    /// Gives a claim back as if it had never been.
    package func release(_ claim: OutboxClaim) async throws {
        try await commits.write { db in try db.run(OutboxStatement.release, claim.key) }
    }

    /// - Parameter status: not `waiting`.
    package func finish(
        _ claim: OutboxClaim, as status: OutboxEntry.Status, failure: String? = nil, at: Timestamp
    ) async throws {
        try await commits.write { db in
            try db.run(
                OutboxStatement.finish,
                claim.key &+ ["status": status, "failure": failure?.prefix(500).nonEmpty, "at": at])
        }
    }

    /// Ends the leases of a killed process, like ``claim(_:at:until:)`` those that have lapsed. Only for the holder of
    /// the ``HomeLock``, before anything is claimed.
    package func endInterruptedLeases(at: Timestamp) async throws {
        try await commits.write { db in try db.endLeases(lapsedAt: Timestamp(milliseconds: .max), at: at) }
    }

    /// Removes what ended before.
    package func removeOldOutbox(before: Timestamp) async throws {
        try await commits.write { db in try db.run(OutboxStatement.removeOld, ["before": before]) }
    }

    /// Newest first.
    package func outbox(_ status: OutboxEntry.Status?, page: PageRequest) async throws -> Page<OutboxLine> {
        try await read { db in
            let rows =
                if let status {
                    try db.rows(OutboxStatement.ofStatus, page.arguments(["status": status]))
                } else {
                    try db.rows(OutboxStatement.list, page.arguments([:]))
                }
            return page.cut(try rows.compactMap(OutboxLine.init(row:)), cursor: \.id.rawValue)
        }
    }

    /// Puts an entry that was given up back in line.
    /// - Returns: nil when there is none that was given up.
    package func tryAgain(_ id: OutboxID, at: Timestamp, noting audit: AuditEntry) async throws -> OutboxLine? {
        try await commits.write { [outboxArrivals] line in
            if let line { outboxArrivals.note(line.kind) }
        } _: { db in
            guard let row = try db.row(OutboxStatement.tryAgain, ["id": id, "at": at]) else { return nil }
            try db.note(audit)
            return try OutboxLine(row: row)
        }
    }

    package func outboxLine(_ id: OutboxID) async throws -> OutboxLine? {
        try await read { db in try db.row(OutboxStatement.find, ["id": id]).flatMap(OutboxLine.init(row:)) }
    }

    /// How much waits and was given up, of every kind that has any.
    package func outboxBacklog() async throws -> [OutboxEntry.Kind: OutboxBacklog] {
        try await read { db in try db.outboxBacklog() }
    }
}

extension Database {
    func outboxBacklog() throws -> [OutboxEntry.Kind: OutboxBacklog] {
        var backlog: [OutboxEntry.Kind: OutboxBacklog] = [:]
        for row in try rows(OutboxStatement.backlog) {
            guard let kind = OutboxEntry.Kind(rawValue: try row.get("kind")) else { continue }
            let status: OutboxEntry.Status = try row.get("status")
            if status == .waiting {
                backlog[kind, default: OutboxBacklog()].waiting = try row.get("entries")
                backlog[kind]?.oldest = try row.get("oldest")
            } else {
                backlog[kind, default: OutboxBacklog()].givenUp = try row.get("entries")
            }
        }
        return backlog
    }

    fileprivate func endLeases(lapsedAt: Timestamp, at: Timestamp) throws {
        try run(OutboxStatement.finishLapsed, ["lapsedAt": lapsedAt, "at": at])
        try run(OutboxStatement.releaseLapsed, ["lapsedAt": lapsedAt, "at": at])
    }
}

extension Substring {
    /// Nil for nothing.
    fileprivate var nonEmpty: String? { isEmpty ? nil : String(self) }
}
