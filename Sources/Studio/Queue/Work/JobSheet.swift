import Domain
import Foundation
import Storage

/// Writes down for an engine what a task is made from: paths of bytes, the texts that are kept apart, and folders.
struct JobSheet: Sendable {
    /// What is to be done, of a task or of a check before there is one.
    struct Order: Sendable {
        let id: TaskID
        let kind: GenerationTask.Kind
        let engine: String
        let mode: GenerationTask.Mode
        let inputs: GenerationTask.Inputs
        /// What is to be spoken.
        let text: String?
        let createdAt: Timestamp
    }

    let store: Store
    let blobs: BlobStore
    let home: Home

    /// - Parameters:
    ///   - folder: where the engine works; made when it is not there.
    ///   - kept: where it may keep half-done work; made likewise.
    ///   - gpu: that it may use.
    /// - Throws: ``EngineError/refused(code:message:)`` when something that the order names is gone.
    func job(_ order: Order, in folder: String, keeping kept: String? = nil, on gpu: Int? = nil) async throws
        -> EngineJob
    {
        var inputs = try await files(of: order, for: folder)
        var parameters = order.inputs.options
        parameters[GenerationTask.callbackOption] = nil
        parameters[GenerationTask.webhookOption] = nil
        parameters["mode"] = order.mode.rawValue
        parameters["text"] = order.text
        if let avatar = try await model(order.inputs.videoModelID)?.archive {
            inputs["avatar"] = try await path(of: avatar, for: folder)
        }
        if order.kind == .voiceClone, let model = try await store.model(trainedBy: order.id),
            let consent = try await store.consent(model.consentID), consent.recording != nil
        {
            parameters["statement"] = consent.sentence
        }
        let subtitles = try await subtitles(of: order, beside: folder)
        for (number, text) in subtitles { inputs["subtitles-\(number)"] = text.path }
        let profile = try await model(order.inputs.voiceModelID)?.profile
        let profilePath = Self.profilePath(beside: folder)
        if profile != nil { inputs["profile"] = profilePath }
        let cache = "\(home.engineCaches)/\(order.engine)"
        try await blobs.io.run {
            for path in [folder, cache] + (kept.map { [$0] } ?? []) {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
            try profile?.write(toFile: profilePath, atomically: false, encoding: .utf8)
            for (path, text) in subtitles.values { try text.write(toFile: path, atomically: false, encoding: .utf8) }
        }
        return EngineJob(
            taskID: order.id, kind: order.kind, engine: order.engine, parameters: parameters, inputs: inputs,
            outputDirectory: folder, cacheDirectory: cache, workDirectory: kept, gpu: gpu,
            createdAt: order.createdAt.rfc3339)
    }

    /// Removes the engine's folder and what was laid beside it.
    func clear(_ folder: String) async {
        blobs.release(folder)
        // What stays behind goes at the next start.
        try? await blobs.io.run {
            try? FileManager.default.removeItem(atPath: Self.profilePath(beside: folder))
            for number in 0..<FilmCut.mostScenes {
                try? FileManager.default.removeItem(atPath: Self.subtitlesPath(number, beside: folder))
            }
            try FileManager.default.removeItem(atPath: folder)
        }
    }

    private static func profilePath(beside folder: String) -> String { folder + "-profile.json" }

    private static func subtitlesPath(_ number: Int, beside folder: String) -> String {
        "\(folder)-subtitles-\(number).vtt"
    }

    /// The subtitles of a film's scenes that have some, by number.
    private func subtitles(of order: Order, beside folder: String) async throws -> [Int: (path: String, text: String)] {
        var found: [Int: (path: String, text: String)] = [:]
        for (number, file) in order.inputs.scenes {
            guard let text = try await store.sidecar(.subtitles, of: file) else { continue }
            found[number] = (Self.subtitlesPath(number, beside: folder), text)
        }
        return found
    }

    private func files(of order: Order, for folder: String) async throws -> [String: String] {
        var wanted = [("image", order.inputs.imageFileID), ("video", order.inputs.videoFileID)]
        wanted.append(("audio", order.inputs.audioFileID))
        wanted += order.inputs.scenes.map { ("scene-\($0.number)", $0.file) }
        wanted += order.inputs.backgrounds.map { ("background-\($0.number)", $0.file) }
        if order.kind == .voiceClone, let model = try await store.model(trainedBy: order.id) {
            wanted.append(("statement", try await store.consent(model.consentID)?.recording?.fileID))
        }
        var paths: [String: String] = [:]
        for (role, id) in wanted {
            guard let id else { continue }
            guard let file = try await store.file(id) else {
                throw EngineError.refused(code: "input_missing", message: "the task's \(role) has been deleted")
            }
            paths[role] = try await path(of: file.blob, for: folder)
        }
        return paths
    }

    /// Where the bytes lie until the folder is cleared.
    private func path(of blob: BlobHash, for folder: String) async throws -> String {
        do {
            let stay = try await blobs.bring(blob)
            blobs.hold([stay], for: folder)
            return stay.path
        } catch let error as MirrorError {
            throw EngineError.failed(
                code: "input_away", message: "a file of this task is in a bucket that cannot be read at the moment",
                detail: "\(error)")
        }
    }

    private func model(_ id: ModelID?) async throws -> TrainedModel.Outcome? {
        guard let id else { return nil }
        guard let outcome = try await store.model(id)?.outcome else {
            throw EngineError.refused(code: "input_missing", message: "the model of this task no longer exists")
        }
        return outcome
    }
}
