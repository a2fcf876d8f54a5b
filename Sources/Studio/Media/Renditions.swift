import Domain
import Foundation
import Glibc
import Logging
import Storage

/// Videos in other formats, made when somebody asks for one, and kept for a day in a folder that may be emptied at any time.
package struct Renditions: Sendable {
    /// A medium that lies in the cache.
    package struct Made: Equatable, Sendable {
        /// Absolute.
        package let path: String
        package let sizeBytes: Int64
    }

    private struct Key: Hashable {
        let blob: BlobHash
        let form: MediaForm
    }

    private let folder: String
    private let blobs: BlobStore
    /// Nil on a server that cannot edit.
    private let room: EditingRoom?
    private let flights = SingleFlight<Key, Made>()

    init(folder: String, blobs: BlobStore, editor: (any MediaEditor)?, logger: Logger) {
        (self.folder, self.blobs) = (folder, blobs)
        room = editor.map { EditingRoom(editor: $0, logger: logger) }
    }

    /// The video in a format; made when it is not there. Others who ask meanwhile wait for the same one.
    /// - Throws: ``StudioError/unsupportedMedia(_:)`` for what has no such form: a video without sound has no MP3.
    package func rendition(of file: MediaFile, as form: MediaForm) async throws -> Made {
        guard file.kind == .video else {
            throw StudioError.invalid(field: "file", reason: "is \(Intake.noun(file.kind)); a video is needed")
        }
        if form == .audio, file.facts.audio == nil { throw StudioError.unsupportedMedia("this video has no sound") }
        let path = "\(folder)/\(file.blob)-\(form.rawValue).\(form.container)"
        if let made = try await blobs.io.run({ Self.found(path) }) { return made }
        guard let room else { throw StudioError.unavailable("this server cannot convert videos") }
        return try await flights.value(for: Key(blob: file.blob, form: form)) {
            if let made = try await blobs.io.run({ Self.found(path) }) { return made }
            return try await make(form, of: file, at: path, in: room)
        }
    }

    private func make(
        _ form: MediaForm, of file: MediaFile, at path: String, in room: EditingRoom
    ) async throws -> Made {
        // Named before its bytes are complete, a video cut short would be served for a day.
        let draft = blobs.temporaryPath()
        do {
            let reserve = blobs.reserve
            try await blobs.io.run { try reserve.requireRoom() }
            let stay = try await blobs.bring(file.blob)
            try await room.edit(
                for: file.accountID, late: "converting this video takes too long right now",
                broken: "videos cannot be converted right now; try again in a moment"
            ) { (editor) throws(ProbeError) in try await editor.convert(stay.path, to: draft, as: form) }
            return try await blobs.io.run {
                guard rename(draft, path) == 0, let made = Self.found(path) else {
                    throw StudioError.unavailable("the video could not be kept; try again in a moment")
                }
                return made
            }
        } catch {
            try? await blobs.io.run { try FileManager.default.removeItem(atPath: draft) }
            throw error as? StoreError == .full ? StudioError.storageFull : error
        }
    }

    private static func found(_ path: String) -> Made? {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        return Made(path: path, sizeBytes: Int64(facts.st_size))
    }
}
