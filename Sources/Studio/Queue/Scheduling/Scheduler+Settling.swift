import Domain
import Logging

/// What follows from a run without a result: the queue again, or a failure.
extension Scheduler {
    /// What follows from a run without a result.
    func settle(_ task: GenerationTask, _ error: EngineError) async {
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

    func retry(_ task: GenerationTask, _ failure: GenerationTask.Failure) async {
        let decision = settings.retries.decide(
            failure, attempt: task.attempt, of: task.maxAttempts, chance: .random(in: 0..<1))
        switch decision {
        case .fail(let failure): await fail(task, failure)
        case .retry(let wait):
            board.note(backOff: wait, of: task.id)
            await requeue(task, notBefore: now() + wait, countAttempt: true)
        }
    }

    func requeue(_ task: GenerationTask, notBefore: Timestamp?, countAttempt: Bool) async {
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
