import Domain
import Storage

/// Writes to the owner that a task has ended that took long.
struct TaskLetters: LetterAuthor {
    let kind = OutboxEntry.Kind.taskLetter
    let store: Store

    func letter(about subject: String, in language: Preference.Language) async throws -> Letter? {
        guard let id = TaskID(rawValue: subject), let task = try await store.task(id) else { return nil }
        switch task.status {
        case .succeeded: return .taskSucceeded(id, title: task.title)
        case .failed: return .taskFailed(id, title: task.title)
        // It was tried again while the hours were quiet.
        case .queued, .running, .cancelled: return nil
        }
    }
}
