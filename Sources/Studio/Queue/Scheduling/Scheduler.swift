import Domain
import Foundation
import Logging
import ServiceLifecycle
import Storage

/// Starts waiting tasks when their engine has a free slot. It wakes when a task is submitted, when one ends and when a
/// back-off is over, and asks the database nothing in between.
package actor Scheduler: Service {
    package struct Settings: Sendable {
        /// Accept and keep tasks, start none.
        package var isPaused = false
        package var retries = RetryPolicy()
        /// How long a row says that somebody is at work on it, from the last note.
        package var lease: Duration = .seconds(300)
        /// The wait after a fault of the store, such as a full disk, before the same is tried again.
        package var faultPause: Duration = .seconds(5)
        /// Trainings of avatars at a time, on all engines together; nil for as many as they have room for.
        package var mostTrainings: Int?
        /// How long after the first time that an engine was not ready it is asked again.
        package var askPause: Duration = .seconds(30)

        package init() {}
    }

    enum Interruption: Sendable { case cancelled, stopping }

    /// A task that has a slot. `work` is the engine's part of it.
    struct Run {
        let whole: Task<Void, Never>
        var work: Task<EngineOutput, any Error>?
        var interruption: Interruption?
    }

    let store: Store
    let board: QueueBoard
    let feed: EventFeed
    let roster: Roster
    let workshop: Workshop
    let transitions: TaskTransitions
    let settings: Settings
    let logger: Logger
    let now: @Sendable () -> Timestamp
    var runs: [TaskID: Run] = [:]
    var isStarting = false
    private(set) var isStopping = false
    /// Each waits for a fault of the store to pass.
    var pauses: [TaskID: Task<Void, Never>] = [:]
    private var hasRecovered = false
    private var recoveryWaiters: [CheckedContinuation<Void, Never>] = []
    /// Who waits for the last run to end.
    var drainWaiters: [CheckedContinuation<Void, Never>] = []
    private var timer: (due: Timestamp, task: Task<Void, Never>)?
    private let wakes: AsyncStream<Void>
    private nonisolated let bell: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - board: made with the same roster.
    ///   - probe: looks at what an engine made.
    ///   - marker: marks what a foreign engine made; nil leaves it as it is.
    package init(
        store: Store, blobs: BlobStore, home: Home, probe: any MediaProbe, marker: (any MediaMarker)? = nil,
        roster: Roster,
        board: QueueBoard, feed: EventFeed, settings: Settings = Settings(), logger: Logger, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.board = board
        self.feed = feed
        self.roster = roster
        transitions = TaskTransitions(store: store, board: board, feed: feed)
        workshop = Workshop(
            store: store, blobs: blobs, home: home, probe: probe, marker: marker, newID: newID, now: now)
        self.settings = settings
        self.logger = logger
        self.now = now
        (wakes, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Something may have become startable.
    package nonisolated func wake() { bell.yield() }

    /// Takes up what an earlier process left, then works until it is cancelled or the service group shuts down; running
    /// tasks are handed back to the queue then, with their attempt.
    package func run() async throws {
        await roster.lookAfterAll()
        do {
            defer { noteRecovered() }
            try await recover()
            let isPaused = try await store.isQueuePaused()
            isStarting = !settings.isPaused && !isPaused
        } catch is CancellationError {
            return await stop()
        }
        if isStarting { wake() }
        for await _ in wakes.cancelOnGracefulShutdown() { startWhatFits() }
        await stop()
    }

    /// Returns once the board knows what an earlier process left.
    package func recovered() async {
        guard !hasRecovered else { return }
        await withCheckedContinuation { recoveryWaiters.append($0) }
    }

    private func noteRecovered() {
        hasRecovered = true
        for waiter in recoveryWaiters { waiter.resume() }
        recoveryWaiters = []
    }

    /// Ends the run of a task whose row says already that it is cancelled; of one that only waits to continue, what was kept.
    /// When the task has been tried again meanwhile, and this is the run of that, it begins once more.
    package func interrupt(_ id: TaskID) async {
        guard runs[id] == nil else { return interrupt(id, .cancelled) }
        guard await row(id)?.status.isFinished == true, runs[id] == nil else { return }
        await workshop.forget(id)
    }

    private func interrupt(_ id: TaskID, _ interruption: Interruption) {
        guard runs[id] != nil else { return }
        if runs[id]?.interruption == nil { runs[id]?.interruption = interruption }
        runs[id]?.work?.cancel()
    }

    private func stop() async {
        isStarting = false
        isStopping = true
        for pause in pauses.values { pause.cancel() }
        timer?.task.cancel()
        let running = runs
        for id in running.keys { interrupt(id, .stopping) }
        for run in running.values { await run.whole.value }
    }

    // MARK: Starting

    private func startWhatFits() {
        guard isStarting else { return }
        while let (waiting, grant) = board.takeNext() {
            launch(waiting.id, as: .new(gpu: grant.gpu))
        }
        setTimer()
    }

    private func setTimer() {
        guard let due = [board.nextDue, roster.nextTrial].compactMap(\.self).min(), due != timer?.due else { return }
        timer?.task.cancel()
        let wait = max(Duration.milliseconds(1), due - board.steady())
        let task = Task {
            guard (try? await Task.sleep(for: wait)) != nil else { return }
            await self.timerIsOver()
        }
        timer = (due, task)
    }

    private func timerIsOver() async {
        timer = nil
        await askAgain()
        wake()
    }
}
