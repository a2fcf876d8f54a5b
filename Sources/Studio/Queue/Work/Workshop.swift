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
    let marker: (any MediaMarker)?
    let newID: IDSource
    let now: @Sendable () -> Timestamp
    /// Texts beside a medium, and what is told of a training, are small; more than this is an engine gone wrong.
    private static let longestText = 4 << 20

    var logs: TaskLogs { TaskLogs(home: home, io: blobs.io) }
    private var sheet: JobSheet { JobSheet(store: store, blobs: blobs, home: home) }

    /// Prepares an empty folder, and one with what earlier attempts kept, and says what is to be done.
    /// - Parameter gpu: that the engine may use.
    /// - Throws: ``EngineError``.
    func job(for task: GenerationTask, on gpu: Int?) async throws -> EngineJob {
        let folder = folder(task.id)
        try await blobs.io.run { try? FileManager.default.removeItem(atPath: folder) }
        let text = task.inputs.scriptExcerpt == nil ? nil : try await store.script(of: task.id)
        let order = JobSheet.Order(
            id: task.id, kind: task.kind, engine: task.engine, mode: task.mode, inputs: task.inputs, text: text,
            createdAt: task.createdAt)
        return try await sheet.job(order, in: folder, keeping: keptFolder(task.id), on: gpu)
    }

    /// Keeps the bytes of what the engine made as blobs, and says what is to be kept with the task's end. The bytes of
    /// a task that has another end meanwhile are collected as nobody's.
    /// - Parameter isMarked: whether the engine has written into it that it is made by a machine.
    /// - Throws: ``EngineError`` when there is nothing good to keep.
    func delivery(of output: EngineOutput, of task: GenerationTask, isMarked: Bool) async throws -> Delivery {
        var output = output
        if !isMarked { try await mark(&output, of: task) }
        guard let product = output.files[task.kind.product], try await isRegularFile(product) else {
            throw EngineError.failed(
                code: "engine_failed", message: "the engine said it was done but made no \(task.kind.product.rawValue)",
                detail: "no regular file")
        }
        let moment = now()
        var delivery = Delivery()
        switch task.kind {
        case .animateMove, .animateMix, .talkingVideo, .film:
            let file = try await file(at: product, .video, of: task, at: moment)
            delivery.file = file
            // Of a film the library has the whole.
            guard task.parent == nil else { break }
            delivery.video = GeneratedVideo(
                id: newID.next(), accountID: task.accountID, taskID: task.id, fileID: file.id, title: task.title,
                createdAt: moment)
        case .speech: delivery.file = try await file(at: product, .audio, of: task, at: moment)
        case .avatarTraining: try await addAvatar(output, at: product, of: task, to: &delivery, moment)
        case .voiceClone: try await addVoice(output, at: product, of: task, to: &delivery, moment)
        }
        if delivery.file != nil {
            delivery.sidecars[.subtitles] = try await text(output.files[.subtitles])
            delivery.sidecars[.timings] = try await text(output.files[.timings])
        }
        return delivery
    }

    /// Removes what an attempt left; what it kept for the next one stays.
    func clear(_ id: TaskID) async { await sheet.clear(folder(id)) }

    /// Removes all there is of a task that has ended.
    func forget(_ id: TaskID) async {
        await clear(id)
        let kept = keptFolder(id)
        // What stays behind goes at the next start.
        try? await blobs.io.run { try? FileManager.default.removeItem(atPath: kept) }
    }

    /// Removes what an earlier process left, but for what is kept of tasks that continue.
    func clearAll(except unfinished: [TaskID]) async throws {
        let work = home.work
        let kept = Set(unfinished.map { URL(fileURLWithPath: keptFolder($0)).lastPathComponent })
        try await blobs.io.run {
            for name in try FileManager.default.contentsOfDirectory(atPath: work) where !kept.contains(name) {
                try? FileManager.default.removeItem(atPath: "\(work)/\(name)")
            }
        }
    }

    /// What an engine keeps between attempts at a task.
    static func keptFolder(_ id: TaskID, in home: Home) -> String { "\(home.work)/\(id)-kept" }

    private func folder(_ id: TaskID) -> String { "\(home.work)/\(id)" }
    private func keptFolder(_ id: TaskID) -> String { Self.keptFolder(id, in: home) }

    private func addAvatar(
        _ output: EngineOutput, at archive: String, of task: GenerationTask, to delivery: inout Delivery,
        _ moment: Timestamp
    ) async throws {
        let hash = try await hash(of: archive)
        let bytes = try await blobs.io.run {
            try FileManager.default.attributesOfItem(atPath: archive)[.size] as? Int64 ?? 0
        }
        if let preview = output.files[.video], try await isRegularFile(preview) {
            delivery.file = try await file(at: preview, .video, of: task, at: moment)
        }
        delivery.outcome = TrainedModel.Outcome(
            archive: hash, archiveBytes: bytes, previewFileID: delivery.file?.id,
            report: try await text(output.files[.report]), completedAt: moment)
        try await blobs.adopt(archive, as: hash)
    }

    private func addVoice(
        _ output: EngineOutput, at profile: String, of task: GenerationTask, to delivery: inout Delivery,
        _ moment: Timestamp
    ) async throws {
        if let preview = output.files[.audio], try await isRegularFile(preview) {
            delivery.file = try await file(at: preview, .audio, of: task, at: moment)
        }
        delivery.outcome = TrainedModel.Outcome(
            previewFileID: delivery.file?.id, report: try await text(output.files[.report]),
            profile: try await text(profile), completedAt: moment)
    }

    /// A medium that was made, with its bytes in the store.
    private func file(
        at path: String, _ kind: MediaFile.Kind, of task: GenerationTask, at moment: Timestamp
    ) async throws -> MediaFile {
        let facts = try await facts(of: path, kind)
        let hash = try await hash(of: path)
        try await blobs.adopt(path, as: hash)
        return MediaFile(
            id: newID.next(), accountID: task.accountID, kind: kind, origin: .result, title: task.title, blob: hash,
            facts: facts, createdAt: moment)
    }

    /// Replaces what can be played by copies that say where they come from.
    private func mark(_ output: inout EngineOutput, of task: GenerationTask) async throws {
        guard let marker else { return }
        for (role, kind) in [(EngineOutput.Role.video, MediaFile.Kind.video), (.audio, .audio)] {
            guard let path = output.files[role], try await isRegularFile(path) else { continue }
            let copy = "\(folder(task.id))/marked-\(role.rawValue)"
            let mark = ProvenanceMark(engine: task.engine, task: task.id, kind: kind, createdAt: task.createdAt)
            do {
                try await marker.mark(path, mark, to: copy)
            } catch {
                throw EngineError.failed(
                    code: "engine_failed",
                    message: "the engine made \(Intake.noun(kind)) that cannot be marked as AI-generated",
                    detail: "marking \(path): \(error)")
            }
            output.files[role] = copy
        }
    }

    private func facts(of path: String, _ kind: MediaFile.Kind) async throws -> MediaFacts {
        do {
            let facts = try await probe.probe(path)
            guard facts.kind == kind else {
                throw ProbeError.notMedia(found: "\(Intake.noun(facts.kind)) instead of \(Intake.noun(kind))")
            }
            return facts
        } catch {
            let detail = "the probe of \(path): \(error)"
            throw EngineError.failed(
                code: "engine_failed", message: "the engine made \(Intake.noun(kind)) that cannot be read",
                detail: detail)
        }
    }

    private func hash(of path: String) async throws -> BlobHash {
        do {
            return try await BlobHash(ofFile: path, on: blobs.io)
        } catch {
            throw EngineError.failed(
                code: "engine_failed", message: "the engine made a file that cannot be read", detail: "\(error)")
        }
    }

    private func text(_ path: String?) async throws -> String? {
        guard let path, try await isRegularFile(path) else { return nil }
        return try await blobs.io.run {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            let data = try handle.read(upToCount: Self.longestText + 1) ?? Data()
            guard data.count <= Self.longestText, let text = String(data: data, encoding: .utf8) else {
                throw EngineError.failed(
                    code: "engine_failed", message: "the engine made a text that cannot be kept",
                    detail: "\(path): too long, or not UTF-8")
            }
            return text
        }
    }

    private func isRegularFile(_ path: String) async throws -> Bool {
        try await blobs.io.run {
            var status = stat()
            return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size > 0
        }
    }
}
