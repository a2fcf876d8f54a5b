/// Sample entries of movies, in libav's names of codecs.
enum MovieCodec {
    static func video(_ type: String) -> String? {
        switch type {
        case "avc1", "avc3": "h264"
        case "hvc1", "hev1": "hevc"
        case "av01": "av1"
        case "vp08": "vp8"
        case "vp09": "vp9"
        case "mp4v": "mpeg4"
        case "apcn", "apch", "apcs", "apco": "prores"
        case "rle ": "qtrle"
        case "s263", "H263", "h263": "h263"
        default: nil
        }
    }

    static func pixelFormat(_ codec: String, depth: Int, _ boxes: [MovieBox]) -> String? {
        func record(_ type: String) -> ByteView? { boxes.first { $0.type == type }?.body(1024) }
        switch codec {
        case "h264": return record("avcC").flatMap { SequenceHeader.pixelFormat(codec: codec, configuration: $0) }
        case "hevc":
            // A full range is only told here, or too deep in the parameter sets.
            if record("colr").map({ $0.text(0, 4) == "nclx" && ($0.byte(10) ?? 0) & 0x80 != 0 }) == true { return nil }
            return record("hvcC").flatMap { SequenceHeader.pixelFormat(codec: codec, configuration: $0) }
        case "av1": return record("av1C").flatMap { SequenceHeader.pixelFormat(codec: codec, configuration: $0) }
        case "vp9": return record("vpcC").flatMap(SequenceHeader.vp9)
        case "mpeg4":
            // The entry is shared by several codecs; the object type in `esds` tells them apart.
            guard let type = boxes.first(where: { $0.type == "esds" }).flatMap({ ElementaryStream($0.body(512)) })?.type
            else { return nil }
            return type == 0x20 ? "yuv420p" : nil
        case "prores": return "yuv422p10le"
        case "qtrle": return [16: "rgb555be", 24: "rgb24", 32: "argb"][depth]
        default: return SequenceHeader.pixelFormat(codec: codec, configuration: ByteView([]))
        }
    }

    static func audio(
        _ type: String, rate: Int, channels: Int, depth: Int, _ boxes: [MovieBox]
    ) -> MediaFacts.Audio? {
        func plain(_ codec: String) -> MediaFacts.Audio {
            .init(codec: codec, sampleRate: rate, channels: channels)
        }
        switch type {
        case "mp4a":
            // QuickTime wraps the descriptor once more.
            let nested = boxes.first { $0.type == "wave" }?.children ?? []
            guard let box = (boxes + nested).first(where: { $0.type == "esds" }),
                let stream = ElementaryStream(box.body(512))
            else { return nil }
            switch stream.type {
            case 0x40, 0x66, 0x67, 0x68:
                guard let found = AACConfiguration.read(stream.configuration) else { return nil }
                return .init(codec: "aac", sampleRate: found.sampleRate, channels: found.channels)
            // MP3 in a movie may be mono whatever the entry says.
            default: return nil
            }
        case "Opus": return .init(codec: "opus", sampleRate: 48_000, channels: channels)
        case "sowt" where depth == 16: return plain("pcm_s16le")
        case "twos" where depth == 16: return plain("pcm_s16be")
        case "ulaw": return plain("pcm_mulaw")
        case "alaw": return plain("pcm_alaw")
        case "samr": return .init(codec: "amr_nb", sampleRate: 8000, channels: 1)
        case "alac":
            // ALACSpecificConfig: channels at 9, rate at 20; the box is a full box.
            guard let cookie = boxes.first(where: { $0.type == "alac" })?.body(28), let count = cookie.byte(13),
                let rate = cookie.big(24, 4)
            else { return nil }
            return .init(codec: "alac", sampleRate: rate, channels: count)
        default: return nil
        }
    }
}

/// The descriptors in an `esds` box (ISO 14496-1, 7.2.6): what kind of stream, and its configuration.
struct ElementaryStream {
    let type: Int
    let configuration: ByteView

    init?(_ box: ByteView) {
        var offset = 4
        var type: Int?
        for _ in 0..<8 {
            guard let tag = box.byte(offset), let (length, start) = Self.length(box, offset + 1) else { return nil }
            switch tag {
            case 3:
                guard let flags = box.byte(start + 2), flags & 0xE0 == 0 else { return nil }
                offset = start + 3
            case 4:
                type = box.byte(start)
                offset = start + 13
            case 5:
                guard let type, let rest = box.slice(start, min(length, box.count - start)) else { return nil }
                self.type = type
                configuration = rest
                return
            default:
                offset = start + length
            }
            if tag == 4, length <= 13 {  // MP3 has no configuration
                guard let type else { return nil }
                self.type = type
                configuration = ByteView([])
                return
            }
        }
        return nil
    }

    /// A length of up to four bytes with seven bits each.
    private static func length(_ box: ByteView, _ offset: Int) -> (Int, Int)? {
        var length = 0
        for index in 0..<4 {
            guard let byte = box.byte(offset + index) else { return nil }
            length = length << 7 | byte & 0x7F
            if byte & 0x80 == 0 { return (length, offset + index + 1) }
        }
        return nil
    }
}
