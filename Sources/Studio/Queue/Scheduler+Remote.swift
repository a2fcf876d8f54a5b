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
        if let moment = task.handedOverAt, let found = try await find(job, handedOver: moment, at: engine) {
            return found
        }
        let moment = now()
        try await store.noteHandOver(of: task.id, at: moment)
        let work: RemoteWork
        do {
            work = try await engine.submit(job, report: report)
        } catch EngineError.uncertain(let message, let detail) {
            if let found = try await find(job, handedOver: moment, at: engine) { return found }
            // It has none: another attempt is safe.
            try await store.forgetRemoteWork(of: task.id)
            throw EngineError.unavailable(message: message, detail: detail)
        } catch {
            // Whatever else it was, the service has not taken it.
            if case .unavailable = error { try await store.forgetRemoteWork(of: task.id) }
            throw error
        }
        try await store.noteRemoteWork(work.id, of: task.id)
        return work
    }

    /// What the service has of a submit without an answer, noted with the task.
    private func find(
        _ job: EngineJob, handedOver moment: Timestamp, at engine: any AttachableEngine
    ) async throws -> RemoteWork? {
        let found = try await engine.find(job, handedOver: moment) { [store, name = engine.name] work in
            try await store.hasRemoteWork(work.id, of: name)
        }
        if let found { try await store.noteRemoteWork(found.id, of: job.taskID) }
        return found
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
