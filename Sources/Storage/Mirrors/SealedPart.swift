import Crypto
import Domain
import Foundation

/// A part of a file that is sealed, a chunk in memory at a time.
struct SealedPart {
    private let content: MirrorContent
    private let seal: BlobSeal

    /// - Parameter content: from the beginning of a chunk on.
    init(_ content: MirrorContent, _ seal: BlobSeal) { (self.content, self.seal) = (content, seal) }

    /// - Returns: what lies at `path` then, for whoever sends it.
    func write(to path: String, number: UInt32) throws -> MirrorContent {
        guard content.offset % BlobSeal.chunkBytes == 0 else {
            throw DiskError(action: "seal a part of", path: content.path, code: EINVAL)
        }
        let source = try Disk.open(content.path, O_RDONLY)
        defer { close(source) }
        let target = try Disk.open(path, O_WRONLY | O_CREAT | O_EXCL)
        defer { close(target) }
        var (sum, md5, done) = (SHA256(), Insecure.MD5(), Int64(0))
        while done < content.sizeBytes {
            let count = min(BlobSeal.chunkBytes, content.sizeBytes - done)
            let chunk = try Disk.read(Int(count), at: content.offset + done, from: source, path: content.path)
            let sealed = try seal.seal(chunk, number: (content.offset + done) / BlobSeal.chunkBytes)
            try sealed.withUnsafeBytes { try Disk.write($0, to: target, path: path) }
            sum.update(data: sealed)
            md5.update(data: sealed)
            done += count
        }
        return MirrorContent(
            path: path, sizeBytes: BlobSeal.sealedSize(content.sizeBytes),
            sha256: BlobHash(digest: sum.finalize())?.hex,
            md5: Data(md5.finalize()), label: MirrorLabel(sha256: content.label.sha256, seal: number))
    }
}

/// Bytes of a blob that are opened, a chunk in memory at a time.
struct OpenedPart {
    private let bytes: ClosedRange<Int64>
    private let seal: BlobSeal
    private let path: String

    /// - Parameter path: of the sealed chunks that have these bytes, and nothing else.
    init(_ bytes: ClosedRange<Int64>, _ seal: BlobSeal, from path: String) {
        (self.bytes, self.seal, self.path) = (bytes, seal, path)
    }

    /// - Parameter place: in the target, of the first byte.
    func write(to target: String, at place: Int64) throws {
        let source = try Disk.open(path, O_RDONLY)
        defer { close(source) }
        let file = try Disk.open(target, O_WRONLY)
        defer { close(file) }
        guard lseek(file, off_t(place), SEEK_SET) >= 0 else { throw Disk.error("write", target) }
        let length = try Disk.sizeBytes(path) ?? 0
        let (first, last) = (bytes.lowerBound / BlobSeal.chunkBytes, bytes.upperBound / BlobSeal.chunkBytes)
        for number in first...last {
            let offset = (number - first) * BlobSeal.sealedChunkBytes
            let count = min(BlobSeal.sealedChunkBytes, length - offset)
            guard count > 0 else { throw CryptoKitError.incorrectParameterSize }
            let chunk = try seal.open(
                try Disk.read(Int(count), at: offset, from: source, path: path), number: number)
            let start = number * BlobSeal.chunkBytes
            let from = Int(max(0, bytes.lowerBound - start))
            let to = Int(number == last ? bytes.upperBound + 1 - start : BlobSeal.chunkBytes)
            guard from < to, to <= chunk.count else { throw CryptoKitError.incorrectParameterSize }
            try chunk.dropFirst(from).prefix(to - from).withUnsafeBytes {
                try Disk.write($0, to: file, path: target)
            }
        }
    }
}
