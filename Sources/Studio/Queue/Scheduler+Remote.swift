import Domain
import Logging
import Storage

/// Engines whose work goes on elsewhere: what a service calls it is committed before it is asked again.
extension Scheduler {
    /// Has the engine do the job; work that a service has of it already is taken up.
    func output(
        of engine: any GenerationEngine, _ job: EngineJob, for task: GenerationTask,
        report: @escaping @Sendable (EngineReport) -> Void
    ) async throws -> EngineOutput {
        guard let engine = engine as? any AttachableEngine else { return try await engine.run(job, report: report) }
        do {
            let work = try await handOver(job, of: task, to: engine, report)
            return try await engine.attach(job, to: work, report: report)
        } catch let error as EngineError {
            switch error {
            // The service is done with it, for good or bad: another attempt is another job.
            case .refused, .failed: try await store.forgetRemoteWork(of: task.id)
            case .unavailable, .uncertain, .cancelled: break
            }
            throw error
        }
    }

    private func handOver(
        _ job: EngineJob, of task: GenerationTask, to engine: any AttachableEngine,
        _ report: @escaping @Sendable (EngineReport) -> Void
    ) async throws -> RemoteWork {
        if let id = task.remoteID { return RemoteWork(id: id) }
        if task.handedOverAt != nil, let found = try await engine.find(job) {
            try await store.noteRemoteWork(found.id, of: task.id)
            return found
        }
        try await store.noteHandOver(of: task.id, at: now())
        let work: RemoteWork
        do {
            work = try await engine.submit(job, report: report)
        } catch {
            // Whatever else it was, the service has not taken it.
            if case .unavailable = error { try await store.forgetRemoteWork(of: task.id) }
            throw error
        }
        try await store.noteRemoteWork(work.id, of: task.id)
        return work
    }

    /// Ends what a service still does for a task that was cancelled.
    func abandonRemoteWork(of id: TaskID) async {
        guard let task = try? await store.task(id), task.status == .cancelled, let remote = task.remoteID,
            let engine = roster.entry(task.engine)?.engine as? any AttachableEngine
        else { return }
        do throws(EngineError) {
            try await engine.abandon(RemoteWork(id: remote))
        } catch {
            logger.error(
                "work that was cancelled may go on at a service",
                metadata: ["task": "\(id)", "engine": "\(task.engine)", "work": "\(remote)", "error": "\(error)"])
        }
    }
}
