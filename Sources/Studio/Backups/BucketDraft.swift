import Crypto
import Domain
import Foundation
import Storage

/// A backup on its way into a bucket. A part is written to a file while those before it are sent; what fits into one part
/// is sent whole. Used by one thread.
final class BucketDraft: BackupDraft {
    private static let leastPartBytes: Int64 = 16 << 20
    /// A bucket takes ten thousand, and what is packed may be more than was expected.
    private static let mostParts: Int64 = 8000
    /// Parts that are being sent.
    private static let inFlight = 2

    private let bucket: BackupBucket
    private let key: String
    private let scratch: String
    private let partBytes: Int64
    private var part: Part
    private var upload: MirrorUpload?
    private var number = 0
    private var total: Int64 = 0
    private var sending: [Task<MirrorPart, any Error>] = []
    private var sent: [MirrorPart] = []

    /// - Parameter scratch: a folder for parts.
    init(_ bucket: BackupBucket, key: String, expectedBytes: Int64, scratch: String) throws {
        self.bucket = bucket
        self.key = key
        self.scratch = scratch
        partBytes = max(Self.leastPartBytes, expectedBytes / Self.mostParts)
        part = try Part(in: scratch)
    }

    deinit { for task in sending { task.cancel() } }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            if part.count == partBytes { try sendPart() }
            let count = Int(min(Int64(rest.count), partBytes - part.count))
            try part.write(UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
            rest = rest.dropFirst(count)
            total += Int64(count)
        }
    }

    func finish() throws {
        guard number > 0 else {
            let (content, key) = (part.content(withSum: true), key)
            defer { part.remove() }
            return try bucket.ask { mirror async throws(MirrorError) in try await mirror.put(content, as: key) }
        }
        try sendPart()
        for task in sending { sent.append(try Waiting.wait { try await task.value }) }
        sending = []
        guard let upload else { return }
        let (parts, key, total) = (sent, key, total)
        try bucket.ask { mirror async throws(MirrorError) in
            do throws(MirrorError) {
                try await mirror.complete(upload, parts: parts)
            } catch {
                // An attempt whose answer was lost has ended the upload.
                guard error == .missing, try await mirror.facts(of: key)?.sizeBytes == total else { throw error }
            }
        }
        self.upload = nil
    }

    func adopt() throws -> Int64 {
        let key = key
        let object = try bucket.ask { mirror async throws(MirrorError) in try await mirror.facts(of: key) }
        guard object?.sizeBytes == total else {
            throw BackupError("\(bucket.place) does not have the backup that it took.")
        }
        return total
    }

    func discard() {
        for task in sending {
            task.cancel()
            _ = try? Waiting.wait { try await task.value }
        }
        sending = []
        part.remove()
        guard let upload else { return }
        try? bucket.ask { mirror async throws(MirrorError) in try await mirror.abort(upload) }
    }

    /// The part goes, and another begins.
    private func sendPart() throws {
        let (key, bucket) = (key, bucket)
        if upload == nil {
            upload = try bucket.ask { mirror async throws(MirrorError) in
                try await mirror.beginUpload(of: key, label: MirrorLabel(sha256: nil))
            }
        }
        guard let upload else { return }
        if sending.count >= Self.inFlight {
            let oldest = sending.removeFirst()
            sent.append(try Waiting.wait { try await oldest.value })
        }
        number += 1
        let (full, number) = (part, number)
        let content = full.content(withSum: false)
        part = try Part(in: scratch)
        sending.append(
            Task {
                defer { full.remove() }
                let etag = try await bucket.answer { mirror async throws(MirrorError) in
                    try await mirror.putPart(number, of: upload, content)
                }
                return MirrorPart(number: number, sizeBytes: content.sizeBytes, etag: etag)
            })
    }
}

/// A file with a part of what is sent. Written by one thread; removed by whoever is done with it.
private final class Part: @unchecked Sendable {
    private let path: String
    private let file: FileByteSink
    private var md5 = Insecure.MD5()
    private var sha256 = SHA256()
    private(set) var count: Int64 = 0

    init(in folder: String) throws {
        path = "\(folder)/backup-part-\(UInt64.random(in: 0 ... .max))"
        file = try FileByteSink(path: path)
        try file.hold()
    }

    deinit { remove() }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try file.write(bytes)
        md5.update(bufferPointer: bytes)
        sha256.update(bufferPointer: bytes)
        count += Int64(bytes.count)
    }

    func content(withSum: Bool) -> MirrorContent {
        let sum = BlobHash(digest: sha256.finalize())?.hex
        return MirrorContent(path: path, sizeBytes: count, sha256: withSum ? sum : nil, md5: Data(md5.finalize()))
    }

    func remove() { unlink(path) }
}
