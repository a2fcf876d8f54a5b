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
        case .failure(EngineError.unavailable(let complaint, let detail)):
            await roster.lookAfter(engine)
            trouble = roster.noteOutage(engine, complaint)
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
                if let task = await row(id) { _ = await moved(task) }
            }
        }
        wake()
    }

    /// Puts a waiting task where it belongs; one that its engine does not start goes to another if any will do.
    func placeAgain(_ task: GenerationTask) async {
        if task.status == .queued, roster.room(of: task.engine)?.isOpen == false, await moved(task) != nil {
            return
        }
        transitions.place(task)
    }

    /// A task has come to wait. An engine that was closed after it had been chosen does not keep it if another will do.
    /// - Parameter canStart: whether a slot is free for it.
    /// - Returns: the task as it is then.
    nonisolated func take(_ task: GenerationTask, canStart: Bool) async -> GenerationTask {
        var task = task
        if roster.room(of: task.engine)?.isOpen == false, let moved = await moved(task) {
            task = moved
        } else if !canStart {
            return task
        }
        wake()
        return task
    }

    /// Gives the task to another engine that can do it now.
    /// - Returns: nil when it stays: it is meant for this one, or nobody else is well and takes what it is made from.
    func moved(_ task: GenerationTask) async -> GenerationTask? {
        guard task.status == .queued, task.remoteID == nil, task.handedOverAt == nil, let other = await other(for: task)
        else { return nil }
        do {
            return try await transitions.reassign(task, to: other)
        } catch {
            logger.error(
                "a task could not be given to another engine", metadata: ["task": "\(task.id)", "error": "\(error)"])
            return nil
        }
    }

    /// Asks those that were not ready whether they are now, and lets those be tried that were in trouble.
    func askAgain() async {
        roster.noteTrials()
        await withDiscardingTaskGroup { [roster] group in
            for name in roster.takeQuestions() { group.addTask { await roster.lookAfter(name) } }
        }
    }

    /// Gives a task that was just queued again to another engine, before it is placed.
    func moveOn(_ id: TaskID, to engine: String) async {
        _ = await persistently(id, "a task could not be given to another engine") { [store] in
            try await store.reassign(id, to: engine)
        }
    }

    /// The next engine that is well and takes what the task is made from; nil for a task that is meant for its own.
    func other(for task: GenerationTask) async -> String? {
        guard task.engineWish == nil else { return nil }
        let others = EngineChoice(kind: task.kind, mode: task.mode).candidates(among: roster.entries)
            .filter { $0.name != task.engine && $0.isWell }
        guard !others.isEmpty else { return nil }
        let material = await persistently(task.id, "a task's inputs could not be read") { [store] in
            try await TaskMaterial(of: task, in: store)
        }
        guard let material else { return nil }
        return others.first { $0.facts.limits.fault(of: material) == nil }?.name
    }
}
