import Crypto
import Domain
import Foundation
import Storage

extension BlobHash {
    /// The SHA-256 of the bytes of a complete file, read by one of the blob store's threads.
    init(ofFile path: String, on io: BlockingIO) async throws {
        self = try await io.run {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            var hasher = SHA256()
            while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty { hasher.update(data: part) }
            guard let hash = BlobHash(digest: hasher.finalize()) else { throw CocoaError(.fileReadUnknown) }
            return hash
        }
    }
}
