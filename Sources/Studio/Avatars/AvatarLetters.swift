import Domain
import Storage

/// Writes to the owner that an avatar is ready, or could not be made.
struct AvatarLetters: LetterAuthor {
    let kind = OutboxEntry.Kind.avatarLetter
    let store: Store

    func letter(about subject: String, in language: Preference.Language) async throws -> Letter? {
        guard let id = TaskID(rawValue: subject), let task = try await store.task(id),
            let model = try await store.model(trainedBy: id)
        else { return nil }
        return task.status == .succeeded ? .avatarReady(name: model.name) : .avatarFailed(name: model.name)
    }
}
