import Domain
import Logging
import Storage

/// Generation: asked for, followed, ended.
package struct Tasks: Sendable {
    let store: Store
    let board: QueueBoard
    let feed: EventFeed
    let transitions: TaskTransitions
    let library: Library
    let files: Files
    let scheduler: Scheduler
    let roster: Roster
    let preflight: Preflight
    private let logs: TaskLogs
    let activeTasks: Int
    /// Whether trainings wait until their consent has been agreed to.
    let waitsForConsents: Bool
    let billing: Billing
    let callbacks: CallbackAddresses
    let newID: IDSource
    let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - roster: the same that the scheduler has.
    ///   - activeTasks: how many unfinished tasks an account may have.
    package init(
        store: Store, blobs: BlobStore, home: Home, files: Files, library: Library,
        roster: Roster, board: QueueBoard, feed: EventFeed, scheduler: Scheduler,
        activeTasks: Int = 100, waitsForConsents: Bool = true, billing: Billing = .off,
        callbacks: CallbackAddresses = CallbackAddresses(), logger: Logger, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.files = files
        self.library = library
        self.roster = roster
        self.board = board
        self.feed = feed
        self.scheduler = scheduler
        transitions = TaskTransitions(store: store, board: board, feed: feed)
        preflight = Preflight(store: store, blobs: blobs, home: home, logger: logger, newID: newID, now: now)
        logs = TaskLogs(home: home, io: blobs.io)
        self.activeTasks = activeTasks
        self.waitsForConsents = waitsForConsents
        self.billing = billing
        self.callbacks = callbacks
        store.credentialEnds.listen { [feed] in feed.dismiss($0) }
        self.newID = newID
        self.now = now
    }

    package func get(_ id: TaskID, account: AccountID) async throws -> TaskView {
        try await view(of: try await row(id, account))
    }

    /// What the engine said about the task, line by line; empty when it said nothing, or long ago.
    package func log(of id: TaskID, account: AccountID) async throws -> String {
        try await logs.read(try await row(id, account))
    }

    /// Removes the logs of all tasks of an account.
    package func forgetLogs(of account: AccountID) async throws { try await logs.forget(account) }

    /// Newest first.
    package func list(
        account: AccountID, status: GenerationTask.Status?, kind: GenerationTask.Kind?, page: PageRequest
    ) async throws -> Page<TaskView> {
        let rows = try await store.tasks(of: account, status: status, kind: kind, page: page)
        var views: [TaskView] = []
        for task in rows.items { views.append(try await view(of: task)) }
        return Page(items: views, nextCursor: rows.nextCursor)
    }

    /// Ends a task that has not ended. Its work, if it is under way, is gone within 10 s.
    /// - Throws: ``StudioError/conflict(_:)`` for one that has ended otherwise; cancelling twice is no error.
    package func cancel(_ id: TaskID, account: AccountID) async throws -> TaskView {
        _ = try await row(id, account)
        let ended = try await end(id, account)
        guard let cancelled = ended.first else {
            let task = try await row(id, account)
            guard task.status == .cancelled else {
                throw StudioError.conflict(
                    Conflict("task_ended", "this task has already ended: \(task.status.rawValue)"))
            }
            return try await view(of: task)
        }
        for task in ended where task.status == .cancelled { await scheduler.interrupt(task.id) }
        return try await view(of: cancelled)
    }

    /// Lets tasks be started that were just queued.
    /// - Returns: the first one as it is then.
    func take(_ queued: [(GenerationTask, Bool)]) async throws -> GenerationTask? {
        var first: GenerationTask?
        for (task, canStart) in queued {
            let taken = await scheduler.take(task, canStart: canStart)
            first = first ?? taken
        }
        return first
    }

    func row(_ id: TaskID, _ account: AccountID) async throws -> GenerationTask {
        guard let task = try await store.task(id, of: account) else { throw StudioError.notFound("task") }
        return task
    }

    private func end(_ id: TaskID, _ account: AccountID) async throws -> [GenerationTask] {
        do {
            return try await transitions.endAll(id, of: account, as: .cancelled, at: now())
        } catch StoreError.full {
            throw StudioError.storageFull
        }
    }

    /// What the store refuses for a lack of something, in the studio's words.
    static func refusal(_ error: any Error) -> any Error {
        switch error {
        case StoreError.full: StudioError.storageFull
        case StoreError.insufficientCredits(let needed, let available):
            StudioError.insufficientCredits(needed: needed, available: available)
        case StoreError.insufficientMinutes(let needed, let left):
            StudioError.insufficientMinutes(neededMs: needed, leftMs: left)
        default: error
        }
    }
}
