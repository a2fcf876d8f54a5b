import Domain
import Foundation
import Storage

/// Reads an object part by part, the next ones being fetched meanwhile. A connection that breaks costs one part. Used by
/// one thread.
final class BucketSource: ByteSource {
    private static let partBytes: Int64 = 8 << 20
    private static let ahead = 4

    private let bucket: BackupBucket
    private let key: String
    private let sizeBytes: Int64
    private let scratch: String
    private var coming: [Task<String, any Error>] = []
    private var asked: Int64 = 0
    private var part: FileByteSource?

    /// - Parameter scratch: a folder for the parts on their way.
    init(_ bucket: BackupBucket, key: String, sizeBytes: Int64, scratch: String) {
        self.bucket = bucket
        self.key = key
        self.sizeBytes = sizeBytes
        self.scratch = scratch
    }

    deinit {
        for task in coming {
            task.cancel()
            Task { if let path = try? await task.value { unlink(path) } }
        }
    }

    func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            if let part {
                let count = try part.read(into: room)
                if count > 0 { return count }
                self.part = nil
            }
            askAhead()
            guard !coming.isEmpty else { return 0 }
            let task = coming.removeFirst()
            let path = try Waiting.wait { try await task.value }
            defer { unlink(path) }
            part = try FileByteSource(path: path)
        }
    }

    private func askAhead() {
        while coming.count < Self.ahead, asked < sizeBytes {
            let bytes = asked...(min(asked + Self.partBytes, sizeBytes) - 1)
            let (bucket, key) = (bucket, key)
            let path = "\(scratch)/backup-part-\(UInt64.random(in: 0 ... .max))"
            coming.append(
                Task {
                    do {
                        let count = try await bucket.answer { mirror async throws(MirrorError) in
                            try await mirror.get(key, bytes: bytes, to: path)
                        }
                        guard count == Int64(bytes.count) else {
                            throw BackupError("\(bucket.place)/\(key) changed while it was read.")
                        }
                        return path
                    } catch {
                        unlink(path)
                        throw error
                    }
                })
            asked = bytes.upperBound + 1
        }
    }
}
