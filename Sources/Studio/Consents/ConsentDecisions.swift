import Domain
import Logging
import ServiceLifecycle
import Storage

/// What a decision about a consent means for the trainings that wait for it. The decision is durable before they hear of it;
/// what a fault or a stop of the server left waiting is made up for.
package struct ConsentDecisions: Service {
    private let store: Store
    private let transitions: TaskTransitions
    private let scheduler: Scheduler
    private let logger: Logger
    private let now: @Sendable () -> Timestamp
    /// After a fault of the store.
    private let faultPause: Duration
    private let faults = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    package init(
        store: Store, board: QueueBoard, feed: EventFeed, scheduler: Scheduler, logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }, faultPause: Duration = .seconds(5)
    ) {
        self.store = store
        transitions = TaskTransitions(store: store, board: board, feed: feed)
        self.scheduler = scheduler
        self.logger = logger
        self.now = now
        self.faultPause = faultPause
    }

    /// Lets go or ends what waits for the consent, if it has been decided; doing it twice does no harm. What is still to be
    /// compared with it waits on. What cannot be done now is done once the store works again.
    func settle(_ id: ConsentID) async {
        do { try await carryOut(id) } catch { note(error) }
    }

    package func run() async throws {
        await scheduler.recovered()
        faults.continuation.yield()
        for await _ in faults.stream.cancelOnGracefulShutdown() {
            do { try await settleAll() } catch {
                note(error)
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: faultPause) }
            }
        }
    }

    func settleAll() async throws {
        for id in try await store.consentsWaitedFor() { try await carryOut(id) }
    }

    private func note(_ error: any Error) {
        logger.error("what waits for a consent does not know of its decision", metadata: ["error": "\(error)"])
        faults.continuation.yield()
    }

    private func carryOut(_ id: ConsentID) async throws {
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
