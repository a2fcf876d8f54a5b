import Domain
import GRDB

/// The changes of a task's status. Each checks in its own transaction the status that it starts from, so that of two that
/// meet exactly one happens; the other gets nil.
extension Store {
    /// queued -> running; the attempt counts from here.
    /// - Parameter lease: until when the row says that somebody is at work on it.
    package func start(_ id: TaskID, at: Timestamp, lease: Timestamp) async throws -> GenerationTask? {
        try await writeTask { db in
            try db.task(id, after: .start, ["id": id, "at": at, "lease": lease])
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
    /// what a service still does for it), or none of it.
    /// - Parameter account: nil for whoever's it is.
    /// - Returns: nil for a task that has ended, or cannot end so: only a running one succeeds.
    package func end(
        _ id: TaskID, of account: AccountID? = nil, as outcome: TaskOutcome, at: Timestamp
    ) async throws -> GenerationTask? {
        try await commits.write { [tasks, outboxArrivals] task in
            guard let task else { return }
            tasks.put(task, for: task.id)
            if task.leftWork != nil { outboxArrivals.note(.remoteWork) }
        } _: { db in
            guard let task = try db.task(id), task.accountID == account ?? task.accountID,
                let ended = task.ended(as: outcome, at: at)
            else { return nil }
            if case .succeeded(let delivery) = outcome { try delivery.file?.insert(db) }
            try ended.updateEnded(db)
            if case .succeeded(let delivery) = outcome { try delivery.insertRest(of: id, db) }
            if task.creditsHeld > 0 {
                try db.post(.settlement(of: task, as: outcome, number: db.holdCount(of: id), at: at))
            }
            if let work = ended.leftWork { try OutboxEntry.ending(work, of: ended.engine, at: at).insert(db) }
            return ended
        }
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

    /// failed or cancelled -> queued, with all attempts before it and its price held again.
    /// - Throws: ``StoreError/missingFile(_:)`` when an input has been deleted since,
    ///   ``StoreError/insufficientCredits(needed:available:)``.
    package func retry(_ id: TaskID, of account: AccountID, at: Timestamp) async throws -> GenerationTask? {
        try await writeTask { db in
            guard let task = try db.task(id, after: .retry, ["id": id, "accountID": account]) else { return nil }
            try task.requireInputs(db)
            try db.hold(for: task, at: at)
            return task
        }
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

    /// Reserves the task's price.
    /// - Throws: ``StoreError/insufficientCredits(needed:available:)``.
    func hold(for task: GenerationTask, at: Timestamp) throws {
        guard task.creditsPrice > 0 else { return }
        try post(.hold(for: task, number: holdCount(of: task.id) + 1, at: at))
    }
}

extension Delivery {
    /// Everything besides the file and the task.
    fileprivate func insertRest(of task: TaskID, _ db: Database) throws {
        try video?.insert(db)
        for (role, content) in sidecars {
            try db.run(SidecarStatement.insert, ["fileID": file?.id, "role": role, "content": content])
        }
        if let outcome { try TrainedModel.complete(of: task, with: outcome, db) }
    }
}
