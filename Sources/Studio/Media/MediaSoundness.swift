import Domain
import Logging
import Storage

/// Whether the bytes that are to be served are those that their name promises. Each medium is read whole once in the
/// life of this process, and again after its file was touched.
package final class MediaSoundness: Sendable {
    /// A medium up to this size is read before it is served for the first time. A larger one is served while it is read,
    /// and refused from then on if its bytes are others.
    private static let mostBytesFirst: Int64 = 64 << 20

    private let blobs: BlobStore
    private let logger: Logger
    private let flights = SingleFlight<BlobHash, BlobStore.Soundness>()
    /// Large media are read one after the other.
    private let gate = FairGate<String>(places: 1, perOwner: 1, waitingPerOwner: 1000)

    init(blobs: BlobStore, logger: Logger) {
        self.blobs = blobs
        self.logger = logger
    }

    /// - Throws: ``StudioError/damaged``; ``MirrorError`` when a mirror has the bytes and does not give them. A medium whose
    ///   bytes are gone is not found by whoever opens it.
    package func require(_ hash: BlobHash) async throws {
        _ = try await blobs.bring(hash)
        switch try await blobs.soundness(of: hash) {
        case .sound, .missing: return
        case .damaged: throw StudioError.damaged
        case .unknown(let sizeBytes) where sizeBytes <= Self.mostBytesFirst:
            guard try await examine(hash) != .damaged else { throw StudioError.damaged }
        case .unknown:
            Task { [gate] in
                try await gate.passing(as: "large") { _ = try await self.examine(hash) }
            }
        }
    }

    private func examine(_ hash: BlobHash) async throws -> BlobStore.Soundness {
        try await flights.value(for: hash) { [blobs, logger] in
            // Somebody else's flight may have landed since.
            let known = try await blobs.soundness(of: hash)
            guard case .unknown = known else { return known }
            let found = try await blobs.examine(hash)
            if found == .damaged { Self.tell(logger, hash) }
            return found
        }
    }

    private static func tell(_ logger: Logger, _ hash: BlobHash) {
        logger.critical(
            "a medium is damaged and is not served; restore it from a backup, or upload it again",
            metadata: ["blob": "\(hash.hex)"])
    }
}
