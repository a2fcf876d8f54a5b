import Domain
import Foundation
import Storage

/// What services elsewhere read and leave of tasks that they work on, and what they say of them.
package struct EngineExchange: Sendable {
    /// Of one result.
    package static let mostBytes: Int64 = 4 << 30

    package let links: EngineLinks
    private let store: Store
    private let blobs: BlobStore
    private let home: Home
    private let roster: Roster

    package init(store: Store, blobs: BlobStore, home: Home, roster: Roster, links: EngineLinks) {
        self.store = store
        self.blobs = blobs
        self.home = home
        self.roster = roster
        self.links = links
    }

    /// The medium that a task is made from.
    /// - Throws: ``StudioError/notFound(_:)`` for a task that has ended, too.
    package func input(_ role: String, of id: TaskID) async throws -> MediaFile {
        let inputs = try await task(id).inputs
        let file =
            switch role {
            case "image": inputs.imageFileID
            case "video": inputs.videoFileID
            case "audio": inputs.audioFileID
            default: FileID?.none
            }
        guard let file, let found = try await store.file(file) else { throw StudioError.notFound("input") }
        return found
    }

    /// A result on its way in; ``keep(_:as:of:)`` or ``IncomingFile/discard()`` ends it.
    /// - Throws: ``StudioError/notFound(_:)``, ``StudioError/storageFull``.
    package func receive(_ role: EngineOutput.Role, of id: TaskID) async throws -> IncomingFile {
        guard try await task(id).kind.deliverables.contains(role) else { throw StudioError.notFound("output") }
        do {
            return try await blobs.newIncomingFile()
        } catch StoreError.full {
            throw StudioError.storageFull
        }
    }

    /// Lays a result that is complete where the engine looks for it, and wakes whoever waits for it.
    package func keep(_ incoming: IncomingFile, as role: EngineOutput.Role, of id: TaskID) async throws {
        let folder = Workshop.keptFolder(id, in: home)
        let path = EngineJob.received(role, in: folder)
        do {
            let task = try await task(id)
            try await blobs.io.run {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
            let hash = try await incoming.finish(at: path)
            try await blobs.io.run {
                try hash.hex.write(toFile: path + EngineJob.sumEnding, atomically: true, encoding: .utf8)
            }
            wake(task)
        } catch {
            await incoming.discard()
            throw error as? StoreError == .full ? StudioError.storageFull : error
        }
    }

    /// Somebody says that there is news of the task: whoever follows it asks at once.
    package func wake(_ id: TaskID) async throws { wake(try await task(id)) }

    /// The same, by what the service calls its work. Work that nobody here knows is passed over in silence.
    /// - Throws: ``StudioError/notFound(_:)`` for an engine that is not here.
    package func wake(_ works: [RemoteWork], of engine: String) throws(StudioError) {
        guard roster.entry(engine) != nil else { throw .notFound("engine") }
        for work in works { wake(work, of: engine) }
    }

    private func wake(_ work: RemoteWork, of engine: String) {
        (roster.entry(engine)?.engine as? any AttachableEngine)?.hear(of: work)
    }

    private func wake(_ task: GenerationTask) {
        guard let work = task.remoteID.flatMap(RemoteWork.init) else { return }
        wake(work, of: task.engine)
    }

    private func task(_ id: TaskID) async throws -> GenerationTask {
        guard let task = try await store.task(id), !task.status.isFinished else { throw StudioError.notFound("task") }
        return task
    }
}
