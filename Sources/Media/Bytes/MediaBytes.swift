import CLibAV
import Glibc

/// A regular file, or a part of one, opened for reading, and the only door through which libav sees bytes: it is never given a path, so
/// nothing in a file can make it open another one.
final class MediaBytes {
    let sizeBytes: Int64
    let container: Container
    private let descriptor: Int32
    /// Where byte 0 lies in the file.
    private let start: Int64
    private var position: Int64 = 0

    /// Where libav reads next.
    var place: Int64 { position }

    /// - Parameter part: of the file; nil for all of it.
    init(path: String, part: Range<Int64>? = nil) throws(MediaError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            throw .unreadable(errno == ENOENT ? "The file does not exist." : "The file cannot be opened.")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .unreadable("This is not a regular file.")
        }
        let end = min(part?.upperBound ?? .max, Int64(status.st_size))
        start = min(part?.lowerBound ?? 0, end)
        sizeBytes = end - start
        let length = min(FileSignature.headLength, Int(clamping: sizeBytes))
        let head = Self.read(descriptor, at: start, count: length)
        switch FileSignature(head: head) {
        case .container(let found): container = found
        case .other(let found):
            close(descriptor)
            let advice = ForeignFile.advice(on: found).map { " \($0) and try again." } ?? ""
            throw .unsupported("This is \(found), not a picture, video or sound that can be read.\(advice)")
        }
    }

    /// The same bytes with a position of their own; nil when the process may open no more files.
    init?(sharing other: MediaBytes) {
        descriptor = dup(other.descriptor)
        (sizeBytes, container, start) = (other.sizeBytes, other.container, other.start)
        guard descriptor >= 0 else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Up to `count` bytes from `offset`; fewer at the end, none beyond it.
    func bytes(at offset: Int64, count: Int) -> [UInt8] {
        guard offset >= 0, offset < sizeBytes, count > 0 else { return [] }
        return Self.read(descriptor, at: start + offset, count: min(count, Int(clamping: sizeBytes - offset)))
    }

    private static func read(_ descriptor: Int32, at offset: Int64, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset) + off_t(filled))
                if got > 0 { filled += got } else if got == 0 || errno != EINTR { break }
            }
        }
    }

    /// Fills the buffer from the start of the file; false when the file got shorter meanwhile.
    func fill(_ buffer: UnsafeMutablePointer<UInt8>, count: Int) -> Bool {
        position = 0
        return take(into: buffer, count: count)
    }

    /// Fills the buffer with what comes next; false when fewer bytes are left.
    func take(into buffer: UnsafeMutablePointer<UInt8>, count: Int) -> Bool {
        var filled = 0
        while filled < count {
            let got = read(into: buffer + filled, count: count - filled)
            guard got > 0 else { return false }
            filled += Int(got)
        }
        return true
    }

    /// libav's read callback.
    func read(into buffer: UnsafeMutablePointer<UInt8>, count: Int) -> Int32 {
        guard position < sizeBytes else { return greenroom_error_end }
        let count = min(count, Int(clamping: sizeBytes - position))
        while true {
            let got = pread(descriptor, buffer, count, off_t(start + position))
            if got > 0 {
                position += Int64(got)
                return Int32(got)
            }
            if got == 0 { return greenroom_error_end }
            if errno != EINTR { return greenroom_error_io }
        }
    }

    /// libav's seek callback: `whence` as for `lseek`, or AVSEEK_SIZE.
    func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        let base: Int64
        switch whence & ~Int32(AVSEEK_FORCE) {
        case Int32(AVSEEK_SIZE): return sizeBytes
        case SEEK_SET: base = 0
        case SEEK_CUR: base = position
        case SEEK_END: base = sizeBytes
        default: return Int64(greenroom_error_invalid_argument)
        }
        let (target, overflow) = base.addingReportingOverflow(offset)
        guard !overflow, target >= 0 else { return Int64(greenroom_error_invalid_argument) }
        position = target
        return target
    }
}
