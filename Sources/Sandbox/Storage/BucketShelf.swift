import Crypto
import Foundation
import Hummingbird
import Synchronization

/// What a bucket stand-in holds: bytes in files of a folder of its own, the rest in memory.
final class BucketShelf: Sendable {
    struct Object: Sendable {
        let path: String
        let sizeBytes: Int
        let etag: String
        /// `content-type` and the headers that come back with the object.
        let headers: [String: String]
        let modified: Date
    }

    struct Upload: Sendable {
        let place: String
        let headers: [String: String]
        var parts: [Int: Object] = [:]
    }

    private struct State {
        var buckets: Set<String> = [BucketStandIn.bucket]
        var objects: [String: Object] = [:]
        var uploads: [String: Upload] = [:]
    }

    let folder: String
    private let state = Mutex(State())

    init() throws {
        folder = NSTemporaryDirectory() + "greenroom-bucket-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func hasBucket(_ name: String) -> Bool { state.withLock { $0.buckets.contains(name) } }
    func makeBucket(_ name: String) { state.withLock { _ = $0.buckets.insert(name) } }
    func object(_ place: String) -> Object? { state.withLock { $0.objects[place] } }
    func upload(_ id: String) -> Upload? { state.withLock { $0.uploads[id] } }

    /// The places in a bucket that begin so, in their order.
    func places(_ prefix: String) -> [(String, Object)] {
        state.withLock { $0.objects.filter { $0.key.hasPrefix(prefix) } }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }

    func keep(_ object: Object, at place: String) {
        let old = state.withLock { $0.objects.updateValue(object, forKey: place) }
        if let old { unlink(old.path) }
    }

    func remove(_ place: String) {
        if let old = state.withLock({ $0.objects.removeValue(forKey: place) }) { unlink(old.path) }
    }

    func cut(_ place: String, to sizeBytes: Int) {
        state.withLock { state in
            guard let old = state.objects[place], truncate(old.path, off_t(sizeBytes)) == 0 else { return }
            state.objects[place] = Object(
                path: old.path, sizeBytes: sizeBytes, etag: old.etag, headers: old.headers, modified: old.modified)
        }
    }

    func begin(_ place: String, headers: [String: String]) -> String {
        let id = UUID().uuidString
        state.withLock { $0.uploads[id] = Upload(place: place, headers: headers) }
        return id
    }

    func keep(_ part: Object, number: Int, of upload: String) {
        let old = state.withLock { $0.uploads[upload]?.parts.updateValue(part, forKey: number) }
        if let old { unlink(old.path) }
    }

    func end(_ upload: String) -> Upload? { state.withLock { $0.uploads.removeValue(forKey: upload) } }

    /// Writes a body to a file of its own.
    /// - Returns: it, with its MD5 as its tag, and its SHA-256.
    func take(
        _ body: RequestBody, headers: [String: String]
    ) async throws -> (object: Object, md5: Data, sha256: String) {
        let path = "\(folder)/\(UUID().uuidString)"
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteUnknown) }
        var (md5, sha256, size) = (Insecure.MD5(), SHA256(), 0)
        for try await buffer in body {
            let bytes = Data(buffer: buffer)
            md5.update(data: bytes)
            sha256.update(data: bytes)
            size += bytes.count
            try file.write(contentsOf: bytes)
        }
        try file.close()
        let digest = Data(md5.finalize())
        let object = Object(
            path: path, sizeBytes: size, etag: Self.hex(digest), headers: headers, modified: Date())
        return (object, digest, Self.hex(sha256.finalize()))
    }

    /// Puts parts together.
    func joined(_ parts: [Object], headers: [String: String]) throws -> Object {
        let path = "\(folder)/\(UUID().uuidString)"
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteUnknown) }
        var (tags, size) = (Insecure.MD5(), 0)
        for part in parts {
            guard let source = FileHandle(forReadingAtPath: part.path) else { throw CocoaError(.fileReadNoSuchFile) }
            while let bytes = try source.read(upToCount: 1 << 20), !bytes.isEmpty { try file.write(contentsOf: bytes) }
            try source.close()
            tags.update(data: Data(Self.bytes(hex: part.etag)))
            size += part.sizeBytes
            unlink(part.path)
        }
        try file.close()
        return Object(
            path: path, sizeBytes: size, etag: "\(Self.hex(tags.finalize()))-\(parts.count)", headers: headers,
            modified: Date())
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }

    private static func bytes(hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
