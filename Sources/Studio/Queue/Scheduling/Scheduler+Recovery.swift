import Domain
import Storage

extension Scheduler {
    /// Takes up what an earlier process left.
    func recover() async throws {
        for task in try await store.lastTasks() {
            board.learn(from: task)
            if let failure = EngineFailure(task) { roster.note(failure, of: task.engine) }
        }
        let unfinished = try await store.unfinishedTasks()
        try await workshop.clearAll(except: unfinished.map(\.id))
        for task in unfinished {
            board.count(task)
            switch RecoveryPlan(for: task, on: roster.entry(task.engine)?.engine) {
            case .attach: try await resume(task)
            case .wait: await placeAgain(task)
            case .requeue:
                if let task = try await transitions.requeue(task.id, notBefore: nil, countAttempt: true),
                    roster.room(of: task.engine)?.isOpen == false
                {
                    _ = await moved(task)
                }
            case .move: try await giveAway(task)
            case .fail(let failure): await fail(task, failure)
            }
        }
    }

    /// Lets another engine do what one that is gone has left.
    private func giveAway(_ task: GenerationTask) async throws {
        let isQueued = task.status == .queued
        guard
            let waiting = isQueued
                ? task : try await transitions.requeue(task.id, notBefore: nil, countAttempt: true)
        else { return }
        if await moved(waiting) == nil { await fail(waiting, RecoveryPlan.engineGone(task.engine)) }
    }

    /// Continues work that a service has, whoever else waits: the service does it anyway.
    private func resume(_ task: GenerationTask) async throws {
        guard !settings.isPaused else {
            // It is taken up when its turn comes.
            let queued = task.status == .queued
            if queued {
                transitions.place(task)
            } else {
                _ = try await transitions.requeue(task.id, notBefore: nil, countAttempt: false)
            }
            return
        }
        board.resume(task)
        launch(task.id, as: .resumed(task))
    }
}
