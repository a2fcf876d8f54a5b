import Glibc
import NIOCore
import NIOPosix

/// An immutable file that is open for reading for as long as somebody holds this.
final class OpenFile: Sendable {
    let sizeBytes: Int64
    /// When its bytes were written last, as the file system says: nanoseconds since 1970.
    private let written: Int
    /// Owned by the handle, which lends it to one user at a time and fails the other: sendfile on the event loop takes
    /// it from there, everything else uses it directly.
    private let descriptor: CInt
    private let handle: NIOFileHandle

    private init(takingOwnershipOf descriptor: CInt, sizeBytes: Int64, written: Int) {
        self.written = written
        self.descriptor = descriptor
        self.handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor)
        self.sizeBytes = sizeBytes
    }

    deinit { try? handle.close() }

    /// Opens on an I/O thread.
    /// - Returns: nil when there is no regular file at `path`.
    static func open(_ path: String, on eventLoop: any EventLoop) async throws -> OpenFile? {
        try await NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { try OpenFile.opened(path) }.get()
    }

    private static func opened(_ path: String) throws -> OpenFile? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw IOError(errnoCode: errno, reason: "open")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        return OpenFile(
            takingOwnershipOf: descriptor, sizeBytes: Int64(status.st_size), written: moment(status.st_mtim))
    }

    /// Whether somebody has written into it since it was opened. What a disk's cache knows: does not wait.
    var wasTouched: Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return true }
        return Int64(status.st_size) != sizeBytes || Self.moment(status.st_mtim) != written
    }

    /// What no clock of ours says does not trap, either.
    private static func moment(_ time: timespec) -> Int { time.tv_sec &* 1_000_000_000 &+ time.tv_nsec }

    /// Sends the bytes to the channel, by sendfile(2) where it can, never more than two parts ahead of the client, so that a slow one
    /// is noticed and costs no memory.
    /// - Parameter partBytes: what goes out at once while the kernel already fetches the next.
    func send(_ range: Range<Int64>, to channel: any Channel, partBytes: Int64 = 1 << 20) async throws {
        try await withTaskCancellationHandler {
            try await sendParts(of: range, to: channel, partBytes)
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    private func sendParts(of range: Range<Int64>, to channel: any Channel, _ partBytes: Int64) async throws {
        var previous: EventLoopFuture<Void>?
        var failure: (any Error)?
        var offset = range.lowerBound
        while offset < range.upperBound, failure == nil {
            let end = min(offset + partBytes, range.upperBound)
            let part = part(offset..<end)
            let sent = channel.eventLoop.makePromise(of: Void.self)
            // In the loop's line, never at once: a head that was written from another loop's thread stands there too.
            channel.eventLoop.execute {
                channel.triggerUserOutboundEvent(part, promise: sent)
            }
            prefetch(end..<min(end + partBytes, range.upperBound))
            do { try await previous?.get() } catch { failure = error }
            previous = sent.futureResult
            offset = end
        }
        // Also after a failure: the part under way still uses the descriptor.
        do { try await previous?.get() } catch { failure = failure ?? error }
        if let failure { throw failure }
    }

    private func part(_ range: Range<Int64>) -> FilePart {
        let region = FileRegion(
            fileHandle: handle, readerIndex: Int(range.lowerBound), endIndex: Int(range.upperBound))
        return FilePart(region: region) { try self.read(range) }
    }

    /// Blocks; several threads may read at once, as each names its place in the file.
    private func read(_ range: Range<Int64>) throws -> ByteBuffer {
        var bytes = ByteBufferAllocator().buffer(capacity: range.count)
        while bytes.readableBytes < range.count {
            let place = off_t(range.lowerBound) + off_t(bytes.readableBytes)
            let missing = range.count - bytes.readableBytes
            let count = try bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: missing) {
                let count = pread(descriptor, $0.baseAddress, missing, place)
                guard count >= 0 else { throw IOError(errnoCode: errno, reason: "pread") }
                return count
            }
            guard count > 0 else { throw IOError(errnoCode: EIO, reason: "pread: the file has become shorter") }
        }
        return bytes
    }

    /// Starts reading into the page cache without waiting for it, so that sendfile finds the bytes there and does not
    /// hold the event loop up.
    private func prefetch(_ range: Range<Int64>) {
        guard !range.isEmpty else { return }
        posix_fadvise(descriptor, off_t(range.lowerBound), off_t(range.count), POSIX_FADV_WILLNEED)
    }
}
