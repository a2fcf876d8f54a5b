/// STREAMINFO of FLAC (RFC 9639, 8.2).
enum FLACHeader {
    static func read(_ file: MediaBytes) -> MediaFacts? {
        let tag = FileSignature.id3TagEnd(file.bytes(at: 0, count: 10)) ?? 0
        let start = ByteView(file.bytes(at: Int64(tag), count: 42))
        guard start.text(0, 4) == "fLaC", let info = start.slice(8, 34) else { return nil }
        return facts(file, info: info)
    }

    /// - Parameter info: the 34 bytes of the block.
    static func facts(_ file: MediaBytes, info: ByteView) -> MediaFacts? {
        guard let packed = info.big(10, 4), let low = info.big(14, 4) else { return nil }
        let samples = (packed & 0xF) << 32 | low
        return MediaFacts.sound(
            file, codec: "flac", sampleRate: packed >> 12, channels: (packed >> 9 & 7) + 1,
            samples: samples == 0 ? nil : samples)
    }
}
