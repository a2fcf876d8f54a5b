import Crypto
import Domain
import Foundation

extension BlobStore {
    /// Reads every blob and compares its bytes with its name.
    /// - Returns: how many there are, and those whose bytes are others.
    package func verify() async throws -> (count: Int, damaged: [BlobHash]) {
        var (count, damaged): (Int, [BlobHash]) = (0, [])
        for byte in UInt8.min ... .max {
            for hash in try await blobs(beginningWith: byte) {
                let path = path(of: hash)
                count += 1
                if try await io.run({ try Self.hash(ofFile: path) }) != hash { damaged.append(hash) }
            }
        }
        return (count, damaged)
    }

    /// Of a file that may become a blob.
    package func hash(ofFile path: String) async throws -> BlobHash? {
        try await io.run { try Self.hash(ofFile: path) }
    }

    private static func hash(ofFile path: String) throws -> BlobHash? {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var hasher = SHA256()
        while let part = try file.read(upToCount: 1 << 20), !part.isEmpty { hasher.update(data: part) }
        return BlobHash(digest: hasher.finalize())
    }
}
