/// RIFF/WAVE and RF64 (EBU Tech 3306).
enum WAVHeader {
    static func read(_ file: MediaBytes) -> MediaFacts? {
        var offset: Int64 = 12
        var format: ByteView?
        var longSize: Int?
        for _ in 0..<200 {
            let chunk = ByteView(file.bytes(at: offset, count: 8 + 40))
            guard let name = chunk.text(0, 4), var length = chunk.little(4, 4) else { return nil }
            switch name {
            case "ds64": longSize = chunk.little(16, 7)
            case "fmt ": format = chunk.slice(8, min(length, chunk.count - 8))
            case "data":
                let rest = Int(file.sizeBytes - offset - 8)
                if length == 0xFFFF_FFFF { length = longSize ?? rest }
                // What records to a pipe cannot go back to write the length.
                if length == 0 || length > rest { length = rest }
                return format.flatMap { facts(file, format: $0, dataBytes: length) }
            default: break
            }
            offset += 8 + Int64(length + length & 1)
        }
        return nil
    }

    private static func facts(_ file: MediaBytes, format: ByteView, dataBytes: Int) -> MediaFacts? {
        guard let codec = codec(format), let channels = format.little(2, 2), let rate = format.little(4, 4),
            let bytesPerSecond = format.little(8, 4), let block = format.little(12, 2), block > 0, bytesPerSecond > 0
        else { return nil }
        let samples: Int
        if codec.hasPrefix("pcm_") {
            samples = dataBytes / block
        } else if codec.hasPrefix("adpcm_"), let samplesPerBlock = format.little(18, 2) {
            samples = dataBytes / block * samplesPerBlock
        } else {
            samples = Int(Double(dataBytes) / Double(bytesPerSecond) * Double(rate))
        }
        return MediaFacts.sound(file, codec: codec, sampleRate: rate, channels: channels, samples: samples)
    }

    /// WAVEFORMATEX: tag at 0, depth at 14; the extensible form has the real tag at 24.
    static func codec(_ format: ByteView) -> String? {
        guard var tag = format.little(0, 2), let depth = format.little(14, 2) else { return nil }
        if tag == 0xFFFE { tag = format.little(24, 2) ?? 0 }
        switch (tag, depth) {
        case (1, 8): return "pcm_u8"
        case (1, 16): return "pcm_s16le"
        case (1, 24): return "pcm_s24le"
        case (1, 32): return "pcm_s32le"
        case (3, 32): return "pcm_f32le"
        case (3, 64): return "pcm_f64le"
        case (6, _): return "pcm_alaw"
        case (7, _): return "pcm_mulaw"
        case (2, _): return "adpcm_ms"
        case (0x11, _): return "adpcm_ima_wav"
        case (0x50, _): return "mp2"
        case (0x55, _): return "mp3"
        case (0xFF, _), (0x706D, _): return "aac"
        case (0x2000, _): return "ac3"
        default: return nil
        }
    }
}
