import Media

/// Samples kept on disk between two passes, in a file without a name.
final class Scratch {
    private let file: TemporaryFile
    private var buffer: [Int16] = []
    private var written = 0
    private(set) var count = 0

    /// - Parameter folder: exists and is writable.
    init(folder: String) throws(VoiceError) {
        do throws(MediaError) { file = try TemporaryFile(in: folder) } catch { throw VoiceError(error) }
    }

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
        do throws(MediaError) {
            try file.write(buffer, at: written)
        } catch { throw VoiceError(error) }
        written += 2 * buffer.count
        buffer.removeAll(keepingCapacity: true)
    }

    /// Hands over all samples from the first, in pieces.
    func read(_ body: ([Int16]) throws(VoiceError) -> Void) throws(VoiceError) {
        try flush()
        var offset = 0
        while offset < count {
            var piece = [Int16](repeating: 0, count: min(1 << 14, count - offset))
            do throws(MediaError) {
                try file.read(into: &piece, at: 2 * offset)
            } catch { throw VoiceError(error) }
            offset += piece.count
            try body(piece)
        }
    }
}
