import Glibc

/// An unlinked temporary file for data that does not fit in memory. It disappears with this object, however the process ends.
package final class TemporaryFile: Sendable {
    package let descriptor: Int32

    /// - Parameter folder: exists and may be written to.
    package init(in folder: String) throws(MediaError) {
        var name = Array((folder + "/.temporary-XXXXXX").utf8CString)
        descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw Self.failed("made") }
        unlink(name)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// Writes all of the bytes; what lies between the file's end and `offset` becomes zeros.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(MediaError) {
        var done = 0
        while done < bytes.count {
            let wrote = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
            if wrote < 0 && errno == EINTR { continue }
            guard wrote > 0 else { throw Self.failed("written; the disk may be full") }
            done += wrote
        }
    }

    package func write<Number: BitwiseCopyable>(_ numbers: [Number], at offset: Int) throws(MediaError) {
        try numbers.withUnsafeBufferPointer { (buffer) throws(MediaError) in
            try write(UnsafeRawBufferPointer(buffer), at: offset)
        }
    }

    /// Fills the array with numbers that were written.
    package func read<Number: BitwiseCopyable>(into numbers: inout [Number], at offset: Int) throws(MediaError) {
        try numbers.withUnsafeMutableBufferPointer { (buffer) throws(MediaError) in
            try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
        }
    }

    /// Fills the whole buffer.
    package func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(MediaError) {
        var done = 0
        while done < bytes.count {
            let got = pread(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { throw Self.failed("read back") }
            done += got
        }
    }

    private static func failed(_ what: String) -> MediaError {
        .writeFailed("A temporary file could not be \(what): \(String(cString: strerror(errno))).")
    }
}
