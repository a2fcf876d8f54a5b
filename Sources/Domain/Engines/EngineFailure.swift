/// What went wrong on an engine that was not the fault of what it was given, for whoever looks after it.
package struct EngineFailure: Equatable, Sendable {
    package let at: Timestamp
    package let task: TaskID
    package let code: String
    /// As the task's owner reads it.
    package let message: String
    /// What the engine itself said; empty when it is not known any more.
    package let detail: String
    /// Why it could do no work at all, if that was it and is still known.
    package let complaint: Remark?

    package init(
        at: Timestamp, task: TaskID, code: String, message: String, detail: String = "", complaint: Remark? = nil
    ) {
        self.at = at
        self.task = task
        self.code = code
        self.message = message
        self.detail = detail
        self.complaint = complaint
    }

    /// Nil for what the input is to blame for, and for work that was stopped.
    package init?(_ error: EngineError, of task: TaskID, at moment: Timestamp) {
        switch error {
        case .failed(let code, let message, let detail):
            self.init(at: moment, task: task, code: code, message: message, detail: detail)
        case .unavailable(let complaint, let detail):
            self.init(
                at: moment, task: task, code: "engine_unavailable", message: complaint.sentence, detail: detail,
                complaint: complaint)
        case .uncertain(let message, let detail):
            self.init(at: moment, task: task, code: "submission_uncertain", message: message, detail: detail)
        case .refused, .cancelled: return nil
        }
    }

    /// Of a task that has failed for a reason that may pass, or because nobody knows what a service did; nil for another.
    package init?(_ task: GenerationTask) {
        guard let failure = task.failure, failure.isRetryable || failure.code == "submission_uncertain" else {
            return nil
        }
        self.init(
            at: task.finishedAt ?? task.createdAt, task: task.id, code: failure.code, message: failure.message)
    }
}
