import Domain
import GRDB

/// The changes of a task's status. Each checks in its own transaction the status that it starts from, so that of two that
/// meet exactly one happens; the other gets nil.
extension Store {
    /// queued -> running; the attempt counts from here.
    /// - Parameters:
    ///   - lease: until when the row says that somebody is at work on it.
    ///   - gpu: the index of the one that it has.
    package func start(
        _ id: TaskID, at: Timestamp, lease: Timestamp, gpu: Int? = nil
    ) async throws -> GenerationTask? {
        try await writeTask { db in
            try db.task(id, after: .start, ["id": id, "at": at, "lease": lease, "gpu": gpu])
        }
    }

    /// Writes down how far a running task is; does nothing when it is not running.
    package func note(_ id: TaskID, stage: String, progress: Double, lease: Timestamp) async throws {
        let progress = progress.isFinite ? min(max(progress, 0), 1) : 0
        try await writeTask { db in
            try db.task(id, after: .note, ["id": id, "stage": stage, "progress": progress, "lease": lease])
        }
    }

    /// The one end of a task: its status and all that follows from it (result, library entry, model, credits, the end of
    /// what a service still does for it, and for scenes what becomes of their film), or none of it.
    /// - Parameter account: nil for whoever's it is.
    /// - Returns: nil for a task that has ended, or cannot end so: only a running one succeeds.
    package func end(
        _ id: TaskID, of account: AccountID? = nil, as outcome: TaskOutcome, at: Timestamp
    ) async throws -> GenerationTask? {
        try await endAll(id, of: account, as: outcome, at: at).first
    }

    /// The same.
    /// - Returns: the task, then those whose status has changed with it: the scenes of a film that were not finished, or
    ///   the film of its last scene.
    package func endAll(
        _ id: TaskID, of account: AccountID? = nil, as outcome: TaskOutcome, at: Timestamp
    ) async throws -> [GenerationTask] {
        let changes = try await commits.write { [tasks, outboxArrivals] (changes: [ChangedTask]) in
            for change in changes {
                let task = change.task
                tasks.put(task, for: task.id)
                guard task.status.isFinished else { continue }
                if change.isAnnounced { outboxArrivals.note(.webhook) }
                if change.isWritten { outboxArrivals.note(.taskLetter) }
                if task.leftWork != nil { outboxArrivals.note(.remoteWork) }
                for entry in OutboxEntry.ends(of: task, at: at) { outboxArrivals.note(entry.kind) }
            }
        } _: { db in
            try db.end(id, of: account, as: outcome, at: at)
        }
        return changes.map(\.task)
    }

    /// running -> queued.
    /// - Parameters:
    ///   - notBefore: the end of the back-off.
    ///   - countAttempt: false gives the attempt back, because it was not the task's fault.
    package func requeue(
        _ id: TaskID, notBefore: Timestamp?, countAttempt: Bool
    ) async throws -> GenerationTask? {
        try await writeTask { db in
            try db.task(id, after: .requeue, ["id": id, "notBefore": notBefore, "countAttempt": countAttempt])
        }
    }

    /// Lets a queued task go that has waited for a consent.
    /// - Returns: nil when it does not wait any more.
    package func releaseTask(_ id: TaskID) async throws -> GenerationTask? {
        try await writeTask { db in try db.task(id, after: .release, ["id": id, "never": Timestamp.never]) }
    }

    /// failed or cancelled -> queued, with all attempts before it and its price held again. A training waits for its
    /// consent again if that is still awaited, a film for those of its scenes that are not there, which are queued with it.
    /// - Parameters:
    ///   - order: how it is done this time.
    ///   - scenes: likewise those of a film; the others are done as they were.
    ///   - waits: whether trainings wait for consents.
    /// - Returns: the task, then its scenes that wait again; empty when it was neither failed nor cancelled.
    /// - Throws: ``StoreError/missingFile(_:)`` when an input has been deleted since, ``StoreError/consentRefused``,
    ///   ``StoreError/insufficientCredits(needed:available:)``, ``StoreError/insufficientMinutes(neededMs:leftMs:)``.
    package func retryAll(
        _ order: TaskRetry, scenes: [TaskRetry] = [], of account: AccountID, at: Timestamp, waits: Bool = true
    ) async throws -> [GenerationTask] {
        try await commits.write { [tasks] (queued: [GenerationTask]) in
            for task in queued { tasks.put(task, for: task.id) }
        } _: { db in
            try db.retry(order, scenes: scenes, of: account, at: at, waits: waits)
        }
    }

    /// The same of a task with what belongs to it, as it was done before unless something else is said.
    package func retry(
        _ id: TaskID, of account: AccountID, on engine: String? = nil, bond: String? = nil,
        charging charge: Charge? = nil, at: Timestamp, waits: Bool = true
    ) async throws -> GenerationTask? {
        try await retryAll(
            TaskRetry(id: id, engine: engine, bond: bond, charge: charge), of: account, at: at, waits: waits
        ).first
    }
}

/// How a task is tried again.
package struct TaskRetry: Sendable {
    package let id: TaskID
    /// That does it this time; nil for the one that it had.
    let engine: String?
    /// The only engine that may do it; nil leaves that as it is.
    let bond: String?
    /// Its price, as at its first submit; nil takes the same credits as then, and no minutes.
    let charge: Charge?

    package init(id: TaskID, engine: String? = nil, bond: String? = nil, charge: Charge? = nil) {
        self.id = id
        self.engine = engine
        self.bond = bond
        self.charge = charge
    }
}

extension Database {
    func task(_ id: TaskID) throws -> GenerationTask? {
        try row(TaskStatement.byID, ["id": id]).map(GenerationTask.init(row:))
    }

    /// The task as it is after the statement; nil when that changed nothing.
    func task(
        _ id: TaskID, after statement: TaskStatement, _ arguments: StatementArguments
    ) throws -> GenerationTask? {
        try run(statement, arguments) > 0 ? try task(id) : nil
    }
}
