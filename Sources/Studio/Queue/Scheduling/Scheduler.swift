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
    private struct Run {
        let whole: Task<Void, Never>
        var work: Task<EngineOutput, any Error>?
        var interruption: Interruption?
    }

    let store: Store
    let board: QueueBoard
    private let feed: EventFeed
    let roster: Roster
    let workshop: Workshop
    let transitions: TaskTransitions
    let settings: Settings
    let logger: Logger
    let now: @Sendable () -> Timestamp
    private var runs: [TaskID: Run] = [:]
    private var isStarting = false
    private(set) var isStopping = false
    /// Each waits for a fault of the store to pass.
    var pauses: [TaskID: Task<Void, Never>] = [:]
    /// Who waits for the last run to end.
    private var drainWaiters: [CheckedContinuation<Void, Never>] = []
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

    // MARK: Pausing

    /// Whether what waits is started.
    package var startsTasks: Bool { isStarting }

    /// Starts no more tasks; those that run continue.
    package func pause() { isStarting = false }

    package func resume() {
        guard !isStopping else { return }
        isStarting = true
        wake()
    }

    /// Returns once no task runs.
    package func drained() async {
        guard !runs.isEmpty else { return }
        await withCheckedContinuation { drainWaiters.append($0) }
    }

    private func noteIfDrained() {
        guard runs.isEmpty else { return }
        for waiter in drainWaiters { waiter.resume() }
        drainWaiters = []
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

    // MARK: One task

    /// How a run begins.
    enum Beginning: Sendable {
        /// - Parameter gpu: that it may use.
        case new(gpu: Int?)
        /// A service has its work.
        case resumed(GenerationTask)
    }

    func launch(_ id: TaskID, as beginning: Beginning) {
        runs[id] = Run(whole: Task { await self.carryOut(id, beginning) })
    }

    private func carryOut(_ id: TaskID, _ beginning: Beginning) async {
        var succeeded = false
        if case .resumed(let task) = beginning, task.status == .running {
            succeeded = await work(on: task, nil)
        } else {
            var gpu: Int?
            if case .new(let granted) = beginning { gpu = granted }
            if let task = await started(id, gpu) { succeeded = await work(on: task, gpu) }
        }
        await clearUp(id)
        runs[id] = nil
        noteIfDrained()
        board.ended(id, succeeded: succeeded)
        await putBack(id)
        wake()
    }

    private func started(_ id: TaskID, _ gpu: Int?) async -> GenerationTask? {
        let started = await persistently(id, "a task could not be started") { [self] in
            try await transitions.start(id, at: now(), lease: now() + settings.lease, gpu: gpu)
        }
        return started ?? nil
    }

    /// Removes what is left of a task that has ended, while its place is still taken: nobody begins it anew meanwhile.
    private func clearUp(_ id: TaskID) async {
        guard let task = await row(id), task.status.isFinished else { return }
        await workshop.forget(id)
    }

    /// A run that gave the task back to the queue frees its slot first and only then lets it wait again. A task that
    /// had ended before it could start, cancelled while the queue was taken up, counts no more. Whoever cancels or retries
    /// it meanwhile changes row and board too: the board is right once the row has not changed since it was read.
    private func putBack(_ id: TaskID) async {
        var seen: GenerationTask.Status?
        while let task = await row(id), task.status != seen {
            seen = task.status
            if !task.status.isFinished { board.count(task) }
            if task.status != .running { await placeAgain(task) }
        }
    }

    private func work(on task: GenerationTask, _ gpu: Int?) async -> Bool {
        do {
            let output = try await runEngine(on: task, gpu)
            let delivery = try await delivery(of: output, of: task)
            let done = try await end(task, with: delivery)
            await workshop.forget(task.id)
            return done != nil
        } catch let error as EngineError {
            await settle(task, error)
        } catch {
            logger.error("a result could not be kept", metadata: ["task": "\(task.id)", "error": "\(error)"])
            let isFull = (error as? StoreError) == .full
            let failure = GenerationTask.Failure(
                code: isFull ? "storage_full" : "internal",
                message: isFull ? "the server's disk is full" : "the result could not be kept", isRetryable: true)
            if runs[task.id]?.interruption != nil { await settle(task, .cancelled) } else { await retry(task, failure) }
        }
        await workshop.clear(task.id)
        return false
    }

    private func delivery(of output: EngineOutput, of task: GenerationTask) async throws -> Delivery {
        let isMarked = roster.entry(task.engine)?.facts.marksResults ?? false
        return try await untilItPasses(task.id, "a result could not be taken over", unlessFull: true) { [workshop] in
            try await workshop.delivery(of: output, of: task, isMarked: isMarked)
        }
    }

    /// What was made is not made again because it cannot be written down for a while.
    private func end(_ task: GenerationTask, with delivery: Delivery) async throws -> GenerationTask? {
        let moment = now()
        return try await untilItPasses(task.id, "a task could not be ended") { [transitions] in
            try await transitions.end(task.id, as: .succeeded(delivery), at: moment)
        }
    }

    private func runEngine(on task: GenerationTask, _ gpu: Int?) async throws -> EngineOutput {
        guard let engine = roster.entry(task.engine)?.engine else {
            throw EngineError.refused(code: "engine_unavailable", message: "the engine \(task.engine) is not there")
        }
        let job = try await untilItPasses(task.id, "a task's inputs could not be read") { [workshop] in
            try await workshop.job(for: task, on: gpu)
        }
        let log = TaskLog(task, in: workshop.logs, now: now)
        log.say("attempt \(task.attempt) of \(task.maxAttempts), engine \(task.engine)")
        let reporter = ProgressReporter(task: task, log: log, board: board, feed: feed, now: now)
        let lease = settings.lease
        let notes = Task { [store, now] in
            for await note in reporter.notes {
                try? await store.note(
                    task.id, stage: note.stage, progress: note.progress, lease: now() + lease)
                await log.flush()
            }
        }
        let work = Task { try await output(of: engine, job, for: task) { reporter.take($0) } }
        runs[task.id]?.work = work
        if runs[task.id]?.interruption != nil { work.cancel() }
        let result = await work.result
        _ = board.note(task.id, stage: QueueBoard.Standing.finishing, progress: reporter.finish())
        await notes.value
        log.say(Self.words(for: result))
        await log.flush()
        await note(result, of: engine.name, on: task.id)
        return try result.get()
    }

    /// For the log that the task's owner reads: nothing of this machine.
    private static func words(for result: Result<EngineOutput, any Error>) -> String {
        switch result {
        case .success: "the engine is done"
        case .failure(EngineError.refused(let code, let message)): "refused: \(message) (\(code))"
        case .failure(EngineError.failed(let code, let message, _)): "failed: \(message) (\(code))"
        case .failure(EngineError.unavailable(let complaint, _)): "not available: \(complaint.sentence)"
        case .failure(EngineError.uncertain(let message, _)): "not available: \(message)"
        case .failure: "stopped"
        }
    }

    /// What follows from a run without a result.
    private func settle(_ task: GenerationTask, _ error: EngineError) async {
        switch (runs[task.id]?.interruption, error) {
        // Nothing to do, unless the row was retried before its old run was told to end, and this is the new one.
        case (.cancelled, _): await requeue(task, notBefore: nil, countAttempt: false)
        case (.stopping, _): await requeue(task, notBefore: nil, countAttempt: false)
        case (nil, .refused(let code, let message)):
            await fail(task, GenerationTask.Failure(code: code, message: message.text, isRetryable: false))
        case (nil, .failed(let code, let message, let detail)):
            logger.warning(
                "an engine failed",
                metadata: ["task": "\(task.id)", "engine": "\(task.engine)", "code": "\(code)", "detail": "\(detail)"])
            let failure = GenerationTask.Failure(code: code, message: message, isRetryable: true)
            // Once more with a GPU for itself; a GPU that was not enough is not tried a third time.
            let wasAlone = roster.isAlone(task.id)
            if code == "out_of_memory" { _ = roster.isolate(task) }
            if code == "out_of_memory", wasAlone { await fail(task, failure) } else { await retry(task, failure) }
        case (nil, .unavailable(let complaint, _)):
            if task.remoteID == nil, let other = await other(for: task) {
                // It takes the task when that is put back.
                await requeue(task, notBefore: nil, countAttempt: false)
                await moveOn(task.id, to: other)
            } else {
                await retry(
                    task,
                    GenerationTask.Failure(
                        code: "engine_unavailable", message: complaint.sentence, isRetryable: true))
            }
        case (nil, .uncertain(let message, let detail)):
            logger.error(
                "a service may have taken a job or not",
                metadata: ["task": "\(task.id)", "engine": "\(task.engine)", "detail": "\(detail)"])
            await fail(
                task, GenerationTask.Failure(code: "submission_uncertain", message: message, isRetryable: false))
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
        case .retry(let wait):
            board.note(backOff: wait, of: task.id)
            await requeue(task, notBefore: now() + wait, countAttempt: true)
        }
    }

    private func requeue(_ task: GenerationTask, notBefore: Timestamp?, countAttempt: Bool) async {
        _ = await persistently(task.id, "a task could not be queued again") { [transitions] in
            try await transitions.requeue(task.id, notBefore: notBefore, countAttempt: countAttempt)
        }
    }

    func fail(_ task: GenerationTask, _ failure: GenerationTask.Failure) async {
        let moment = now()
        let failed = await persistently(task.id, "a task could not be ended") { [transitions] in
            try await transitions.end(task.id, as: .failed(failure), at: moment)
        }
        if let failed, failed != nil { await workshop.forget(task.id) }
    }
}
