import Domain

/// What becomes of a task that an earlier process left unfinished: a plain decision.
package enum RecoveryPlan: Equatable, Sendable {
    /// A service has its work, or may have: that is taken up at once.
    case attach
    /// It waits for a slot.
    case wait
    /// It waits again, and its attempt has counted.
    case requeue
    /// Its engine is gone, and any other will do.
    case move
    case fail(GenerationTask.Failure)

    /// - Parameter engine: of the task; nil when it no longer exists.
    package init(for task: GenerationTask, on engine: (any GenerationEngine)?) {
        guard let engine else {
            let isFree = task.engineWish == nil && task.remoteID == nil && task.handedOverAt == nil
            self = isFree ? .move : .fail(Self.engineGone(task.engine))
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

    /// A retry works once the engine is back.
    static func engineGone(_ name: String) -> GenerationTask.Failure {
        GenerationTask.Failure(
            code: "engine_unavailable", message: "the engine \(name) no longer exists", isRetryable: true)
    }
}
