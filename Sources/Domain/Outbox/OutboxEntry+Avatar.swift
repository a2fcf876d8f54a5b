extension OutboxEntry {
    /// What must be told of the end of an avatar's training; nothing of one that was cancelled by its owner, but to the
    /// backend that ordered it.
    package static func ends(of task: GenerationTask, at moment: Timestamp) -> [OutboxEntry] {
        guard task.kind == .avatarTraining, task.status.isFinished else { return [] }
        var kinds: [Kind] = task.status == .cancelled ? [] : [.avatarLetter]
        if task.inputs.options[GenerationTask.callbackOption] != nil { kinds.append(.avatarCallback) }
        let ids = IDSource(now: { moment })
        return kinds.map { kind in
            OutboxEntry(
                id: ids.next(), kind: kind, subject: task.id.rawValue, accountID: task.accountID, createdAt: moment)
        }
    }
}

extension GenerationTask {
    /// Where a backend is told of the task's end: among the options, and told no engine.
    package static let callbackOption = "callback_url"
}
