import Domain
import Storage

/// A medium that comes back from a mirror while it is read: whoever reads it need not wait for all of it.
package struct ArrivingMedium: Sendable {
    /// A smaller one is waited for, so that it is known to be sound before it is served.
    private static let least: Int64 = 8 << 20

    private let arrival: BlobArrival

    /// Nil for a medium that lies on the disk, is nowhere, or is small.
    init?(_ file: MediaFile, in blobs: BlobStore) async throws {
        guard file.facts.sizeBytes > Self.least, let arrival = try await blobs.arrival(of: file.blob) else {
            return nil
        }
        self.arrival = arrival
    }

    package var sizeBytes: Int64 { arrival.sizeBytes }

    /// - Parameter range: within the medium; a mebibyte or so.
    /// - Throws: ``MirrorError`` when the mirror does not give them.
    package func bytes(_ range: Range<Int64>) async throws -> [UInt8] { try await arrival.bytes(range) }
}
