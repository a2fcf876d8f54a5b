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

        package init() {}
    }

    enum Interruption: Sendable { case cancelled, stopping }

    /// A task that has a slot. `work` is the engine's part of it.
    private struct Run {
        let whole: Task<Void, Never>
        var work: Task<EngineOutput, any Error>?
        var interruption: Interruption?
    }

    private let store: Store
    private let board: QueueBoard
    private let feed: EventFeed
    private let engines: [String: any GenerationEngine]
    private let workshop: Workshop
    private let transitions: TaskTransitions
    private let settings: Settings
    private let logger: Logger
    private let now: @Sendable () -> Timestamp
    private var runs: [TaskID: Run] = [:]
    private var isStarting = false
    private var isStopping = false
    /// Each waits for a fault of the store to pass.
    private var pauses: [TaskID: Task<Void, Never>] = [:]
    private var timer: (due: Timestamp, task: Task<Void, Never>)?
    private let wakes: AsyncStream<Void>
    private nonisolated let bell: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - board: made with the slots of the same engines.
    ///   - probe: looks at what an engine made.
    package init(
        store: Store, blobs: BlobStore, home: Home, probe: any MediaProbe, engines: [any GenerationEngine],
        board: QueueBoard, feed: EventFeed, settings: Settings = Settings(), logger: Logger, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.board = board
        self.feed = feed
        self.engines = Dictionary(engines.map { ($0.name, $0) }) { first, _ in first }
        transitions = TaskTransitions(store: store, board: board, feed: feed)
        workshop = Workshop(store: store, blobs: blobs, home: home, probe: probe, newID: newID, now: now)
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
        try await recover()
        if !settings.isPaused {
            isStarting = true
            wake()
        }
        for await _ in wakes.cancelOnGracefulShutdown() { startWhatFits() }
        await stop()
    }

    /// Ends the run of a task whose row says already that it is cancelled; of one that only waits to go on, what was kept.
    package func interrupt(_ id: TaskID) async {
        guard runs[id] == nil else { return interrupt(id, .cancelled) }
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
        while let waiting = board.takeNext() {
            let whole = Task { await self.carryOut(waiting.id) }
            runs[waiting.id] = Run(whole: whole)
        }
        setTimer()
    }

    private func setTimer() {
        guard let due = board.nextDue, due != timer?.due else { return }
        timer?.task.cancel()
        let wait = max(Duration.milliseconds(1), due - now())
        let task = Task {
            guard (try? await Task.sleep(for: wait)) != nil else { return }
            self.timerIsOver()
        }
        timer = (due, task)
    }

    private func timerIsOver() {
        timer = nil
        wake()
    }

    // MARK: One task

    private func carryOut(_ id: TaskID) async {
        var succeeded = false
        let started = await persistently(id, "a task could not be started") { [self] in
            try await transitions.start(id, at: now(), lease: now() + settings.lease)
        }
        if let started, let task = started { succeeded = await work(on: task) }
        runs[id] = nil
        board.ended(id, succeeded: succeeded)
        await putBack(id)
        wake()
    }

    /// A run that gave the task back to the queue frees its slot first and only then lets it wait again. A task that
    /// had ended before it could start, cancelled while the queue was taken up, counts no more.
    private func putBack(_ id: TaskID) async {
        let found = await persistently(id, "a task could not be read") { [store] in try await store.task(id) }
        guard let found, let task = found, task.status != .running else { return }
        transitions.place(task)
        if task.status.isFinished { await workshop.forget(id) }
    }

    private func work(on task: GenerationTask) async -> Bool {
        do {
            let output = try await runEngine(on: task)
            let delivery = try await workshop.delivery(of: output, of: task)
            let done = try await transitions.end(task.id, as: .succeeded(delivery), at: now())
            await workshop.forget(task.id)
            return done != nil
        } catch let error as EngineError {
            await settle(task, error)
        } catch StoreError.full {
            let message = "the server's disk is full"
            await settle(task, .failed(code: "storage_full", message: message, detail: message))
        } catch {
            logger.error("a result could not be kept", metadata: ["task": "\(task.id)", "error": "\(error)"])
            await settle(
                task,
                .failed(code: "internal", message: "the result could not be kept", detail: "\(error)"))
        }
        await workshop.clear(task.id)
        return false
    }

    private func runEngine(on task: GenerationTask) async throws -> EngineOutput {
        guard let engine = engines[task.engine] else {
            throw EngineError.refused(code: "engine_unavailable", message: "the engine \(task.engine) is not there")
        }
        let job = try await workshop.job(for: task)
        let reporter = ProgressReporter(task: task, board: board, feed: feed, now: now)
        let lease = settings.lease
        let notes = Task { [store, now] in
            for await note in reporter.notes {
                try? await store.note(
                    task.id, stage: note.stage, progress: note.progress, lease: now() + lease)
            }
        }
        let work = Task { try await engine.run(job) { reporter.take($0) } }
        runs[task.id]?.work = work
        if runs[task.id]?.interruption != nil { work.cancel() }
        let result = await work.result
        reporter.finish()
        await notes.value
        return try result.get()
    }

    /// What follows from a run without a result.
    private func settle(_ task: GenerationTask, _ error: EngineError) async {
        switch (runs[task.id]?.interruption, error) {
        case (.cancelled, _): return
        case (.stopping, _): await requeue(task, notBefore: nil, countAttempt: false)
        case (nil, .refused(let code, let message)):
            await fail(task, GenerationTask.Failure(code: code, message: message, isRetryable: false))
        case (nil, .failed(let code, let message, let detail)):
            logger.warning(
                "an engine failed",
                metadata: ["task": "\(task.id)", "engine": "\(task.engine)", "code": "\(code)", "detail": "\(detail)"])
            await retry(task, GenerationTask.Failure(code: code, message: message, isRetryable: true))
        case (nil, .cancelled):
            await retry(
                task,
                GenerationTask.Failure(
                    code: "interrupted", message: "the work was interrupted", isRetryable: true))
        }
    }

    private func retry(_ task: GenerationTask, _ failure: GenerationTask.Failure) async {
        let decision = settings.retries.decide(
            failure, attempt: task.attempt, of: task.maxAttempts, chance: .random(in: 0..<1))
        switch decision {
        case .fail(let failure): await fail(task, failure)
        case .retry(let wait): await requeue(task, notBefore: now() + wait, countAttempt: true)
        }
    }

    private func requeue(_ task: GenerationTask, notBefore: Timestamp?, countAttempt: Bool) async {
        _ = await persistently(task.id, "a task could not be queued again") { [transitions] in
            try await transitions.requeue(task.id, notBefore: notBefore, countAttempt: countAttempt)
        }
    }

    private func fail(_ task: GenerationTask, _ failure: GenerationTask.Failure) async {
        let moment = now()
        let failed = await persistently(task.id, "a task could not be ended") { [transitions] in
            try await transitions.end(task.id, as: .failed(failure), at: moment)
        }
        if let failed, failed != nil { await workshop.forget(task.id) }
    }

    /// Tries until the store does it: a task must not hang between two states because the disk was full, or could not be
    /// read, for a while.
    /// - Returns: nil when the server stops first; the next start finds the row as it was.
    private func persistently<Value: Sendable>(
        _ id: TaskID, _ complaint: Logger.Message, _ access: @Sendable () async throws -> Value
    ) async -> Value? {
        while true {
            do {
                return try await access()
            } catch {
                logger.error(complaint, metadata: ["task": "\(id)", "error": "\(error)"])
            }
            guard !isStopping else { return nil }
            let wait = settings.faultPause
            let pause = Task<Void, Never> { try? await Task.sleep(for: wait) }
            pauses[id] = pause
            await pause.value
            pauses[id] = nil
        }
    }

    // MARK: After a crash

    private func recover() async throws {
        for task in try await store.lastTasks() { board.learn(from: task) }
        let unfinished = try await store.unfinishedTasks()
        try await workshop.clearAll(except: unfinished.map(\.id))
        for task in unfinished {
            _ = board.reserve(task.id, of: task.accountID)
            switch task.status {
            case .queued: await takeUp(task)
            case .running:
                let interrupted = GenerationTask.Failure(
                    code: "interrupted", message: "the server stopped while it worked on this", isRetryable: true)
                if task.attempt >= task.maxAttempts {
                    await fail(task, interrupted)
                } else if let requeued = try await store.requeue(task.id, notBefore: nil, countAttempt: true) {
                    await takeUp(requeued)
                }
            case .succeeded, .failed, .cancelled: transitions.place(task)
            }
        }
    }

    private func takeUp(_ task: GenerationTask) async {
        guard engines[task.engine] == nil else {
            transitions.place(task)
            return
        }
        let failure = GenerationTask.Failure(
            code: "engine_unavailable", message: "the engine \(task.engine) no longer exists", isRetryable: true)
        await fail(task, failure)
    }
}
