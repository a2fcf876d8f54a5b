import Domain
import Storage

/// Engines whose work continues elsewhere: what a service calls it is committed before it is asked again.
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
            // A run that is cut off looks like one that failed. The service has the work all the same: who forgot it now
            // would submit, and pay, twice.
            guard !Task.isCancelled else { throw EngineError.cancelled }
            switch error {
            // The service is done with it, for good or bad: another attempt is another job.
            case .refused, .failed: try await forget(workOf: task)
            case .unavailable, .uncertain, .cancelled: break
            }
            throw error
        }
    }

    private func handOver(
        _ job: EngineJob, of task: GenerationTask, to engine: any AttachableEngine,
        _ report: @escaping @Sendable (EngineReport) -> Void
    ) async throws -> RemoteWork {
        if let work = task.remoteID.flatMap(RemoteWork.init) { return work }
        if let moment = task.handedOverAt, let found = try await find(job, handedOver: moment, at: engine) {
            return try await keep(found, of: task)
        }
        let moment = now()
        try await untilItPasses(task.id, "a hand-over could not be noted") { [store] in
            try await store.noteHandOver(of: task.id, at: moment)
        }
        let work: RemoteWork
        do {
            // Not cut off when the task is cancelled: the name of what the service does by then would be lost.
            work = try await Task { try await engine.submit(job, report: report) }.value
        } catch EngineError.uncertain(_, let detail) {
            if let found = try await find(job, handedOver: moment, at: engine) {
                return try await keep(found, of: task)
            }
            // It has none: another attempt is safe.
            try await forget(workOf: task)
            throw EngineError.unavailable(.answerLost(of: engine.facts.title), detail: detail)
        } catch {
            // Whatever else it was, the service has not taken it.
            if case EngineError.unavailable = error { try await forget(workOf: task) }
            throw error
        }
        return try await keep(work, of: task)
    }

    /// What the service has of a submit without an answer.
    private func find(
        _ job: EngineJob, handedOver moment: Timestamp, at engine: any AttachableEngine
    ) async throws -> RemoteWork? {
        try await engine.find(job, handedOver: moment) { [store, name = engine.name] work in
            try await store.hasRemoteWork(work.id, of: name)
        }
    }

    /// - Throws: ``EngineError/cancelled`` for a task that has ended while it was handed over: the outbox ends the work.
    private func keep(_ work: RemoteWork, of task: GenerationTask) async throws -> RemoteWork {
        let moment = now()
        let isKept = try await untilItPasses(task.id, "the name of a service's work could not be noted") { [store] in
            try await store.note(work, of: task, at: moment)
        }
        guard isKept else { throw EngineError.cancelled }
        return work
    }

    private func forget(workOf task: GenerationTask) async throws {
        try await untilItPasses(task.id, "a service's work could not be forgotten") { [store] in
            try await store.forgetRemoteWork(of: task.id)
        }
    }
}
