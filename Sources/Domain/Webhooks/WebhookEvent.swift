/// What a webhook can be told of.
package enum WebhookEvent: String, CaseIterable, Codable, Sendable {
    case taskSucceeded = "task.succeeded"
    case taskFailed = "task.failed"
    case taskCancelled = "task.cancelled"

    /// Nil while the task has not ended.
    package init?(endOf task: GenerationTask) {
        switch task.status {
        case .succeeded: self = .taskSucceeded
        case .failed: self = .taskFailed
        case .cancelled: self = .taskCancelled
        case .queued, .running: return nil
        }
    }
}
