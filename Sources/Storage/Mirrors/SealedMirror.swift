import Crypto
import Domain
import Foundation
import Synchronization

/// A mirror that gets nothing but sealed bytes: whoever has the bucket learns sizes and names, and no content. What lay
/// there as it is before can be read as well.
package struct SealedMirror: ObjectStore {
    private static let remembered = 1000

    private let mirror: any ObjectStore
    private let keys: SecretKeys
    private let seals: Bool
    /// Where sealed parts lie on their way.
    private let folder: String
    private let io = BlockingIO(threads: 2)
    private let known = Known()

    /// How objects are sealed, which never changes while one is read.
    private final class Known: Sendable { let objects = Mutex<[String: MirrorObject]>([:]) }

    /// - Parameters:
    ///   - seals: whether new objects are sealed.
    ///   - folder: an existing one; what a crash leaves there is removed by others.
    package init(_ mirror: any ObjectStore, keys: SecretKeys, seals: Bool, folder: String) {
        self.mirror = mirror
        self.keys = keys
        self.seals = seals
        self.folder = folder
    }

    package var name: String { mirror.name }
    package var place: String? { mirror.place }
    package var seal: UInt32? { seals ? keys.current : nil }
    /// Nobody else can seal.
    package var direct: (any DirectStore)? { seals ? nil : mirror.direct }

    package func put(_ content: MirrorContent, as key: String) async throws(MirrorError) {
        guard let seal else { return try await mirror.put(content, as: key) }
        known.objects.withLock { $0[key] = nil }
        try await sending(content, of: key, seal) { sealed throws(MirrorError) in try await mirror.put(sealed, as: key)
        }
    }

    package func beginUpload(of key: String, label: MirrorLabel) async throws(MirrorError) -> MirrorUpload {
        var label = label
        label.seal = seal
        known.objects.withLock { $0[key] = nil }
        let upload = try await mirror.beginUpload(of: key, label: label)
        guard let seal else { return upload }
        return MirrorUpload(key: key, id: "\(seal):\(upload.id)")
    }

    package func putPart(
        _ number: Int, of upload: MirrorUpload, _ content: MirrorContent
    ) async throws(MirrorError) -> String {
        let (own, seal) = Self.own(upload)
        guard let seal else { return try await mirror.putPart(number, of: upload, content) }
        return try await sending(content, of: upload.key, seal) { sealed throws(MirrorError) in
            try await mirror.putPart(number, of: own, sealed)
        }
    }

    package func parts(of upload: MirrorUpload) async throws(MirrorError) -> [MirrorPart] {
        let (own, seal) = Self.own(upload)
        let parts = try await mirror.parts(of: own)
        guard seal != nil else { return parts }
        return parts.compactMap { part in
            BlobSeal.plainSize(part.sizeBytes).map { MirrorPart(number: part.number, sizeBytes: $0, etag: part.etag) }
        }
    }

    package func complete(_ upload: MirrorUpload, parts: [MirrorPart]) async throws(MirrorError) {
        try await mirror.complete(Self.own(upload).0, parts: parts)
    }

    package func abort(_ upload: MirrorUpload) async throws(MirrorError) { try await mirror.abort(Self.own(upload).0) }

    package func facts(of key: String) async throws(MirrorError) -> MirrorObject? {
        guard let object = try await mirror.facts(of: key) else { return nil }
        known.objects.withLock { objects in
            if objects.count >= Self.remembered { objects.removeAll() }
            objects[key] = object
        }
        guard let seal = object.seal else { return object }
        guard let size = BlobSeal.plainSize(object.sizeBytes) else { throw .damaged }
        return MirrorObject(key: key, sizeBytes: size, etag: object.etag, sha256: object.sha256, seal: seal)
    }

    package func get(_ key: String, bytes: ClosedRange<Int64>?, to path: String) async throws(MirrorError) -> Int64 {
        let object = try await object(key)
        guard object.seal != nil else { return try await mirror.get(key, bytes: bytes, to: path) }
        guard let size = BlobSeal.plainSize(object.sizeBytes) else { throw MirrorError.damaged }
        guard FileManager.default.createFile(atPath: path, contents: nil) else { throw .storageFull }
        let first = bytes?.lowerBound ?? 0
        let end = bytes.map { $0.upperBound < size ? $0.upperBound + 1 : size } ?? size
        // No more than a part lies here twice.
        for start in stride(from: first, to: end, by: 16 << 20) {
            try await open(start...(min(start + (16 << 20), end) - 1), of: key, into: path, at: start - first)
        }
        return max(0, end - first)
    }

    package func read(_ key: String, bytes: ClosedRange<Int64>, into path: String) async throws(MirrorError) {
        let object = try await object(key)
        guard object.seal != nil else { return try await mirror.read(key, bytes: bytes, into: path) }
        try await open(bytes, of: key, into: path, at: bytes.lowerBound)
    }

    /// Sizes are those of the sealed bytes.
    package func list(prefix: String, after: String?) async throws(MirrorError) -> MirrorListing {
        try await mirror.list(prefix: prefix, after: after)
    }

    package func delete(_ key: String) async throws(MirrorError) {
        known.objects.withLock { $0[key] = nil }
        try await mirror.delete(key)
    }

    package func address(
        of key: String, type: String?, disposition: String?, lifetime: Duration
    ) throws(MirrorError) -> String {
        throw .refused("nobody else can read what is sealed")
    }

    package func uploadAddress(of key: String, type: String, lifetime: Duration) throws(MirrorError) -> String {
        throw .refused("nobody else can seal")
    }

    /// What the bucket calls an upload, and the key that it is sealed with.
    private static func own(_ upload: MirrorUpload) -> (MirrorUpload, UInt32?) {
        guard let colon = upload.id.firstIndex(of: ":"), let seal = UInt32(upload.id[..<colon]) else {
            return (upload, nil)
        }
        return (MirrorUpload(key: upload.key, id: String(upload.id[upload.id.index(after: colon)...])), seal)
    }

    private func blobSeal(_ number: UInt32, _ key: String) throws(MirrorError) -> BlobSeal {
        guard let home = keys.key(number) else {
            throw .refused("an object is sealed with a key that this home does not have")
        }
        return BlobSeal(home, blob: String(key.suffix(64)))
    }

    /// Seals a part into a file that lives as long as `send` runs.
    private func sending<Value: Sendable>(
        _ content: MirrorContent, of key: String, _ number: UInt32,
        _ send: (MirrorContent) async throws(MirrorError) -> Value
    ) async throws(MirrorError) -> Value {
        let (seal, path) = (try blobSeal(number, key), temporaryPath())
        defer { unlink(path) }
        let sealed: MirrorContent
        do {
            sealed = try await io.run { try SealedPart(content, seal).write(to: path, number: number) }
        } catch { throw Self.fault(error) }
        return try await send(sealed)
    }

    /// Fetches the chunks that have these bytes, and writes the bytes behind `place` of the file.
    private func open(
        _ bytes: ClosedRange<Int64>, of key: String, into path: String, at place: Int64
    ) async throws(MirrorError) {
        do {
            return try await open(bytes, of: try await object(key), into: path, at: place)
        } catch {
            guard error == .damaged else { throw error }
        }
        // It may have been sealed anew since it was looked at.
        known.objects.withLock { $0[key] = nil }
        try await open(bytes, of: try await object(key), into: path, at: place)
    }

    private func object(_ key: String) async throws(MirrorError) -> MirrorObject {
        if let object = known.objects.withLock({ $0[key] }) { return object }
        guard try await facts(of: key) != nil, let object = known.objects.withLock({ $0[key] }) else { throw .missing }
        return object
    }

    private func open(
        _ bytes: ClosedRange<Int64>, of object: MirrorObject, into path: String, at place: Int64
    ) async throws(MirrorError) {
        guard let number = object.seal else { throw MirrorError.damaged }
        let seal = try blobSeal(number, object.key)
        let chunks = bytes.lowerBound / BlobSeal.chunkBytes...bytes.upperBound / BlobSeal.chunkBytes
        let first = chunks.lowerBound * BlobSeal.sealedChunkBytes
        let last = min((chunks.upperBound + 1) * BlobSeal.sealedChunkBytes, object.sizeBytes) - 1
        guard first <= last else { throw MirrorError.damaged }
        let sealed = temporaryPath()
        defer { unlink(sealed) }
        _ = try await mirror.get(object.key, bytes: first...last, to: sealed)
        do {
            try await io.run { try OpenedPart(bytes, seal, from: sealed).write(to: path, at: place) }
        } catch {
            throw error is CryptoKitError ? MirrorError.damaged : Self.fault(error)
        }
    }

    private func temporaryPath() -> String { "\(folder)/sealed-\(UInt64.random(in: 0 ... .max))" }

    private static func fault(_ error: any Error) -> MirrorError {
        error as? StoreError == .full ? .storageFull : .refused("the file cannot be sealed or opened: \(error)")
    }
}
