import Domain
import Foundation
import Glibc
import Storage

/// Resumable uploads (tus 1.0): what the protocol promises, without its HTTP. The bytes of an upload lie in a file of
/// the home until they are a medium.
package struct Uploads: Sendable {
    /// How far an upload is. `file` is there once it is complete.
    package struct Status: Sendable, Equatable {
        package let upload: Upload
        package let offset: Int64
        package let file: MediaFile?
    }

    /// A request's turn at an upload; ends with ``Uploads/finish(_:)`` or ``Uploads/interrupt(_:)``.
    package struct Turn: Sendable {
        package let upload: Upload
        package let writer: UploadWriter
        fileprivate let file: PartialFile
    }

    private let store: Store
    private let files: Files
    private let io: BlockingIO
    private let reserve: DiskReserve
    private let folder: String
    private let lifetime: Duration
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp
    private let desk = UploadDesk()
    private static let completeSuffix = ".complete"

    /// - Parameter lifetime: an upload that nothing came for so long is thrown away.
    package init(
        store: Store, files: Files, blobs: BlobStore, home: Home, lifetime: Duration = .seconds(24 * 60 * 60),
        newID: IDSource, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.files = files
        io = blobs.io
        reserve = blobs.reserve
        folder = home.uploads
        self.lifetime = lifetime
        self.newID = newID
        self.now = now
    }

    /// The most bytes an upload may have.
    package var largestBytes: Int64 { files.limits.bytes(of: nil) }

    /// - Parameters:
    ///   - metadata: exactly as the client sent it, at most 4 KiB.
    ///   - title: the file name in it.
    package func create(
        account: AccountID, lengthBytes: Int64, metadata: String, title: String?, kind: MediaFile.Kind?
    ) async throws -> Upload {
        guard lengthBytes > 0 else {
            throw StudioError.invalid(field: "Upload-Length", reason: "must be at least 1")
        }
        guard metadata.utf8.count <= 4096 else {
            throw StudioError.invalid(field: "Upload-Metadata", reason: "is longer than 4096 bytes")
        }
        if let id: UploadID = IdempotencyClaim.earlierID(), let earlier = try await store.upload(id, of: account) {
            return earlier
        }
        _ = try await files.intake.allowance(for: kind, account: account, announced: lengthBytes)
        guard try await store.openUploadsCount(of: account) < files.limits.openUploads else {
            throw StudioError.conflict(
                Conflict("too_many_uploads", "too many uploads are unfinished; finish or delete one first"))
        }
        let moment = now()
        let upload = Upload(
            id: IdempotencyClaim.id(or: newID), accountID: account, lengthBytes: lengthBytes, metadata: metadata,
            title: Title.ofFile(named: title ?? ""), kind: kind, createdAt: moment, expiresAt: moment + lifetime)
        do {
            try await store.create(upload)
        } catch StoreError.full {
            throw StudioError.storageFull
        }
        return upload
    }

    /// The offset that it tells is durable: a crash does not take it back. An upload whose bytes are all there, but
    /// which a crash kept from becoming a file, becomes one now.
    package func status(_ id: UploadID, of account: AccountID) async throws -> Status {
        let upload = try await find(id, of: account)
        if let fileID = upload.fileID {
            return Status(
                upload: upload, offset: upload.lengthBytes, file: try await store.file(fileID, of: account))
        }
        let path = path(id)
        let offset = try await io.run { try PartialFile.durableSize(path) }
        guard offset >= upload.lengthBytes, !desk.isBusy(id) else {
            return Status(upload: upload, offset: min(offset, upload.lengthBytes), file: nil)
        }
        return try await complete(upload)
    }

    /// Begins to append. A request that still holds the upload, whose connection may be dead, loses it.
    /// - Parameters:
    ///   - offset: where the client wants to continue.
    ///   - checksum: of the bytes that will come; wrong ones are discarded.
    /// - Throws: ``StudioError/conflict(_:)`` when the upload's offset is another one.
    package func append(to id: UploadID, of account: AccountID, at offset: Int64, checksum: Checksum?) async throws
        -> Turn
    {
        let upload = try await find(id, of: account)
        guard upload.fileID == nil else {
            throw StudioError.conflict(Conflict("upload_complete", "this upload is complete"))
        }
        if let earlier = desk.writer(of: id) {
            try? await earlier.close(isComplete: false)
            desk.leave(id, earlier, progress: nil)
        }
        guard desk.hold(id) else {
            throw StudioError.conflict(Conflict("upload_busy", "another request is writing to this upload"))
        }
        defer { desk.release(id) }
        let (path, progress) = (path(id), desk.progress(of: id))
        let file = try await io.run { [reserve] in
            try PartialFile(path: path, progress: progress, checksum: checksum, reserve: reserve)
        }
        guard file.offset == offset else {
            throw StudioError.conflict(
                Conflict("upload_offset", "the upload is at offset \(file.offset), not at \(offset)"))
        }
        let writer = UploadWriter(file: file, io: io, remaining: upload.lengthBytes - offset)
        desk.enter(id, writer)
        return Turn(upload: upload, writer: writer, file: file)
    }

    /// All bytes of the request have come. When the upload has all of its bytes, it becomes a file.
    /// - Throws: ``ChecksumMismatch``; what ``Files/finish(_:title:kind:account:)`` throws, and then the upload is gone.
    package func finish(_ turn: Turn) async throws -> Status {
        do {
            try await turn.writer.close(isComplete: true)
        } catch {
            desk.leave(turn.upload.id, turn.writer, progress: turn.file.progress)
            throw error
        }
        desk.leave(turn.upload.id, turn.writer, progress: turn.file.progress)
        let offset = turn.file.offset
        if offset >= turn.upload.lengthBytes { return try await complete(turn.upload) }
        let until = now() + lifetime
        try await store.extendUpload(turn.upload.id, until: until)
        var upload = turn.upload
        upload.expiresAt = until
        return Status(upload: upload, offset: offset, file: nil)
    }

    /// The request was cut: what came is kept, unless it had a checksum that cannot be judged now.
    package func interrupt(_ turn: Turn) async {
        try? await turn.writer.close(isComplete: false)
        desk.leave(turn.upload.id, turn.writer, progress: turn.file.progress)
    }

    package func terminate(_ id: UploadID, of account: AccountID) async throws {
        _ = try await find(id, of: account)
        if let writer = desk.writer(of: id) {
            try? await writer.close(isComplete: false)
            desk.leave(id, writer, progress: nil)
        }
        try await remove(id, of: account)
    }

    /// Throws away what has expired, and bytes that belong to no upload.
    func sweep() async throws {
        for upload in try await store.expiredUploads(at: now()) where !desk.isBusy(upload.id) {
            try await remove(upload.id, of: nil)
        }
        // Rows come before bytes: a name listed first that has no row afterwards has lost it.
        let (folder, io) = (folder, io)
        let names = try await io.run { try FileManager.default.contentsOfDirectory(atPath: folder) }
        let open = try await store.openUploadIDs()
        let stray = names.filter { name in
            let id = UploadID(rawValue: name.replacing(Self.completeSuffix, with: ""))
            return id.map { !desk.isBusy($0) && (name.hasSuffix(Self.completeSuffix) || !open.contains($0)) } ?? false
        }
        try await io.run {
            for name in stray { try? FileManager.default.removeItem(atPath: "\(folder)/\(name)") }
        }
    }

    private func complete(_ upload: Upload) async throws -> Status {
        let id = upload.id
        guard desk.hold(id) else {
            throw StudioError.conflict(Conflict("upload_busy", "another request is completing this upload"))
        }
        defer { desk.release(id) }
        let path = path(id)
        // The bytes keep their name until the row says that they are a file, so that a crash in between loses nothing.
        let copy = path + Self.completeSuffix
        do {
            try await io.run {
                unlink(copy)
                guard link(path, copy) == 0 else { throw CocoaError(.fileWriteUnknown) }
            }
            let progress = desk.progress(of: id)
            let hash: BlobHash
            if let progress, progress.offset == upload.lengthBytes,
                let known = progress.hash
            {
                hash = known
            } else {
                hash = try await BlobHash(ofFile: path, on: io)
            }
            let file = try await files.intake.store(
                copy, hash: hash, title: upload.title, kind: upload.kind, origin: .upload,
                account: upload.accountID, field: "kind"
            ) { try await store.complete(id, as: $0) }
            try? await io.run { try FileManager.default.removeItem(atPath: path) }
            desk.forget(id)
            var done = upload
            done.fileID = file.id
            return Status(upload: done, offset: upload.lengthBytes, file: file)
        } catch {
            await files.intake.discard(copy)
            switch error as? StudioError {
            case .unsupportedMedia, .invalid, .tooLarge: try? await remove(id, of: nil)
            default: break
            }
            throw error
        }
    }

    private func find(_ id: UploadID, of account: AccountID) async throws -> Upload {
        guard let upload = try await store.upload(id, of: account), upload.expiresAt > now() else {
            throw StudioError.notFound("upload")
        }
        return upload
    }

    private func remove(_ id: UploadID, of account: AccountID?) async throws {
        try await store.deleteUpload(id, of: account)
        desk.forget(id)
        let path = path(id)
        try? await io.run { try FileManager.default.removeItem(atPath: path) }
    }

    private func path(_ id: UploadID) -> String { "\(folder)/\(id)" }
}
