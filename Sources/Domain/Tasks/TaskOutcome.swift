/// How a task ends.
package enum TaskOutcome: Sendable {
    case succeeded(Delivery)
    case failed(GenerationTask.Failure)
    case cancelled
}

extension GenerationTask {
    /// The task after that end; nil when it has ended already, or would succeed without having run.
    package func ended(as outcome: TaskOutcome, at moment: Timestamp) -> GenerationTask? {
        guard !status.isFinished else { return nil }
        var task = self
        switch outcome {
        case .succeeded(let delivery):
            guard status == .running else { return nil }
            task.status = .succeeded
            task.progress = 1
            task.resultFileID = delivery.file?.id
            task.videoID = delivery.video?.id
            task.creditsCharged = credits(usedBy: delivery)
        case .failed(let failure):
            task.status = .failed
            task.failure = failure
        case .cancelled: task.status = .cancelled
        }
        task.creditsHeld = 0
        task.finishedAt = moment
        task.notBefore = nil
        task.gpu = nil
        return task
    }
}
