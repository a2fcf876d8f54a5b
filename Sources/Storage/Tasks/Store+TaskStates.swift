import Domain
import GRDB

/// The changes of a task's status. Each checks in its own statement the status that it starts from, so that of two that
/// meet exactly one happens; the other gets nil.
extension Store {
    /// queued -> running; the attempt counts from here.
    /// - Parameter lease: until when the row says that somebody is at work on it.
    package func start(_ id: TaskID, at: Timestamp, lease: Timestamp) async throws -> GenerationTask? {
        try await writeTask { db in
            try db.row(TaskStatement.start, ["id": id, "at": at, "lease": lease]).map(GenerationTask.init(row:))
        }
    }

    /// Writes down how far a running task is; does nothing when it is not running.
    package func note(_ id: TaskID, stage: String, progress: Double, lease: Timestamp) async throws {
        let progress = progress.isFinite ? min(max(progress, 0), 1) : 0
        try await writeTask { db in
            try db.row(TaskStatement.note, ["id": id, "stage": stage, "progress": progress, "lease": lease])
                .map(GenerationTask.init(row:))
        }
    }

    /// running -> succeeded: what was made and the charge of the held credits, or nothing of it.
    package func succeed(_ id: TaskID, with delivery: Delivery, at: Timestamp) async throws -> GenerationTask? {
        try await writeTask { db in
            guard try db.row(TaskStatement.byID, ["id": id])?.get("status") == GenerationTask.Status.running else {
                return nil
            }
            try delivery.file?.insert(db)
            guard let row = try db.row(TaskStatement.succeed, ["id": id, "at": at, "resultFileID": delivery.file?.id])
            else { return nil }
            var task = try GenerationTask(row: row)
            try delivery.video?.insert(db)
            for (role, content) in delivery.sidecars {
                try db.run(SidecarStatement.insert, ["fileID": delivery.file?.id, "role": role, "content": content])
            }
            if let outcome = delivery.outcome { try TrainedModel.complete(of: id, with: outcome, db) }
            try LedgerEntry(kind: .charge, credits: task.creditsCharged, task: task, at: at).insert(db)
            task.videoID = delivery.video?.id
            return task
        }
    }

    /// queued or running -> failed; held credits go back.
    package func fail(
        _ id: TaskID, _ failure: GenerationTask.Failure, at: Timestamp
    ) async throws -> GenerationTask? {
        try await writeTask { db in
            try Self.finish(id, at: at, in: db) {
                try db.row(
                    TaskStatement.fail,
                    [
                        "id": id, "at": at, "code": failure.code, "message": failure.message,
                        "isRetryable": failure.isRetryable,
                    ])
            }
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
            try db.row(TaskStatement.requeue, ["id": id, "notBefore": notBefore, "countAttempt": countAttempt])
                .map(GenerationTask.init(row:))
        }
    }

    /// queued or running -> cancelled; held credits go back.
    /// - Parameter account: nil cancels whoever's it is.
    package func cancel(_ id: TaskID, of account: AccountID?, at: Timestamp) async throws -> GenerationTask? {
        try await writeTask { db in
            try Self.finish(id, at: at, in: db) {
                try db.row(TaskStatement.cancel, ["id": id, "at": at, "accountID": account])
            }
        }
    }

    /// failed or cancelled -> queued, with all attempts before it.
    /// - Throws: ``StoreError/missingFile(_:)`` when an input has been deleted since.
    package func retry(_ id: TaskID, of account: AccountID, at: Timestamp) async throws -> GenerationTask? {
        try await writeTask { db in
            guard let row = try db.row(TaskStatement.retry, ["id": id, "accountID": account]) else { return nil }
            let task = try GenerationTask(row: row)
            try task.requireInputs(db)
            return task
        }
    }

    /// Ends the task without a result and releases what it held.
    private static func finish(
        _ id: TaskID, at: Timestamp, in db: Database, _ update: () throws -> Row?
    ) throws -> GenerationTask? {
        let held: Int = try db.row(TaskStatement.heldCredits, ["id": id])?.get("creditsHeld") ?? 0
        guard let row = try update() else { return nil }
        let task = try GenerationTask(row: row)
        try LedgerEntry(kind: .release, credits: held, task: task, at: at).insert(db)
        return task
    }
}
