import Domain
import Foundation
import Glibc
import Logging
import Storage

/// Small pictures of media, made once each and kept in a folder that may be emptied at any time.
struct Thumbnails: Sendable {
    static let widths = [160, 320, 640, 1280]

    private struct Key: Hashable {
        let blob: BlobHash
        let width: Int
    }

    private let folder: String
    private let blobs: BlobStore
    private let probe: any MediaProbe
    private let gate: FairGate<AccountID>
    private let logger: Logger
    private let flights = SingleFlight<Key, String>()

    /// - Parameter gate: accounts take turns at the probe.
    init(folder: String, blobs: BlobStore, probe: any MediaProbe, gate: FairGate<AccountID>, logger: Logger) {
        self.folder = folder
        self.blobs = blobs
        self.probe = probe
        self.gate = gate
        self.logger = logger
    }

    func path(of blob: BlobHash, width: Int, for account: AccountID) async throws -> String {
        let width = Self.widths.first { $0 >= width } ?? 1280
        let path = "\(folder)/\(blob)-\(width).jpg"
        if try await blobs.io.run({ access(path, R_OK) == 0 }) { return path }
        return try await flights.value(for: Key(blob: blob, width: width)) {
            // Named before its bytes are complete, a picture cut short would be served for ever.
            let draft = blobs.temporaryPath()
            do {
                try await make(blob, width: width, at: draft, for: account)
                try await blobs.io.run { try FileManager.default.moveItem(atPath: draft, toPath: path) }
            } catch {
                try? await blobs.io.run { try FileManager.default.removeItem(atPath: draft) }
                if access(path, R_OK) == 0 { return path }
                throw error
            }
            return path
        }
    }

    private func make(_ blob: BlobHash, width: Int, at draft: String, for account: AccountID) async throws {
        do {
            let stay = try await blobs.bring(blob)
            try await gate.passing(as: account) { try await probe.poster(of: stay.path, width: width, to: draft) }
        } catch let error as ProbeError {
            switch error {
            case .notMedia: throw StudioError.notFound("thumbnail")
            case .timedOut: throw StudioError.unavailable("making the thumbnail took too long")
            case .unavailable(let why):
                logger.error("the probe does not work", metadata: ["reason": "\(why)"])
                throw StudioError.unavailable("no thumbnail can be made at the moment; try again later")
            }
        }
    }
}
