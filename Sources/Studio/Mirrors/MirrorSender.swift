import Crypto
import Domain
import Foundation
import Storage

/// Brings a blob to a mirror and makes sure that it has arrived. Large ones go in parts, and one that was cut off continues
/// with those that are there. Memory stays bounded: bytes are read while they are sent.
struct MirrorSender: Sendable {
    /// Above this an object comes in parts of this size, or larger ones where there would be more than ten thousand.
    static let partBytes: Int64 = 16 << 20
    private static let mostParts: Int64 = 10_000

    let store: Store
    let io: BlockingIO
    /// Transfers at a time, of all objects together.
    let streams: Int
    /// Mirrors take turns.
    private let gate: FairGate<String>

    init(store: Store, io: BlockingIO, streams: Int) {
        self.store = store
        self.io = io
        self.streams = streams
        gate = FairGate(places: streams, perOwner: streams)
    }

    /// - Returns: what the mirror shows of it; nil when the blob is not on the disk.
    func send(_ copy: MirrorCopy, from path: String, to mirror: any ObjectStore) async throws -> MirrorObject? {
        guard let size = try await io.run({ Self.size(of: path) }) else { return nil }
        guard size == copy.sizeBytes else { throw MirrorError.refused("the file on the disk has another size") }
        if size <= Self.partBytes {
            let content = try await content(of: path, 0, size, sha256: copy.blob.hex)
            try await gate.pass(as: mirror.name) { try await mirror.put(content, as: copy.key) }
        } else {
            try await sendParts(copy, size, path, mirror)
        }
        guard let object = try await whole(copy, at: mirror) else {
            throw MirrorError.refused("the bucket does not have what it took")
        }
        return object
    }

    /// What the mirror shows of it, if that is an object of this size that was put as these bytes.
    func whole(_ copy: MirrorCopy, at mirror: any ObjectStore) async throws(MirrorError) -> MirrorObject? {
        let object: MirrorObject?
        do { object = try await mirror.facts(of: copy.key) } catch {
            guard error == .damaged else { throw error }
            return nil
        }
        return copy.isWhole(as: object) ? object : nil
    }

    /// Whether the mirror still has the very object that it showed when the copy was proven.
    func isUntouched(_ copy: MirrorCopy, at mirror: any ObjectStore) async throws(MirrorError) -> Bool {
        copy.isUntouched(as: try await whole(copy, at: mirror))
    }

    private func sendParts(_ copy: MirrorCopy, _ size: Int64, _ path: String, _ mirror: any ObjectStore) async throws {
        // Whole mebibytes, so that parts can be sealed.
        let least = (size + Self.mostParts - 1) / Self.mostParts
        let length = max(Self.partBytes, ((least + (1 << 20) - 1) >> 20) << 20)
        let count = Int((size + length - 1) / length)
        var (upload, done) = try await begun(copy, mirror)
        // Parts of another size are those of an older version.
        done = done.filter { number, part in
            (1...count).contains(number) && part.sizeBytes == min(length, size - Int64(number - 1) * length)
        }
        if upload == nil {
            let new = try await mirror.beginUpload(of: copy.key, label: MirrorLabel(sha256: copy.blob.hex))
            try await store.note(upload: new.id, of: copy)
            upload = new
        }
        guard let upload else { return }
        let missing = (1...count).filter { done[$0] == nil }
        try await withThrowingTaskGroup(of: MirrorPart.self) { group in
            for (index, number) in missing.enumerated() {
                if index >= streams, let part = try await group.next() { done[part.number] = part }
                group.addTask {
                    let start = Int64(number - 1) * length
                    let content = try await content(of: path, start, min(length, size - start), sha256: nil)
                    let etag = try await gate.pass(as: mirror.name) {
                        try await mirror.putPart(number, of: upload, content)
                    }
                    return MirrorPart(number: number, sizeBytes: content.sizeBytes, etag: etag)
                }
            }
            for try await part in group { done[part.number] = part }
        }
        try await mirror.complete(upload, parts: Array(done.values))
    }

    /// An upload that was cut off, with the parts that it has.
    private func begun(
        _ copy: MirrorCopy, _ mirror: any ObjectStore
    ) async throws -> (MirrorUpload?, [Int: MirrorPart]) {
        guard let id = copy.uploadID else { return (nil, [:]) }
        let upload = MirrorUpload(key: copy.key, id: id)
        let parts: [MirrorPart]
        do {
            parts = try await mirror.parts(of: upload)
        } catch {
            guard error == .missing else { throw error }
            return (nil, [:])
        }
        return (upload, Dictionary(parts.map { ($0.number, $0) }) { $1 })
    }

    private func content(
        of path: String, _ start: Int64, _ size: Int64, sha256: String?
    ) async throws -> MirrorContent {
        let md5 = try await io.run { try Self.md5(of: path, start, size) }
        return MirrorContent(path: path, offset: start, sizeBytes: size, sha256: sha256, md5: md5)
    }

    private static func size(of path: String) -> Int64? {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int64(facts.st_size) : nil
    }

    private static func md5(of path: String, _ start: Int64, _ size: Int64) throws -> Data {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw CocoaError(.fileReadNoSuchFile) }
        defer { close(file) }
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { room.deallocate() }
        var (hasher, done) = (Insecure.MD5(), Int64(0))
        while done < size {
            let count = pread(file, room.baseAddress, Int(min(Int64(room.count), size - done)), off_t(start + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CocoaError(.fileReadCorruptFile) }
            hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: room[..<count]))
            done += Int64(count)
        }
        return Data(hasher.finalize())
    }
}
