import Domain
import Storage

/// The one place where a task's row, the board and those who follow it change together.
///
/// The row changes first. What a crash leaves out after it is made up for at the next start, from the rows.
package struct TaskTransitions: Sendable {
    let store: Store
    let board: QueueBoard
    let feed: EventFeed

    package init(store: Store, board: QueueBoard, feed: EventFeed) {
        self.store = store
        self.board = board
        self.feed = feed
    }

    /// -> queued.
    /// - Parameters:
    ///   - model: that the task trains, kept with it.
    ///   - charge: what it costs.
    /// - Returns: the task with its price, and whether a slot is free for it now.
    func submit(
        _ task: GenerationTask, script: String?, training model: TrainedModel?, charging charge: Charge
    ) async throws -> (GenerationTask, Bool) {
        let priced = try await store.submit(task, script: script, training: model, charging: charge)
        return (priced, tell(priced))
    }

    /// failed or cancelled -> queued.
    /// - Returns: nil when the task was neither; else the task, and whether a slot is free for it now.
    /// - Parameters:
    ///   - engine: that does it this time.
    ///   - bond: the only engine that may do it; nil leaves that as it is.
    ///   - waits: whether trainings wait for consents.
    func retry(
        _ id: TaskID, of account: AccountID, on engine: String, bond: String?, charging charge: Charge,
        at moment: Timestamp, waits: Bool
    ) async throws -> (GenerationTask, Bool)? {
        let retried = try await store.retry(
            id, of: account, on: engine, bond: bond, charging: charge, at: moment, waits: waits)
        guard let task = retried else { return nil }
        return (task, tell(task))
    }

    /// Lets a training go that has waited for its consent.
    /// - Returns: nil when it does not wait any more; else whether a slot is free for it now.
    func release(_ id: TaskID) async throws -> Bool? {
        guard let before = try await store.task(id), let task = try await store.releaseTask(id) else { return nil }
        board.remove(before)
        return tell(task)
    }

    /// queued -> running; nil when it is not queued any more.
    func start(
        _ id: TaskID, at moment: Timestamp, lease: Timestamp, gpu: Int?
    ) async throws -> GenerationTask? {
        told(try await store.start(id, at: moment, lease: lease, gpu: gpu))
    }

    /// running -> queued. It waits in the board once its run has given its slot back.
    func requeue(_ id: TaskID, notBefore: Timestamp?, countAttempt: Bool) async throws -> GenerationTask? {
        told(try await store.requeue(id, notBefore: notBefore, countAttempt: countAttempt))
    }

    /// To another engine, of a task that waits.
    func reassign(_ task: GenerationTask, to engine: String) async throws -> GenerationTask? {
        guard let moved = try await store.reassign(task.id, to: engine) else { return nil }
        board.remove(task)
        return told(moved)
    }

    /// The end of a task, whichever it is.
    /// - Parameter account: nil for whoever's it is.
    /// - Returns: nil when it has ended already.
    func end(
        _ id: TaskID, of account: AccountID? = nil, as outcome: TaskOutcome, at moment: Timestamp
    ) async throws -> GenerationTask? {
        let ended = told(try await store.end(id, of: account, as: outcome, at: moment))
        if let ended, ended.deservesNotice { feed.publish(.notices, account: ended.accountID) }
        return ended
    }

    /// Puts a task of the store where it belongs in the board, without telling anybody: nothing has happened to it.
    /// - Returns: whether a slot is free for it now.
    @discardableResult
    func place(_ task: GenerationTask) -> Bool {
        switch task.status {
        case .queued: return board.add(task)
        case .running: board.began(task)
        case .succeeded, .failed, .cancelled:
            board.remove(task)
            board.release(task.id, of: task.accountID)
            board.roster.forget(task.id)
        }
        return false
    }

    private func told(_ task: GenerationTask?) -> GenerationTask? {
        if let task { _ = tell(task) }
        return task
    }

    private func tell(_ task: GenerationTask) -> Bool {
        let canStart = place(task)
        feed.publish(.status(task), task: task.id, account: task.accountID)
        return canStart
    }
}
