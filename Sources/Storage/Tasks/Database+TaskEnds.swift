import Domain
import GRDB

/// A task whose status has changed, with what was put down of its end.
struct ChangedTask: Sendable {
    let task: GenerationTask
    /// Whether a program outside is to be told.
    var isAnnounced = false
    /// Whether its owner will get a letter.
    var isWritten = false
}

/// Ends and new beginnings of tasks, each within its caller's transaction.
extension Database {
    /// Ends a task with all that follows from it.
    /// - Returns: the task, then those that have changed with it; empty when it cannot end so.
    func end(
        _ id: TaskID, of account: AccountID?, as outcome: TaskOutcome, at: Timestamp
    ) throws -> [ChangedTask] {
        guard let task = try task(id), task.accountID == account ?? task.accountID,
            let ended = task.ended(as: outcome, at: at)
        else { return [] }
        if case .succeeded(let delivery) = outcome { try delivery.file?.insert(self) }
        try ended.updateEnded(self)
        if case .succeeded(let delivery) = outcome { try delivery.insertRest(of: id, self) }
        try settle(task, ended: ended, as: outcome, at: at)
        if let work = ended.leftWork { try OutboxEntry.ending(work, of: ended.engine, at: at).insert(self) }
        for entry in OutboxEntry.ends(of: ended, at: at) { try entry.insert(self) }
        let change = ChangedTask(
            task: ended, isAnnounced: try announce(endOf: ended, at: at), isWritten: try notify(endOf: ended, at: at))
        return [change] + (try endScenes(of: ended, at: at)) + (try filmChanged(by: ended, at: at))
    }

    /// - Returns: the task, then the scenes of a film that wait again; empty when it was neither failed nor cancelled.
    func retry(
        _ order: TaskRetry, scenes: [TaskRetry], of account: AccountID, at: Timestamp, waits: Bool
    ) throws -> [GenerationTask] {
        guard try !holds(TaskStatement.isConsentRefused, ["taskID": order.id]) else { throw StoreError.consentRefused }
        let isConsentAwaited = try waits && holds(TaskStatement.isConsentAwaited, ["taskID": order.id])
        // What is not tried again must hold no minutes.
        guard let ended = try task(order.id), ended.accountID == account,
            ended.status == .failed || ended.status == .cancelled
        else { return [] }
        try ended.requireInputs(self)
        let again = try retryScenes(of: ended, scenes, at: at)
        let awaitsScenes = try ended.kind == .film && holds(SceneStatement.areAwaited, ["filmID": ended.id])
        if ended.kind == .film, !awaitsScenes, try !bringScenes(into: ended) { throw StoreError.missingScene }
        let charge = order.charge ?? Charge(credits: ended.fullPrice)
        let priced = try cover(ended, charge, at: at)
        let arguments: StatementArguments = [
            "id": order.id, "accountID": account, "engine": order.engine, "engineWish": order.bond,
            "notBefore": isConsentAwaited || awaitsScenes ? Timestamp.never : nil,
            "fullPrice": priced.fullPrice, "lengthMs": priced.lengthMs, "coveredMs": priced.coveredMs,
            "usagePeriod": priced.usagePeriod, "creditsPrice": priced.creditsPrice,
        ]
        guard let task = try task(order.id, after: .retry, arguments) else { return [] }
        try hold(for: task, number: holdCount(of: order.id) + 1, welcome: charge.welcome, at: at)
        return [task] + again
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
