/// An MP3: its first frame, and the count of frames that encoders leave in it (Xing, Info or VBRI).
enum MP3Header {
    static func read(_ file: MediaBytes) -> MediaFacts? {
        let tag = Int64(FileSignature.id3TagEnd(file.bytes(at: 0, count: 10)) ?? 0)
        let head = file.bytes(at: tag, count: 1 << 14)
        guard let (start, frame) = firstFrame(head) else { return nil }
        let view = ByteView(head[start...])
        // Without the count the bit rate may vary: frames have to be counted.
        guard let samples = frameCount(view, frame).map({ $0 * frame.samples }) else { return nil }
        return MediaFacts.sound(
            file, codec: "mp3", sampleRate: frame.sampleRate, channels: frame.channels, samples: samples)
    }

    /// The first place where two frames of one kind follow each other.
    private static func firstFrame(_ head: [UInt8]) -> (Int, MPEGAudioFrame)? {
        for start in head.indices.dropLast(4) where head[start] == 0xFF && head[start + 1] >= 0xE0 {
            guard let frame = MPEGAudioFrame(ByteView(head[start..<(start + 4)])) else { continue }
            let next = start + frame.length
            guard next + 4 <= head.count else { return (start, frame) }
            if let second = MPEGAudioFrame(ByteView(head[next..<(next + 4)])), second.sampleRate == frame.sampleRate {
                return (start, frame)
            }
        }
        return nil
    }

    private static func frameCount(_ view: ByteView, _ frame: MPEGAudioFrame) -> Int? {
        let offset = 4 + frame.sideInformation
        if ["Xing", "Info"].contains(view.text(offset, 4)), let flags = view.big(offset + 4, 4), flags & 1 == 1 {
            return view.big(offset + 8, 4).flatMap { $0 > 0 ? $0 : nil }
        }
        return view.text(36, 4) == "VBRI" ? view.big(50, 4) : nil
    }
}
