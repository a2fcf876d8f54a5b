import Domain

/// What becomes of a task that an earlier process left unfinished: a plain decision.
package enum RecoveryPlan: Equatable, Sendable {
    /// A service has its work, or may have: that is taken up at once.
    case attach
    /// It waits for a slot.
    case wait
    /// It waits again, and its attempt has counted.
    case requeue
    case fail(GenerationTask.Failure)

    /// - Parameter engine: of the task; nil when it is not there any more.
    package init(for task: GenerationTask, on engine: (any GenerationEngine)?) {
        guard let engine else {
            self = .fail(
                GenerationTask.Failure(
                    code: "engine_unavailable", message: "the engine \(task.engine) is not there any more",
                    isRetryable: true))
            return
        }
        if engine is any AttachableEngine, task.remoteID != nil || task.handedOverAt != nil {
            self = .attach
        } else if task.status == .queued {
            self = .wait
        } else if task.attempt < task.maxAttempts {
            self = .requeue
        } else {
            self = .fail(
                GenerationTask.Failure(
                    code: "interrupted", message: "the server stopped while it worked on this", isRetryable: true))
        }
    }
}
