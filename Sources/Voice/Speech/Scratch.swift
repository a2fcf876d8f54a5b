import Glibc

/// Samples kept on disk between two passes, in a file without a name: it is gone when this is, however the process ends.
final class Scratch {
    private let descriptor: Int32
    private var buffer: [Int16] = []
    private(set) var count = 0

    /// - Parameter folder: exists and is writable.
    init(folder: String) throws(VoiceError) {
        var path = Array((folder + "/.speech-XXXXXX").utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw Self.failed("could not be begun") }
        unlink(path)
    }

    deinit { close(descriptor) }

    func append(_ samples: [Int16]) throws(VoiceError) {
        buffer += samples
        count += samples.count
        if buffer.count >= 1 << 15 { try flush() }
    }

    func appendSilence(_ samples: Int) throws(VoiceError) {
        var left = samples
        while left > 0 {
            let part = min(left, 1 << 14)
            try append([Int16](repeating: 0, count: part))
            left -= part
        }
    }

    private func flush() throws(VoiceError) {
        let isWritten = buffer.withUnsafeBytes { raw in
            var done = 0
            while done < raw.count {
                let wrote = write(descriptor, raw.baseAddress! + done, raw.count - done)
                if wrote < 0 && errno == EINTR { continue }
                guard wrote > 0 else { return false }
                done += wrote
            }
            return true
        }
        guard isWritten else { throw Self.failed("could not be written") }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Hands over all samples from the first, in pieces.
    func read(_ body: ([Int16]) throws(VoiceError) -> Void) throws(VoiceError) {
        try flush()
        var offset = 0
        while offset < count {
            let wanted = min(1 << 14, count - offset)
            var got = 0
            let piece = [Int16](unsafeUninitializedCapacity: wanted) { room, filled in
                let bytes = pread(descriptor, room.baseAddress, wanted * 2, off_t(offset * 2))
                got = max(bytes / 2, 0)
                filled = got
            }
            guard got > 0 else { throw Self.failed("could not be read back") }
            offset += got
            try body(piece)
        }
    }

    private static func failed(_ what: String) -> VoiceError {
        VoiceError("write_failed", "The speech \(what): \(String(cString: strerror(errno))).")
    }
}
