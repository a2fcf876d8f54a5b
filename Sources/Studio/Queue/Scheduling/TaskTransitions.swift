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

    /// -> queued, of a film with the parts that are still to be made.
    /// - Returns: the film, then its parts, each with whether a slot is free for it now.
    func submit(
        film: GenerationTask, script: String?, scenes: [FilmScene], parts: [ScenePart]
    ) async throws -> [(GenerationTask, Bool)] {
        try await store.submit(film: film, script: script, scenes: scenes, parts: parts).map { ($0, tell($0)) }
    }

    /// failed or cancelled -> queued.
    /// - Parameters:
    ///   - scenes: how those of a film are made this time that are not there.
    ///   - waits: whether trainings wait for consents.
    /// - Returns: the task, then its scenes, each with whether a slot is free for it now; empty when it was neither.
    func retry(
        _ order: TaskRetry, scenes: [TaskRetry], of account: AccountID, at moment: Timestamp, waits: Bool
    ) async throws -> [(GenerationTask, Bool)] {
        try await store.retryAll(order, scenes: scenes, of: account, at: moment, waits: waits).map { ($0, tell($0)) }
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
        try await endAll(id, of: account, as: outcome, at: moment).first
    }

    /// The same.
    /// - Returns: the task, then those that have ended or may begin because of it.
    func endAll(
        _ id: TaskID, of account: AccountID? = nil, as outcome: TaskOutcome, at moment: Timestamp
    ) async throws -> [GenerationTask] {
        let changed = try await store.endAll(id, of: account, as: outcome, at: moment)
        for task in changed {
            // A film waits no more for its scenes, but for a slot.
            if !task.status.isFinished { board.remove(task) }
            _ = tell(task)
            if task.deservesNotice { feed.publish(.notices, account: task.accountID) }
        }
        if let scene = changed.first, changed.count == 1 { try await tellFilm(of: scene) }
        return changed
    }

    /// Those who follow a film are told of its scenes.
    private func tellFilm(of scene: GenerationTask) async throws {
        guard let id = scene.parent?.taskID, let film = try await store.task(id), !film.status.isFinished else {
            return
        }
        feed.publish(.status(film), task: id, account: film.accountID)
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
