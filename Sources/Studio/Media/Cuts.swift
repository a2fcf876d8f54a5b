import Domain
import Foundation
import Logging
import Storage

/// Pieces of media: part of a picture, or part of a video. A piece is a file of its own, and the whole stays as it is.
package struct Cuts: Sendable {
    private let files: Files
    private let store: Store
    private let blobs: BlobStore
    /// Nil on a server that cannot edit.
    private let room: EditingRoom?

    init(files: Files, store: Store, blobs: BlobStore, editor: (any MediaEditor)?, logger: Logger) {
        (self.files, self.store, self.blobs) = (files, store, blobs)
        room = editor.map { EditingRoom(editor: $0, logger: logger) }
    }

    /// Makes a file of a piece of another.
    /// - Parameter title: nil takes the whole one's.
    /// - Throws: ``StudioError/invalid(field:reason:)`` for a piece that the medium does not have.
    package func make(_ cut: MediaCut, of id: FileID, title: String?, account: AccountID) async throws -> MediaFile {
        let whole = try await files.get(id, of: account)
        try Self.check(cut, of: whole)
        if let id: FileID = IdempotencyClaim.earlierID(), let earlier = try await store.file(id, of: account) {
            return earlier
        }
        guard let title = Title.cleaned(title ?? whole.title) else {
            throw StudioError.invalid(field: "title", reason: "must have 1 to 200 characters")
        }
        guard let room else { throw StudioError.unavailable("this server cannot cut media") }
        _ = try await files.intake.allowance(for: whole.kind, account: account, announced: nil)
        let path = blobs.temporaryPath()
        do {
            let stay = try await blobs.bring(whole.blob)
            try await room.edit(
                for: account, late: "cutting this file takes too long right now; try a shorter piece",
                broken: "files cannot be cut right now; try again in a moment"
            ) { (editor) throws(ProbeError) in try await editor.cut(stay.path, to: path, cut) }
            let hash = try await BlobHash(ofFile: path, on: blobs.io)
            return try await files.intake.store(
                path, hash: hash, title: title, kind: whole.kind, origin: .upload,
                account: account, field: "file", id: IdempotencyClaim.givenID()
            ) { try await store.add($0) }
        } catch {
            await files.intake.discard(path)
            throw error as? StoreError == .full ? StudioError.storageFull : error
        }
    }

    private static func check(_ cut: MediaCut, of file: MediaFile) throws {
        switch file.kind {
        case .audio:
            throw StudioError.invalid(field: "file", reason: "is an audio file; a picture or a video is needed")
        case .image:
            if cut.startMs != nil { throw StudioError.invalid(field: "start_ms", reason: "is for videos") }
            if cut.endMs != nil { throw StudioError.invalid(field: "end_ms", reason: "is for videos") }
        case .video: try checkTime(cut, of: file)
        }
        if let area = cut.area {
            // Shares that a client added up may be a rounding beyond the edge.
            guard area.x + area.width <= 1.000_001, area.y + area.height <= 1.000_001 else {
                throw StudioError.invalid(field: "crop", reason: "must lie within the picture")
            }
        }
    }

    private static func checkTime(_ cut: MediaCut, of file: MediaFile) throws {
        let length = file.facts.durationMs ?? 0
        let (start, end) = (cut.startMs ?? 0, min(cut.endMs ?? length, max(length, 1)))
        guard start < length else {
            throw StudioError.invalid(field: "start_ms", reason: "must lie before the end of the video, at \(length)")
        }
        guard end - start >= MediaCut.shortestMs || (start == 0 && end == length) else {
            throw StudioError.invalid(
                field: "end_ms", reason: "must be at least \(MediaCut.shortestMs) later than the start")
        }
        guard end - start <= MediaCut.longestMs else {
            throw StudioError.invalid(
                field: "end_ms", reason: "must be at most \(MediaCut.longestMs) later than the start")
        }
    }
}
