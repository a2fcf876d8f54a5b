import Glibc
import NIOCore
import NIOPosix

/// An immutable file that is open for reading for as long as somebody holds this.
final class OpenFile: Sendable {
    let sizeBytes: Int64
    private let handle: NIOFileHandle

    private init(handle: NIOFileHandle, sizeBytes: Int64) {
        self.handle = handle
        self.sizeBytes = sizeBytes
    }

    deinit { try? handle.close() }

    /// Opens on an I/O thread.
    /// - Returns: nil when there is no regular file at `path`.
    static func open(_ path: String) async throws -> OpenFile? {
        try await NIOThreadPool.singleton.runIfActive { try OpenFile.opened(path) }
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
            handle: NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor), sizeBytes: Int64(status.st_size))
    }

    /// One part that goes out while the kernel already fetches the next.
    private static let partBytes: Int64 = 1 << 20

    /// Sends the bytes to the channel by sendfile(2), never more than two parts ahead of the client, so that a slow one
    /// is noticed and costs no memory.
    func send(_ range: Range<Int64>, to channel: any Channel) async throws {
        try await withTaskCancellationHandler {
            try await sendParts(of: range, to: channel)
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    private func sendParts(of range: Range<Int64>, to channel: any Channel) async throws {
        var previous: EventLoopFuture<Void>?
        var failure: (any Error)?
        var offset = range.lowerBound
        while offset < range.upperBound, failure == nil {
            let end = min(offset + Self.partBytes, range.upperBound)
            let region = FileRegion(fileHandle: handle, readerIndex: Int(offset), endIndex: Int(end))
            let sent = channel.eventLoop.makePromise(of: Void.self)
            channel.triggerUserOutboundEvent(FilePart(region: region), promise: sent)
            prefetch(end..<min(end + Self.partBytes, range.upperBound))
            do { try await previous?.get() } catch { failure = error }
            previous = sent.futureResult
            offset = end
        }
        // Also after a failure: the part under way still uses the descriptor.
        do { try await previous?.get() } catch { failure = failure ?? error }
        if let failure { throw failure }
    }

    /// Starts reading into the page cache without waiting for it, so that sendfile finds the bytes there and does not
    /// hold the event loop up.
    private func prefetch(_ range: Range<Int64>) {
        guard !range.isEmpty else { return }
        _ = try? handle.withUnsafeFileDescriptor { descriptor in
            posix_fadvise(descriptor, off_t(range.lowerBound), off_t(range.count), POSIX_FADV_WILLNEED)
        }
    }
}
