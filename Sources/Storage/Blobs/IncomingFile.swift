import Crypto
import Dispatch
import Domain
import Glibc
import Synchronization

/// A medium on its way in: written to disk and hashed as it comes, by a thread of the blob store, while its next bytes
/// are being received. Memory stays bounded: about a mebibyte may wait for the disk.
///
/// One task writes, then finishes or discards. What is neither finished nor discarded removes itself.
package final class IncomingFile: Sendable {
    /// Its lock is taken on the queue only, because it is held while the disk works.
    private struct Sink {
        var isOpen = true
        var hasher = SHA256()
        var writtenBytes: Int64 = 0
    }

    private struct Backlog {
        /// Each puts one chunk.
        var chunks: [@Sendable () -> Void] = []
        var bytes = 0
        var isDraining = false
        var writer: CheckedContinuation<Void, Never>?
        var failure: (any Error)?
    }

    /// More than this makes the writer wait until half of it is on the disk, so that the two threads take turns seldom.
    private static let backlogLimit = 1 << 20

    /// Where the bytes lie until they are adopted.
    package let path: String
    private let queue: DispatchQueue
    private let descriptor: Int32
    private let reserve: DiskReserve?
    private let sink = Mutex(Sink())
    private let backlog = Mutex(Backlog())

    /// - Parameters:
    ///   - descriptor: of the file at `path`, open for writing; closed here.
    ///   - reserve: that is left alone.
    init(path: String, descriptor: Int32, queue: DispatchQueue, reserve: DiskReserve? = nil) {
        self.reserve = reserve
        self.path = path
        self.descriptor = descriptor
        self.queue = queue
    }

    deinit {
        guard sink.withLock({ $0.isOpen }) else { return }
        queue.async { [descriptor, path] in
            close(descriptor)
            unlink(path)
        }
    }

    /// Takes the next bytes; they may still be on their way to the disk when it returns.
    /// - Throws: ``StoreError/full`` or ``DiskError``, for these bytes or earlier ones.
    package func write(_ bytes: some Collection<UInt8> & Sendable) async throws {
        let count = bytes.count
        let (mustStart, mustWait) = try backlog.withLock { backlog in
            if let failure = backlog.failure { throw failure }
            backlog.chunks.append { [self] in
                put(bytes)
                taken(count)
            }
            backlog.bytes += count
            defer { backlog.isDraining = true }
            return (!backlog.isDraining, backlog.bytes > Self.backlogLimit)
        }
        if mustStart { queue.async { [self] in drain() } }
        guard mustWait else { return }
        await withCheckedContinuation { continuation in
            backlog.withLock { backlog in
                if backlog.bytes <= Self.backlogLimit { continuation.resume() } else { backlog.writer = continuation }
            }
        }
    }

    /// Waits until the disk has taken everything and closes the file. ``BlobStore/adopt(_:as:)`` will make it durable.
    /// - Throws: what a write ran into; the file is gone then.
    package func finish() async throws -> (hash: BlobHash, sizeBytes: Int64) {
        try await onQueue { [self] in
            while putWaiting() {}
            let (hasher, writtenBytes) = sink.withLock { ($0.hasher, $0.writtenBytes) }
            if let failure = backlog.withLock({ $0.failure }) {
                closeAndRemove()
                throw failure
            }
            guard sink.withLock({ $0.isOpen }), let hash = BlobHash(digest: hasher.finalize()) else {
                throw DiskError(action: "finish", path: path, code: EBADF)
            }
            sink.withLock { $0.isOpen = false }
            close(descriptor)
            return (hash, writtenBytes)
        }
    }

    /// The same, and moves the file to a place on the same disk, over what lies there.
    package func finish(at place: String) async throws -> BlobHash {
        let (hash, _) = try await finish()
        return try await onQueue { [path] in
            guard rename(path, place) == 0 else {
                let error = Disk.error("rename", path)
                unlink(path)
                throw error
            }
            return hash
        }
    }

    /// Closes and removes the file. Nothing happens once it is finished.
    package func discard() async {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                closeAndRemove()
                continuation.resume()
            }
        }
    }

    private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }

    /// On the queue, which other files share: puts what waits now, then lets them have their turn.
    private func drain() {
        if putWaiting() { queue.async { [self] in drain() } }
    }

    /// On the queue.
    /// - Returns: false when nothing waited.
    private func putWaiting() -> Bool {
        let chunks = backlog.withLock { backlog in
            defer { backlog.chunks = [] }
            backlog.isDraining = !backlog.chunks.isEmpty
            return backlog.chunks
        }
        for put in chunks { put() }
        return !chunks.isEmpty
    }

    private func taken(_ count: Int) {
        backlog.withLock { backlog in
            backlog.bytes -= count
            guard backlog.bytes <= Self.backlogLimit / 2 else { return }
            backlog.writer?.resume()
            backlog.writer = nil
        }
    }

    /// On the queue. After the first failure nothing more is written.
    private func put(_ bytes: some Collection<UInt8>) {
        guard backlog.withLock({ $0.failure == nil }) else { return }
        do {
            let direct: Void? = try bytes.withContiguousStorageIfAvailable { try put(UnsafeRawBufferPointer($0)) }
            if direct == nil { try Array(bytes).withUnsafeBytes { try put($0) } }
        } catch {
            backlog.withLock { $0.failure = error }
        }
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws {
        try sink.withLock { sink in
            guard sink.isOpen else { throw DiskError(action: "write", path: path, code: EBADF) }
            try reserve?.requireRoom()
            try Disk.write(bytes, to: descriptor, path: path)
            sink.hasher.update(bufferPointer: bytes)
            sink.writtenBytes += Int64(bytes.count)
        }
    }

    /// On the queue.
    private func closeAndRemove() {
        sink.withLock { sink in
            guard sink.isOpen else { return }
            sink.isOpen = false
            close(descriptor)
            unlink(path)
        }
    }
}

extension BlobHash {
    /// The name of bytes with this SHA-256.
    package init?(digest: some Sequence<UInt8>) {
        self.init(hex: digest.hex)
    }
}
