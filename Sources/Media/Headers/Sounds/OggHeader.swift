/// An Ogg with one stream of sound (RFC 3533 for pages; the codecs' own mappings for the first packet).
enum OggHeader {
    static func read(_ file: MediaBytes) -> MediaFacts? {
        let page = ByteView(file.bytes(at: 0, count: 512))
        let next = secondPage(file, after: page)
        // A second beginning means several streams: libav sorts them out.
        guard let segments = page.byte(26), let serial = page.little(14, 4), next.map({ $0 & 2 == 0 }) ?? true,
            let packet = page.slice(27 + segments, page.count - 27 - segments)
        else { return nil }
        let end = lastGranule(file, serial: serial)
        if packet.text(1, 6) == "vorbis", packet.byte(0) == 1, let rate = packet.little(12, 4),
            let channels = packet.byte(11)
        {
            return MediaFacts.sound(file, codec: "vorbis", sampleRate: rate, channels: channels, samples: end)
        }
        if packet.text(0, 8) == "OpusHead", let channels = packet.byte(9), let skip = packet.little(10, 2) {
            return MediaFacts.sound(
                file, codec: "opus", sampleRate: 48_000, channels: channels, samples: end.map { max(0, $0 - skip) })
        }
        if packet.text(1, 4) == "FLAC", let info = packet.slice(17, 34),
            let facts = FLACHeader.facts(file, info: info), let audio = facts.audio
        {
            return MediaFacts.sound(
                file, codec: "flac", sampleRate: audio.sampleRate, channels: audio.channels, samples: end)
        }
        return nil
    }

    /// The type byte of the page behind the first one.
    private static func secondPage(_ file: MediaBytes, after page: ByteView) -> Int? {
        guard let segments = page.byte(26), let table = page.slice(27, segments) else { return nil }
        let length = 27 + segments + table.bytes.reduce(0) { $0 + Int($1) }
        let second = ByteView(file.bytes(at: Int64(length), count: 27))
        return second.text(0, 4) == "OggS" ? second.byte(5) : nil
    }

    /// The position of the last page of the stream, in samples. A page is at most 65,307 bytes.
    private static func lastGranule(_ file: MediaBytes, serial: Int) -> Int? {
        let count = min(Int64(1 << 17), file.sizeBytes)
        let tail = file.bytes(at: file.sizeBytes - count, count: Int(count))
        guard tail.count >= 27 else { return nil }
        for start in stride(from: tail.count - 27, through: 0, by: -1) where tail[start] == 0x4F {
            let page = ByteView(tail[start..<(start + 27)])
            guard page.text(0, 4) == "OggS", page.little(14, 4) == serial, let low = page.little(6, 4),
                let high = page.little(10, 4), high < 1 << 16
            else { continue }
            return high << 32 | low
        }
        return nil
    }
}
