import Domain
import Storage

/// What a decision about a consent means for the trainings that wait for it.
package struct ConsentDecisions: Sendable {
    private let store: Store
    private let transitions: TaskTransitions
    private let scheduler: Scheduler
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, board: QueueBoard, feed: EventFeed, scheduler: Scheduler,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        transitions = TaskTransitions(store: store, board: board, feed: feed)
        self.scheduler = scheduler
        self.now = now
    }

    /// Lets go or ends what waits for the consent, if it has been decided; doing it twice does no harm. What is still to be
    /// compared with it waits on.
    package func settle(_ id: ConsentID) async throws {
        guard let standing = try await store.consent(id)?.standing, standing != .awaited else { return }
        for task in try await store.tasksWaiting(for: id, isRefused: standing == .refused) {
            if standing == .granted {
                if try await transitions.release(task) == true { scheduler.wake() }
            } else {
                let failure = GenerationTask.Failure(
                    code: "consent_refused", message: "The consent for this was refused.", isRetryable: false)
                _ = try await transitions.end(task, as: .failed(failure), at: now())
            }
        }
    }
}
