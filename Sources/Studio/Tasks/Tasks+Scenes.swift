import Domain
import Storage

/// The scenes of a film that is there.
extension Tasks {
    /// Share of a film's progress that its scenes count; the rest is their joining.
    private static let makingShare = 0.9

    /// The film with its scenes as they stand now.
    func withScenes(_ view: TaskView) async throws -> TaskView {
        var view = view
        let film = view.task
        let cut = film.inputs.filmCut
        for scene in try await store.scenes(of: film.id) {
            guard let task = try await store.task(scene.taskID, of: film.accountID) else { continue }
            let standing = board.standing(of: task)
            let scenes = cut?.scenes ?? []
            view.scenes.append(
                TaskView.Scene(
                    number: scene.number, task: task, stage: standing.stage, progress: standing.progress,
                    isReused: task.parent?.taskID != film.id,
                    cut: scenes.indices.contains(scene.number) ? scenes[scene.number] : .init()))
        }
        if film.status == .queued, view.stage == QueueBoard.Standing.makingScenes, !view.scenes.isEmpty {
            let made = view.scenes.reduce(0) { $0 + $1.progress } / Double(view.scenes.count)
            view.progress = Self.makingShare * made
        }
        return view
    }

    /// The scenes of a film that did not come to be; none of another task.
    func failedScenes(of film: GenerationTask) async throws -> [GenerationTask] {
        guard film.kind == .film else { return [] }
        var failed: [GenerationTask] = []
        for scene in try await store.scenes(of: film.id) {
            // One that is seen twice is made once.
            guard !failed.contains(where: { $0.id == scene.taskID }),
                let task = try await store.task(scene.taskID, of: film.accountID)
            else { continue }
            if task.status == .failed || task.status == .cancelled { failed.append(task) }
        }
        return failed
    }

    /// How those are done that are tried again with their film.
    func ordersAgain(scenesOf film: GenerationTask) async throws -> [TaskRetry] {
        var orders: [TaskRetry] = []
        for task in try await failedScenes(of: film) { orders.append(try await orderAgain(task)) }
        return orders
    }
}
