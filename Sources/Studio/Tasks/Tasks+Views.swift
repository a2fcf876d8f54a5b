import Domain
import Storage

/// Tasks as their owners see them.
extension Tasks {
    /// The task with what memory knows of it. Waits for nothing unless it has a result that is not remembered.
    func view(of task: GenerationTask) async throws -> TaskView {
        let result = task.status == .succeeded ? try await result(of: task) : nil
        let view = view(of: task, result: result)
        return task.kind == .film ? try await withScenes(view) : view
    }

    func result(of task: GenerationTask) async throws -> TaskView.Result? {
        var result = TaskView.Result()
        if let id = task.videoID {
            guard let found = try await library.find(id, of: task.accountID) else { return nil }
            result.videoID = id
            result.file = found.file
        } else if let id = task.resultFileID {
            do {
                result.file = try await files.get(id, of: task.accountID)
            } catch StudioError.notFound {
                result.file = nil
            }
        }
        switch task.kind {
        case .animateMove, .animateMix: break
        case .speech, .talkingVideo, .film:
            if let file = result.file { result.sidecars = try await store.sidecars(of: file.id) }
        case .avatarTraining, .voiceClone: result.model = try await store.model(trainedBy: task.id)
        }
        return result.file == nil && result.model == nil ? nil : result
    }

    func view(of task: GenerationTask, result: TaskView.Result?) -> TaskView {
        let standing = board.standing(of: task)
        return TaskView(
            task: task, stage: standing.stage, progress: standing.progress, position: standing.position,
            etaSeconds: standing.etaSeconds, result: result)
    }
}
