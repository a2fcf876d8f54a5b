import Crypto
import Domain
import Foundation
import Synchronization

/// A mirror in memory, whose objects the test changes behind everybody's back.
final class StubMirror: ObjectStore {
    struct Kept: Equatable {
        var bytes: Data
        var sha256: String
    }

    let name: String
    private let state = Mutex<(objects: [String: Kept], trouble: MirrorError?, asked: Int)>(([:], nil, 0))

    init(_ name: String = "s3") { self.name = name }

    /// Of copies.
    var keys: [String] { state.withLock { $0.objects.keys.filter { $0.hasPrefix("blobs/") }.sorted() } }
    /// Questions about objects.
    var asked: Int { state.withLock { $0.asked } }

    func set(_ trouble: MirrorError?) { state.withLock { $0.trouble = trouble } }
    func remove(_ key: String) { state.withLock { $0.objects[key] = nil } }
    func put(_ bytes: Data, as key: String, sha256: String) {
        state.withLock { $0.objects[key] = Kept(bytes: bytes, sha256: sha256) }
    }

    private func object(_ key: String) throws(MirrorError) -> Kept? {
        let (trouble, kept) = state.withLock { ($0.trouble, $0.objects[key]) }
        if let trouble { throw trouble }
        return kept
    }

    func put(_ content: MirrorContent, as key: String) async throws(MirrorError) {
        _ = try object(key)
        let bytes = FileManager.default.contents(atPath: content.path) ?? Data()
        put(bytes, as: key, sha256: content.sha256 ?? "")
    }

    func beginUpload(of key: String, label: MirrorLabel) async throws(MirrorError) -> MirrorUpload {
        throw .refused("one piece only")
    }

    func putPart(
        _ number: Int, of upload: MirrorUpload, _ content: MirrorContent
    ) async throws(MirrorError) -> String { throw .missing }

    func parts(of upload: MirrorUpload) async throws(MirrorError) -> [MirrorPart] { throw .missing }
    func complete(_ upload: MirrorUpload, parts: [MirrorPart]) async throws(MirrorError) { throw .missing }
    func abort(_ upload: MirrorUpload) async throws(MirrorError) {}

    func facts(of key: String) async throws(MirrorError) -> MirrorObject? {
        state.withLock { $0.asked += 1 }
        return try object(key).map {
            MirrorObject(key: key, sizeBytes: Int64($0.bytes.count), etag: "", sha256: $0.sha256)
        }
    }

    func get(_ key: String, bytes: ClosedRange<Int64>?, to path: String) async throws(MirrorError) -> Int64 {
        guard let kept = try object(key) else { throw .missing }
        _ = FileManager.default.createFile(atPath: path, contents: kept.bytes)
        return Int64(kept.bytes.count)
    }

    func read(_ key: String, bytes: ClosedRange<Int64>, into path: String) async throws(MirrorError) {
        guard let kept = try object(key) else { throw .missing }
        guard let file = FileHandle(forWritingAtPath: path) else { throw .refused("there is no file to write to") }
        defer { try? file.close() }
        do {
            try file.seek(toOffset: UInt64(bytes.lowerBound))
            try file.write(contentsOf: kept.bytes.dropFirst(Int(bytes.lowerBound)).prefix(bytes.count))
        } catch { throw .storageFull }
    }

    func list(prefix: String, after: String?) async throws(MirrorError) -> MirrorListing {
        _ = try object("")
        let objects = keys.filter { $0.hasPrefix(prefix) }.map { MirrorObject(key: $0, sizeBytes: 1, etag: "") }
        return MirrorListing(objects: objects, next: nil)
    }

    func delete(_ key: String) async throws(MirrorError) { remove(key) }

    func address(
        of key: String, type: String?, disposition: String?, lifetime: Duration
    ) throws(MirrorError) -> String { "https://bucket.example/\(key)" }

    func uploadAddress(of key: String, type: String, lifetime: Duration) throws(MirrorError) -> String {
        "https://bucket.example/\(key)"
    }
}
