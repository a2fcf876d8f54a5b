import Domain
import Logging
import Storage

/// What engines do is noted in the roster, and tasks that any engine may do leave one that does nothing.
extension Scheduler {
    /// Lets the roster know how an engine did.
    func note(_ result: Result<EngineOutput, any Error>, of engine: String, on task: TaskID) async {
        var trouble: EngineSetting.Trouble?
        if case .failure(let error as EngineError) = result,
            let failure = EngineFailure(error, of: task, at: now())
        {
            roster.note(failure, of: engine)
        }
        switch result {
        case .success: guard roster.noteSuccess(engine) else { return }
        case .failure(EngineError.unavailable(let message, let detail)):
            await roster.lookAfter(engine)
            trouble = roster.noteOutage(engine, message)
            logger.warning(
                "an engine is not available", metadata: ["engine": "\(engine)", "detail": "\(detail)"])
            guard trouble != nil else { return }
        case .failure: return
        }
        do {
            try await store.changeEngine(engine) { [trouble] in $0.trouble = trouble }
        } catch {
            logger.error(
                "an engine's state could not be kept", metadata: ["engine": "\(engine)", "error": "\(error)"])
        }
        if trouble != nil { await rosterChanged() }
    }

    /// An engine may have become free, or starts nothing any more.
    package func rosterChanged() async {
        for (name, room) in roster.rooms where !room.isOpen {
            for id in board.waiting(on: name) {
                guard let task = await row(id) else { continue }
                _ = await moved(task)
            }
        }
        wake()
    }

    /// Puts a waiting task where it belongs; one that its engine does not start goes to another if any will do.
    func placeAgain(_ task: GenerationTask) async {
        if task.status == .queued, roster.room(of: task.engine)?.isOpen == false, await moved(task) { return }
        transitions.place(task)
    }

    /// Gives the task to another engine that can do it now.
    /// - Returns: false when it stays: it was meant for this one, or nobody else is well.
    func moved(_ task: GenerationTask) async -> Bool {
        guard task.status == .queued, task.engineWish == nil, task.remoteID == nil, task.handedOverAt == nil,
            let other = other(for: task)
        else { return false }
        do {
            return try await transitions.reassign(task, to: other) != nil
        } catch {
            logger.error(
                "a task could not be given to another engine", metadata: ["task": "\(task.id)", "error": "\(error)"])
            return false
        }
    }

    /// Asks those that were not ready whether they are now.
    func askAgain() async {
        await withDiscardingTaskGroup { [roster] group in
            for name in roster.takeQuestions() { group.addTask { await roster.lookAfter(name) } }
        }
    }

    /// Gives a task that was just queued again to another engine, before it is placed.
    func moveOn(_ id: TaskID) async {
        guard let task = await row(id), let other = other(for: task) else { return }
        _ = await persistently(id, "a task could not be given to another engine") { [store] in
            try await store.reassign(id, to: other)
        }
    }

    /// Nil for a task that is not there, or when the server stops before it can be read.
    private func row(_ id: TaskID) async -> GenerationTask? {
        await persistently(id, "a task could not be read") { [store] in try await store.task(id) } ?? nil
    }

    /// The next engine that is well and can do it.
    func other(for task: GenerationTask) -> String? {
        EngineChoice(kind: task.kind, mode: task.mode).candidates(among: roster.entries)
            .first { $0.name != task.engine && $0.isWell }?.name
    }
}
