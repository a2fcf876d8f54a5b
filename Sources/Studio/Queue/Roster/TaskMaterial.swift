import Domain
import Storage

/// What a task is made from, as far as the limits of engines are about it.
struct TaskMaterial: Sendable {
    /// What one of the limits may be about.
    enum Part: Equatable, Sendable {
        case file(MediaFile.Kind)
        case text
    }

    var media: [MediaFile] = []
    /// To be spoken.
    var text: String?
}

extension TaskMaterial {
    /// Of a task that is in the store.
    init(of task: GenerationTask, in store: Store) async throws {
        for input in task.inputs.items {
            guard case .file(let id) = input.source, let file = try await store.file(id) else { continue }
            media.append(file)
        }
        if task.inputs.scriptExcerpt != nil { text = try await store.script(of: task.id) }
    }
}
