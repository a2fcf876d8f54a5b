import Domain
import Foundation
import Synchronization

/// A bucket in memory that counts what it is asked for, and can be out of order.
package final class MemoryMirror: ObjectStore {
    package struct State: Sendable {
        package var objects: [String: Data] = [:]
        /// What was told when the object was put.
        package var labels: [String: MirrorLabel] = [:]
        /// What it calls the bytes of objects that were changed.
        package var tags: [String: String] = [:]
        package var uploads: [String: (key: String, label: MirrorLabel, parts: [Int: Data])] = [:]
        package var isDown = false
        package var takes = true
        /// Keys that it says nothing about.
        package var refused: Set<String> = []
        package var removes = true
        /// Bytes that were read, one range each.
        package var reads: [ClosedRange<Int64>] = []
    }

    package let name: String
    package let state = Mutex(State())

    package init(name: String = "s3") { self.name = name }

    /// Of blobs.
    package var copies: [String: Data] {
        state.withLock { $0.objects.filter { $0.key.hasPrefix("blobs/") } }
    }

    package var reads: [ClosedRange<Int64>] { state.withLock { $0.reads } }
    package func set(down: Bool) { state.withLock { $0.isDown = down } }
    package func set(removes: Bool) { state.withLock { $0.removes = removes } }

    /// The object as ``put(_:as:)`` would have left it.
    package func place(_ bytes: Data, of blob: BlobHash) {
        state.withLock { state in
            state.objects[MirrorCopy.key(of: blob)] = bytes
            state.labels[MirrorCopy.key(of: blob)] = MirrorLabel(sha256: blob.hex)
        }
    }

    /// Puts other bytes of the same size in its place, and says of them what was said of it.
    package func change(_ blob: BlobHash, keeping isSame: Bool = false) {
        let key = MirrorCopy.key(of: blob)
        state.withLock { state in
            if !isSame { state.objects[key] = state.objects[key].map { Data($0.map { $0 ^ 1 }) } }
            state.tags[key] = "\(UInt32.random(in: 0 ... .max))"
        }
    }

    package func remove(_ blob: BlobHash) { state.withLock { $0.objects[MirrorCopy.key(of: blob)] = nil } }

    private func using<Value>(_ body: (inout State) -> Value) throws(MirrorError) -> Value {
        let value: Value? = state.withLock { state in state.isDown ? nil : body(&state) }
        guard let value else { throw .misconfigured("it is out of order") }
        return value
    }

    private func bytes(_ key: String) throws(MirrorError) -> Data {
        guard let bytes = try using({ $0.objects[key] }) else { throw .missing }
        return bytes
    }

    package func put(_ content: MirrorContent, as key: String) async throws(MirrorError) {
        guard state.withLock({ $0.takes }) else { throw .refused("it takes nothing") }
        let part = Self.bytes(content)
        try using { state in
            state.objects[key] = part
            state.labels[key] = content.label
        }
    }

    private static func bytes(_ content: MirrorContent) -> Data {
        let whole = FileManager.default.contents(atPath: content.path) ?? Data()
        return Data(whole.dropFirst(Int(content.offset)).prefix(Int(content.sizeBytes)))
    }

    package func beginUpload(of key: String, label: MirrorLabel) async throws(MirrorError) -> MirrorUpload {
        let id = "upload-\(UInt32.random(in: 0 ... .max))"
        try using { $0.uploads[id] = (key, label, [:]) }
        return MirrorUpload(key: key, id: id)
    }

    package func putPart(
        _ number: Int, of upload: MirrorUpload, _ content: MirrorContent
    ) async throws(MirrorError) -> String {
        let part = Self.bytes(content)
        try using { $0.uploads[upload.id]?.parts[number] = part }
        return "\(number)"
    }

    package func parts(of upload: MirrorUpload) async throws(MirrorError) -> [MirrorPart] {
        guard let known = try using({ $0.uploads[upload.id] }) else { throw .missing }
        return known.parts.map { MirrorPart(number: $0.key, sizeBytes: Int64($0.value.count), etag: "\($0.key)") }
    }

    package func complete(_ upload: MirrorUpload, parts: [MirrorPart]) async throws(MirrorError) {
        let isDone = try using { state in
            guard let known = state.uploads.removeValue(forKey: upload.id) else { return false }
            state.objects[known.key] = known.parts.sorted { $0.key < $1.key }.reduce(Data()) { $0 + $1.value }
            state.labels[known.key] = known.label
            return true
        }
        guard isDone else { throw .missing }
    }

    package func abort(_ upload: MirrorUpload) async throws(MirrorError) {
        try using { _ = $0.uploads.removeValue(forKey: upload.id) }
    }

    package func facts(of key: String) async throws(MirrorError) -> MirrorObject? {
        guard state.withLock({ !$0.refused.contains(key) }) else { throw .refused("not this one") }
        return try using { state in
            state.objects[key].map {
                MirrorObject(
                    key: key, sizeBytes: Int64($0.count), etag: state.tags[key] ?? "",
                    sha256: state.labels[key]?.sha256,
                    seal: state.labels[key]?.seal)
            }
        }
    }

    package func get(_ key: String, bytes: ClosedRange<Int64>?, to path: String) async throws(MirrorError) -> Int64 {
        let whole = try self.bytes(key)
        let part = bytes.map { whole.dropFirst(Int($0.lowerBound)).prefix($0.count) } ?? whole
        guard FileManager.default.createFile(atPath: path, contents: Data(part)) else { throw .storageFull }
        return Int64(part.count)
    }

    package func read(_ key: String, bytes: ClosedRange<Int64>, into path: String) async throws(MirrorError) {
        let part = try self.bytes(key).dropFirst(Int(bytes.lowerBound)).prefix(bytes.count)
        try using { $0.reads.append(bytes) }
        guard let file = FileHandle(forWritingAtPath: path) else { throw .refused("there is no file to write to") }
        defer { try? file.close() }
        do {
            try file.seek(toOffset: UInt64(bytes.lowerBound))
            try file.write(contentsOf: part)
        } catch { throw .storageFull }
    }

    package func list(prefix: String, after: String?) async throws(MirrorError) -> MirrorListing {
        try using { state in
            let keys = state.objects.keys.filter { $0.hasPrefix(prefix) }.sorted()
            let objects = keys.map { MirrorObject(key: $0, sizeBytes: Int64(state.objects[$0]?.count ?? 0), etag: "") }
            return MirrorListing(objects: objects, next: nil)
        }
    }

    package func delete(_ key: String) async throws(MirrorError) {
        guard state.withLock({ $0.removes }) else { throw .refused("it keeps everything") }
        try using { $0.objects[key] = nil }
    }

    package func address(
        of key: String, type: String?, disposition: String?, lifetime: Duration
    ) throws(MirrorError) -> String {
        "https://bucket.example/\(key)?type=\(type ?? "")&name=\(disposition ?? "")&signed=\(lifetime.components.seconds)"
    }

    package func uploadAddress(of key: String, type: String, lifetime: Duration) throws(MirrorError) -> String {
        "https://bucket.example/\(key)?signed=\(lifetime.components.seconds)"
    }
}
