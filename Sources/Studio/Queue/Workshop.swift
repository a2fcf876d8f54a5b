import Domain
import Foundation
import Glibc
import Storage

/// The folders in which engines work: what an engine gets, and what becomes of what it made.
struct Workshop: Sendable {
    let store: Store
    let blobs: BlobStore
    let home: Home
    let probe: any MediaProbe
    let newID: IDSource
    let now: @Sendable () -> Timestamp

    /// Prepares an empty folder and says what is to be done.
    /// - Throws: ``EngineError``.
    func job(for task: GenerationTask) async throws -> EngineJob {
        var inputs: [String: String] = [:]
        for (role, id) in [("image", task.inputs.imageFileID), ("video", task.inputs.videoFileID)] {
            guard let id else { continue }
            guard let file = try await store.file(id) else {
                throw EngineError.refused(code: "input_missing", message: "the task's \(role) has been deleted")
            }
            inputs[role] = blobs.path(of: file.blob)
        }
        let (folder, cache) = (folder(task.id), "\(home.engineCaches)/\(task.engine)")
        try await blobs.io.run {
            try? FileManager.default.removeItem(atPath: folder)
            for path in [folder, cache] {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
        }
        return EngineJob(
            taskID: task.id, kind: task.kind, engine: task.engine, parameters: ["mode": task.mode.rawValue],
            inputs: inputs, outputDirectory: folder, cacheDirectory: cache, createdAt: task.createdAt.rfc3339)
    }

    /// Keeps what the engine made: its bytes as a blob, then everything else in one transaction.
    /// - Returns: nil when the task is not running any more; the bytes are then collected as nobody's.
    /// - Throws: ``EngineError`` when there is nothing good to keep.
    func deliver(_ output: EngineOutput, of task: GenerationTask) async throws -> GenerationTask? {
        let path = output.files[task.kind.product] ?? ""
        guard try await blobs.io.run({ Self.isRegularFile(path) }) else {
            throw EngineError.failed(
                code: "engine_failed", message: "the engine said it was done but made no video",
                detail: "no regular file at \(path)")
        }
        let facts = try await facts(of: path)
        let hash = try await BlobHash(ofFile: path, on: blobs.io)
        try await blobs.adopt(path, as: hash)
        let moment = now()
        let file = MediaFile(
            id: newID.next(), accountID: task.accountID, kind: .video, origin: .result, title: task.title,
            blob: hash, facts: facts, createdAt: moment)
        let video = GeneratedVideo(
            id: newID.next(), accountID: task.accountID, taskID: task.id, fileID: file.id, title: task.title,
            createdAt: moment)
        let done = try await store.succeed(task.id, with: file, video: video, at: moment)
        await clear(task.id)
        return done
    }

    func clear(_ id: TaskID) async {
        let folder = folder(id)
        // What stays behind goes at the next start.
        try? await blobs.io.run { try FileManager.default.removeItem(atPath: folder) }
    }

    /// Removes what an earlier process left.
    func clearAll() async throws {
        let work = home.work
        try await blobs.io.run {
            for name in try FileManager.default.contentsOfDirectory(atPath: work) {
                try? FileManager.default.removeItem(atPath: "\(work)/\(name)")
            }
        }
    }

    private func folder(_ id: TaskID) -> String { "\(home.work)/\(id)" }

    private func facts(of path: String) async throws -> MediaFacts {
        do {
            let facts = try await probe.probe(path)
            guard facts.kind == .video else {
                throw ProbeError.notMedia(found: "\(Intake.noun(facts.kind)) instead of a video")
            }
            return facts
        } catch {
            let detail = "the probe of \(path): \(error)"
            throw EngineError.failed(
                code: "engine_failed", message: "the engine made a video that cannot be read", detail: detail)
        }
    }

    private static func isRegularFile(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size > 0
    }
}
