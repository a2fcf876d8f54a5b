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
    /// what a service still does for it), or none of it.
    /// - Parameter account: nil for whoever's it is.
    /// - Returns: nil for a task that has ended, or cannot end so: only a running one succeeds.
    package func end(
        _ id: TaskID, of account: AccountID? = nil, as outcome: TaskOutcome, at: Timestamp
    ) async throws -> GenerationTask? {
        let ended = try await commits.write { [tasks, outboxArrivals] (ended: EndedTask?) in
            guard let ended else { return }
            let task = ended.task
            tasks.put(task, for: task.id)
            if ended.isAnnounced { outboxArrivals.note(.webhook) }
            if ended.isWritten { outboxArrivals.note(.taskLetter) }
            if task.leftWork != nil { outboxArrivals.note(.remoteWork) }
            for entry in OutboxEntry.ends(of: task, at: at) { outboxArrivals.note(entry.kind) }
        } _: { db -> EndedTask? in
            guard let task = try db.task(id), task.accountID == account ?? task.accountID,
                let ended = task.ended(as: outcome, at: at)
            else { return nil }
            if case .succeeded(let delivery) = outcome { try delivery.file?.insert(db) }
            try ended.updateEnded(db)
            if case .succeeded(let delivery) = outcome { try delivery.insertRest(of: id, db) }
            try db.settle(task, ended: ended, as: outcome, at: at)
            if let work = ended.leftWork { try OutboxEntry.ending(work, of: ended.engine, at: at).insert(db) }
            for entry in OutboxEntry.ends(of: ended, at: at) { try entry.insert(db) }
            return EndedTask(
                task: ended, isAnnounced: try db.announce(endOf: ended, at: at),
                isWritten: try db.notify(endOf: ended, at: at))
        }
        return ended?.task
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
    /// consent again if that is still awaited.
    /// - Parameters:
    ///   - engine: that does it this time; nil for the one that it had.
    ///   - bond: the only engine that may do it; nil leaves that as it is.
    ///   - charge: its price, as at its first submit; nil takes the same credits as then, and no minutes.
    ///   - waits: whether trainings wait for consents.
    /// - Throws: ``StoreError/missingFile(_:)`` when an input has been deleted since, ``StoreError/consentRefused``,
    ///   ``StoreError/insufficientCredits(needed:available:)``, ``StoreError/insufficientMinutes(neededMs:leftMs:)``.
    package func retry(
        _ id: TaskID, of account: AccountID, on engine: String? = nil, bond: String? = nil,
        charging charge: Charge? = nil, at: Timestamp, waits: Bool = true
    ) async throws -> GenerationTask? {
        try await writeTask { db in
            guard try !db.holds(TaskStatement.isConsentRefused, ["taskID": id]) else { throw StoreError.consentRefused }
            let isAwaited = try waits && db.holds(TaskStatement.isConsentAwaited, ["taskID": id])
            // What is not tried again must hold no minutes.
            guard let ended = try db.task(id), ended.accountID == account,
                ended.status == .failed || ended.status == .cancelled
            else { return nil }
            try ended.requireInputs(db)
            let charge = charge ?? Charge(credits: ended.fullPrice)
            let priced = try db.cover(ended, charge, at: at)
            let arguments: StatementArguments = [
                "id": id, "accountID": account, "engine": engine, "engineWish": bond,
                "notBefore": isAwaited ? Timestamp.never : nil,
                "fullPrice": priced.fullPrice, "lengthMs": priced.lengthMs, "coveredMs": priced.coveredMs,
                "usagePeriod": priced.usagePeriod, "creditsPrice": priced.creditsPrice,
            ]
            guard let task = try db.task(id, after: .retry, arguments) else { return nil }
            try db.hold(for: task, number: db.holdCount(of: id) + 1, welcome: charge.welcome, at: at)
            return task
        }
    }
}

/// A task with what was put down of its end.
private struct EndedTask: Sendable {
    let task: GenerationTask
    /// Whether a program outside is to be told.
    let isAnnounced: Bool
    /// Whether its owner will get a letter.
    let isWritten: Bool
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

extension Delivery {
    /// Everything besides the file and the task.
    fileprivate func insertRest(of task: TaskID, _ db: Database) throws {
        try video?.insert(lengthMs: file?.facts.durationMs ?? 0, db)
        for (role, content) in sidecars {
            try db.run(SidecarStatement.insert, ["fileID": file?.id, "role": role, "content": content])
        }
        if let outcome { try TrainedModel.complete(of: task, with: outcome, db) }
    }
}
