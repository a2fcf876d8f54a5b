import Domain
import GRDB

/// A task that makes a scene, before it is queued.
package struct ScenePart: Sendable {
    package let task: GenerationTask
    let script: String?
    let charge: Charge

    package init(task: GenerationTask, script: String?, charge: Charge) {
        self.task = task
        self.script = script
        self.charge = charge
    }
}

/// Films: a task that costs nothing waits for the tasks that make its scenes, and joins what they made.
extension Store {
    /// Queues a film with the parts that are still to be made and holds what those cost, or does none of it.
    /// - Parameters:
    ///   - script: all that is spoken in it.
    ///   - scenes: all of them, those that other films have made too.
    /// - Returns: the film, then its parts, with their prices.
    /// - Throws: what ``submit(_:script:training:charging:)`` throws.
    package func submit(
        film: GenerationTask, script: String?, scenes: [FilmScene], parts: [ScenePart]
    ) async throws -> [GenerationTask] {
        try await commits.write(needsRoom: true) { [tasks] (queued: [GenerationTask]) in
            for task in queued { tasks.put(task, for: task.id) }
        } _: { db in
            var film = film
            if !parts.isEmpty { film.notBefore = .never }
            var queued = [try db.queue(film, script: script, training: nil, charging: .nothing)]
            for part in parts {
                queued.append(try db.queue(part.task, script: part.script, training: nil, charging: part.charge))
            }
            for scene in scenes {
                try db.run(
                    SceneStatement.insert,
                    [
                        "filmID": film.id, "number": scene.number, "taskID": scene.taskID,
                        "fingerprint": scene.fingerprint,
                    ])
            }
            if parts.isEmpty, try !db.bringScenes(into: film) {
                throw StoreError.missingScene
            }
            return queued
        }
    }

    /// By number.
    package func scenes(of film: TaskID) async throws -> [FilmScene] {
        try await read { db in try db.scenes(of: film) }
    }

    /// The task of the account that has made such a scene already, whose result is still there.
    package func madeScene(_ fingerprint: String, of account: AccountID) async throws -> TaskID? {
        try await read { db in
            try db.row(SceneStatement.made, ["fingerprint": fingerprint, "accountID": account])?.get("id")
        }
    }
}

extension Database {
    fileprivate func scenes(of film: TaskID) throws -> [FilmScene] {
        try rows(SceneStatement.ofFilm, ["filmID": film]).map { row in
            FilmScene(
                number: try row.get("number"), taskID: try row.get("taskID"), fingerprint: try row.get("fingerprint"))
        }
    }

    private func parts(of film: TaskID) throws -> [TaskID] {
        try rows(SceneStatement.parts, ["filmID": film]).map { try $0.get("id") }
    }

    /// Makes the results of all scenes the film's inputs, so that none of them can be deleted while it needs them.
    /// - Returns: false when one is not there.
    func bringScenes(into film: GenerationTask) throws -> Bool {
        try run(SceneStatement.removeInputs, ["filmID": film.id])
        let results = try rows(SceneStatement.results, ["filmID": film.id])
        for row in results {
            let (number, file): (Int, FileID) = (try row.get("number"), try row.get("resultFileID"))
            let isThere =
                try run(
                    TaskInputStatement.insertFile,
                    [
                        "taskID": film.id, "role": TaskInput.Role.scene, "position": number, "sourceID": file,
                        "accountID": film.accountID,
                    ]) == 1
            guard isThere else { return false }
        }
        return try results.count == scenes(of: film.id).count
    }

    /// A film that comes to nothing needs no more scenes.
    func endScenes(of film: GenerationTask, at moment: Timestamp) throws -> [ChangedTask] {
        guard film.kind == .film, film.status != .succeeded else { return [] }
        return try parts(of: film.id).flatMap { try end($0, of: film.accountID, as: .cancelled, at: moment) }
    }

    /// Once no scene of a film is awaited any more it joins them, or fails with the first that is not there.
    func filmChanged(by part: GenerationTask, at moment: Timestamp) throws -> [ChangedTask] {
        guard let id = part.parent?.taskID, let film = try task(id), film.status == .queued,
            try !holds(SceneStatement.areAwaited, ["filmID": id])
        else { return [] }
        for scene in try scenes(of: id) {
            guard let made = try task(scene.taskID), made.status != .succeeded else { continue }
            return try end(id, of: film.accountID, as: .failed(.init(of: scene, made)), at: moment)
        }
        guard try bringScenes(into: film) else {
            return try end(id, of: film.accountID, as: .failed(.missingScene), at: moment)
        }
        return try task(id, after: .release, ["id": id, "never": Timestamp.never]).map { [ChangedTask(task: $0)] } ?? []
    }

    /// Queues those scenes of a film again that did not succeed.
    func retryScenes(of film: GenerationTask, _ orders: [TaskRetry], at moment: Timestamp) throws -> [GenerationTask] {
        guard film.kind == .film else { return [] }
        return try parts(of: film.id).flatMap { id in
            let order = orders.first { $0.id == id } ?? TaskRetry(id: id)
            return try retry(order, scenes: [], of: film.accountID, at: moment, waits: false)
        }
    }
}

extension GenerationTask.Failure {
    fileprivate static let missingScene = GenerationTask.Failure(
        code: "scene_missing", message: "A finished scene of this film was deleted.", isRetryable: false)

    fileprivate init(of scene: FilmScene, _ task: GenerationTask) {
        let name = "Scene \(scene.number + 1)"
        guard let failure = task.failure else {
            self.init(code: "scene_cancelled", message: "\(name) was cancelled.", isRetryable: true)
            return
        }
        self.init(
            code: "scene_failed", message: "\(name) failed: \(failure.message)", isRetryable: failure.isRetryable)
    }
}
