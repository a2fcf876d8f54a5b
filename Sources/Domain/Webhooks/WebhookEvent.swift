/// What a webhook can be told of.
package enum WebhookEvent: String, CaseIterable, Codable, Sendable {
    case taskSucceeded = "task.succeeded"
    case taskFailed = "task.failed"
    case taskCancelled = "task.cancelled"

    /// Nil while the task has not ended, and for a part of another, whose end tells it all.
    package init?(endOf task: GenerationTask) {
        guard task.parent == nil else { return nil }
        switch task.status {
        case .succeeded: self = .taskSucceeded
        case .failed: self = .taskFailed
        case .cancelled: self = .taskCancelled
        case .queued, .running: return nil
        }
    }
}
