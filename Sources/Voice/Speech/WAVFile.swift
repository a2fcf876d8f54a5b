import Glibc

/// A WAV file being written: one channel of 16 bits. It names in its metadata who made it; a file that is not finished
/// is deleted.
final class WAVFile {
    private let path: String
    private let descriptor: Int32
    private let dataOffset: Int
    private var buffer: [UInt8] = []
    private var dataBytes = 0
    private var isFinished = false

    /// - Parameters:
    ///   - marks: written as an ID3 tag, which takes any name; RIFF's own `LIST INFO` has no name for most of them, and
    ///     readers that find both leave the tag out.
    init(path: String, sampleRate: Int, marks: [String: String]) throws(VoiceError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.failed("Creating") }
        self.path = path
        var head = Array("RIFF\0\0\0\0WAVEfmt ".utf8)
        head.append(little32: 16)
        head.append(little16: 1)  // PCM
        head.append(little16: 1)
        head.append(little32: sampleRate)
        head.append(little32: sampleRate * 2)
        head.append(little16: 2)
        head.append(little16: 16)
        head += SoundMarks.id3(marks)
        head += Array("data\0\0\0\0".utf8)
        dataOffset = head.count
        buffer = head
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(path) }
    }

    func append(_ samples: [Int16]) throws(VoiceError) {
        buffer.reserveCapacity(buffer.count + samples.count * 2)
        for sample in samples {
            let bits = UInt16(bitPattern: sample)
            buffer.append(UInt8(truncatingIfNeeded: bits))
            buffer.append(UInt8(truncatingIfNeeded: bits >> 8))
        }
        dataBytes += samples.count * 2
        guard dataBytes < Int(UInt32.max) - dataOffset else {
            throw VoiceError("too_long", "The speech is longer than a WAV file can hold.")
        }
        if buffer.count >= 1 << 16 { try flush() }
    }

    func finish() throws(VoiceError) {
        try flush()
        var size: [UInt8] = []
        size.append(little32: dataOffset - 8 + dataBytes)
        try write(size, at: 4)
        size = []
        size.append(little32: dataBytes)
        try write(size, at: dataOffset - 4)
        isFinished = true
    }

    private func flush() throws(VoiceError) {
        try write(buffer, at: nil)
        buffer.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: [UInt8], at offset: Int?) throws(VoiceError) {
        let isWritten = bytes.withUnsafeBytes { raw in
            var done = 0
            while done < raw.count {
                let rest = raw.baseAddress! + done
                let count =
                    offset.map { pwrite(descriptor, rest, raw.count - done, off_t($0 + done)) }
                    ?? Glibc.write(descriptor, rest, raw.count - done)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
        guard isWritten else { throw Self.failed("Writing") }
    }

    private static func failed(_ step: String) -> VoiceError {
        VoiceError("write_failed", "\(step) the sound failed: \(String(cString: strerror(errno))).")
    }
}

/// Says in a WAV file's own words who made it.
enum SoundMarks {
    /// ID3v2.4.0 (id3.org, 2000): a header and a `TXXX` frame for each mark, in UTF-8, in a chunk
    /// named `id3 `.
    static func id3(_ marks: [String: String]) -> [UInt8] {
        guard !marks.isEmpty else { return [] }
        var frames: [UInt8] = []
        for (key, value) in marks.sorted(by: { $0.key < $1.key }) {
            let body = [3] + Array(key.utf8) + [0] + Array(value.utf8)
            frames += Array("TXXX".utf8) + sevenBit(body.count) + [0, 0] + body
        }
        return chunk("id3 ", Array("ID3".utf8) + [4, 0, 0] + sevenBit(frames.count) + frames)
    }

    /// Chunks begin at even places.
    private static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
        var chunk = Array(name.utf8)
        chunk.append(little32: body.count)
        chunk += body
        if chunk.count % 2 == 1 { chunk.append(0) }
        return chunk
    }

    private static func sevenBit(_ value: Int) -> [UInt8] {
        [21, 14, 7, 0].map { UInt8(value >> $0 & 0x7F) }
    }
}

extension [UInt8] {
    fileprivate mutating func append(little16 value: Int) {
        append(UInt8(truncatingIfNeeded: value))
        append(UInt8(truncatingIfNeeded: value >> 8))
    }

    fileprivate mutating func append(little32 value: Int) {
        append(little16: value)
        append(little16: value >> 16)
    }
}
