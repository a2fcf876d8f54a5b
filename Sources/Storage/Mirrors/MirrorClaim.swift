import Crypto
import Domain
import Foundation

/// Which home a bucket belongs to: an object in it says so. Two homes that copy to one bucket, such as one and what was
/// restored from its backup, would remove each other's only copies.
package struct MirrorClaim: Sendable {
    static let key = "greenroom-home"

    /// The words of this home, in a file of it.
    private let content: MirrorContent
    private let sum: String

    /// - Throws: ``DiskError``, ``StoreError/full``.
    package init(_ home: Home) throws {
        let path = home.name
        if try Disk.sizeBytes(path) == nil {
            let words = "Greenroom's home \(UUID().uuidString.lowercased())\n"
            try home.makeFile(path, Array(words.utf8), in: home.path)
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        sum = BlobHash(digest: SHA256.hash(data: bytes))?.hex ?? ""
        content = MirrorContent(
            path: path, sizeBytes: Int64(bytes.count), sha256: sum, md5: Data(Insecure.MD5.hash(data: bytes)))
    }

    /// Whether the bucket is this home's. One that is nobody's becomes it.
    package func holds(_ mirror: any ObjectStore) async throws(MirrorError) -> Bool {
        if let isOwn = try await isOwn(mirror) { return isOwn }
        try await take(mirror)
        // Another home may have found it free at the same moment.
        guard let isOwn = try await isOwn(mirror) else { throw .refused("the bucket does not have what it took") }
        return isOwn
    }

    /// Makes the bucket this home's, whosever it was.
    package func take(_ mirror: any ObjectStore) async throws(MirrorError) {
        try await mirror.put(content, as: Self.key)
    }

    /// Nil when it is nobody's.
    private func isOwn(_ mirror: any ObjectStore) async throws(MirrorError) -> Bool? {
        do {
            guard let object = try await mirror.facts(of: Self.key) else { return nil }
            return object.sha256 == sum
        } catch {
            guard error == .damaged else { throw error }
            return false
        }
    }
}
