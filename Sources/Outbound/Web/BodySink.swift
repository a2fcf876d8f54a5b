import Foundation

/// Where the bytes of an answer's body go; called on the loop's thread only.
protocol BodySink: AnyObject {
    /// Nil takes the bodies of all answers; else only those of success are for this sink.
    var takesRefusals: Bool { get }
    /// - Parameter resume: continues after a pause; may be called on any thread.
    func begin(_ head: WebHead, resume: @escaping @Sendable () -> Void)
    /// - Throws: what ends the transfer.
    func take(_ bytes: UnsafeRawBufferPointer) throws(WebError) -> CurlTransfer.Taking
}

final class MemorySink: BodySink {
    private(set) var data = Data()

    var takesRefusals: Bool { true }

    func begin(_ head: WebHead, resume: @escaping @Sendable () -> Void) {}

    func take(_ bytes: UnsafeRawBufferPointer) throws(WebError) -> CurlTransfer.Taking {
        data.append(contentsOf: bytes)
        return .all
    }
}

/// Writes into a file that it makes or empties; what was written before a failure stays for the caller to remove, or to
/// continue behind.
final class FileSink: BodySink {
    private let descriptor: Int32
    /// Bytes of the file that a partial answer continues behind.
    private let kept: Int64
    private let told: @Sendable (Int64) -> Void
    private(set) var written: Int64 = 0

    /// - Parameters:
    ///   - kept: bytes that are there already; an answer that is not the rest behind them begins the file anew.
    ///   - told: how long the file is now.
    init(
        path: String, behind kept: Int64 = 0, told: @escaping @Sendable (Int64) -> Void = { _ in }
    ) throws(WebError) {
        self.kept = kept
        self.told = told
        let start = kept > 0 ? 0 : O_TRUNC
        descriptor = open(path, O_WRONLY | O_CREAT | start | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == ENOSPC || errno == EDQUOT ? .storageFull : .invalid("the file to write cannot be opened")
        }
    }

    /// Writes behind `offset` in a file that is there, and leaves everything else of it as it is.
    init(into path: String, at offset: Int64) throws(WebError) {
        (kept, told) = (0, { _ in })
        descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0, lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
            throw .invalid("the file to write cannot be opened")
        }
    }

    deinit { close(descriptor) }

    var takesRefusals: Bool { false }

    func begin(_ head: WebHead, resume: @escaping @Sendable () -> Void) {
        let isRest = head.status == 206 && head.headers["content-range"]?.hasPrefix("bytes \(kept)-") == true
        if kept > 0, isRest {
            lseek(descriptor, off_t(kept), SEEK_SET)
            written = kept
        } else if kept > 0 {
            ftruncate(descriptor, 0)
        }
    }

    func take(_ bytes: UnsafeRawBufferPointer) throws(WebError) -> CurlTransfer.Taking {
        guard let start = bytes.baseAddress else { return .all }
        var done = 0
        while done < bytes.count {
            let count = Foundation.write(descriptor, start + done, bytes.count - done)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                throw errno == ENOSPC || errno == EDQUOT ? .storageFull : .unreachable("the disk refused the bytes")
            }
            done += count
        }
        written += Int64(done)
        told(written)
        return .all
    }
}
