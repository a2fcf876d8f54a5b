import Domain
import Foundation
import Storage

/// Asks an engine before anything is queued whether the work can succeed. Its answer about the same bytes is remembered,
/// so that it costs a child process only once.
struct Preflight: Sendable {
    private struct Key: Hashable {
        let engine: String
        let kind: GenerationTask.Kind
        let mode: GenerationTask.Mode
        let image: BlobHash
        let video: BlobHash
    }

    let store: Store
    let blobs: BlobStore
    let home: Home
    let newID: IDSource
    let now: @Sendable () -> Timestamp
    private let flights = SingleFlight<Key, EngineEstimate>()

    init(
        store: Store, blobs: BlobStore, home: Home, newID: IDSource, now: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.blobs = blobs
        self.home = home
        self.newID = newID
        self.now = now
    }

    /// - Throws: ``StudioError/refused(code:message:)``.
    func estimate(
        _ engine: any GenerationEngine, kind: GenerationTask.Kind, mode: GenerationTask.Mode, image: MediaFile,
        video: MediaFile
    ) async throws -> EngineEstimate {
        let key = Key(engine: engine.name, kind: kind, mode: mode, image: image.blob, video: video.blob)
        if let known = try await known(key) { return known }
        return try await flights.value(for: key) {
            // Somebody else's flight may have landed since.
            if let known = try await known(key) { return known }
            let estimate = try await ask(engine, kind: kind, mode: mode, image: image, video: video)
            try await store.rememberCheck(
                estimate, engine: engine.name, kind: kind, mode: mode, imageBlob: image.blob,
                videoBlob: video.blob)
            return estimate
        }
    }

    private func known(_ key: Key) async throws -> EngineEstimate? {
        try await store.check(
            engine: key.engine, kind: key.kind, mode: key.mode, imageBlob: key.image, videoBlob: key.video)
    }

    private func ask(
        _ engine: any GenerationEngine, kind: GenerationTask.Kind, mode: GenerationTask.Mode, image: MediaFile,
        video: MediaFile
    ) async throws -> EngineEstimate {
        let id: TaskID = newID.next()
        let (folder, cache) = ("\(home.work)/check-\(id)", "\(home.engineCaches)/\(engine.name)")
        try await blobs.io.run {
            for path in [folder, cache] {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
        }
        let job = EngineJob(
            taskID: id, kind: kind, engine: engine.name, parameters: ["mode": mode.rawValue],
            inputs: ["image": blobs.path(of: image.blob), "video": blobs.path(of: video.blob)],
            outputDirectory: folder, cacheDirectory: cache, createdAt: now().rfc3339)
        let answer: Result<EngineEstimate, any Error>
        do {
            answer = .success(try await engine.check(job))
        } catch {
            switch error {
            case .refused(let code, let message):
                answer = .failure(StudioError.refused(code: code, message: message))
            case .failed(_, let message, _):
                answer = .failure(StudioError.unavailable("the engine could not look at the files: \(message)"))
            case .cancelled: answer = .failure(StudioError.unavailable("the engine was stopped"))
            }
        }
        try? await blobs.io.run { try FileManager.default.removeItem(atPath: folder) }
        return try answer.get()
    }
}
