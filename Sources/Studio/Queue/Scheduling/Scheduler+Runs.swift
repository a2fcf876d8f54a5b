import Domain
import Logging
import Storage

/// One task, from the slot it was given to the row it ends with.
extension Scheduler {
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

    func started(_ id: TaskID, _ gpu: Int?) async -> GenerationTask? {
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

    func work(on task: GenerationTask, _ gpu: Int?) async -> Bool {
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
    func end(_ task: GenerationTask, with delivery: Delivery) async throws -> GenerationTask? {
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
}
