/// One track of a Matroska file (RFC 9559, 5.1.4), codecs in libav's names.
struct MatroskaTrack {
    var number = 0
    /// 1 video, 2 sound.
    var type = 0
    var width = 0
    var height = 0
    /// Frames per second; nil when the file does not say.
    var frameRate: Double?
    private var codec = ""
    private var configuration = ByteView([])
    private var sampleRate = 8000.0
    private var channels = 1
    private var depth = 0

    init(_ element: MatroskaElement) {
        for part in element.children {
            switch part.id {
            case 0xD7: number = part.unsigned ?? 0
            case 0x83: type = part.unsigned ?? 0
            case 0x86: codec = part.text
            case 0x63A2: configuration = part.body(4096)
            case 0x23E383:
                frameRate = part.unsigned.flatMap { $0 > 0 ? min(1e9 / Double($0), 1000) : nil }
            case 0xE0:
                for inner in part.children {
                    if inner.id == 0xB0 { width = inner.unsigned ?? 0 }
                    if inner.id == 0xBA { height = inner.unsigned ?? 0 }
                }
            case 0xE1: readSound(part)
            default: break
            }
        }
    }

    private mutating func readSound(_ element: MatroskaElement) {
        var output: Double?
        for part in element.children {
            switch part.id {
            case 0xB5: sampleRate = part.float ?? 0
            case 0x78B5: output = part.float
            case 0x9F: channels = part.unsigned ?? 0
            case 0x6264: depth = part.unsigned ?? 0
            default: break
            }
        }
        sampleRate = output ?? sampleRate
    }

    var videoCodec: String? {
        switch codec {
        case "V_MPEG4/ISO/AVC": "h264"
        case "V_MPEGH/ISO/HEVC": "hevc"
        case "V_AV1": "av1"
        case "V_VP8": "vp8"
        case "V_VP9": "vp9"
        case "V_MPEG4/ISO/ASP", "V_MPEG4/ISO/SP": "mpeg4"
        default: nil
        }
    }

    /// - Parameter firstBlock: VP9 tells its format at the start of a frame (VP9 Bitstream Specification, 6.2).
    func pixelFormat(_ codec: String, firstBlock: ByteView?) -> String? {
        guard codec == "vp9" else { return SequenceHeader.pixelFormat(codec: codec, configuration: configuration) }
        guard let firstBlock else { return nil }
        var bits = BitReader(firstBlock)
        guard bits.bits(2) == 2, let low = bits.bits(1), let high = bits.bits(1) else { return nil }
        return low == 0 && high == 0 ? "yuv420p" : nil
    }

    var audio: MediaFacts.Audio? {
        let found: MediaFacts.Audio?
        switch codec {
        case "A_OPUS": found = plain("opus", rate: 48_000)
        case "A_VORBIS": found = plain("vorbis")
        case "A_FLAC": found = plain("flac")
        case "A_MPEG/L3": found = plain("mp3")
        case "A_AC3": found = plain("ac3")
        case "A_PCM/INT/LIT": found = depth == 16 ? plain("pcm_s16le") : depth == 24 ? plain("pcm_s24le") : nil
        case "A_PCM/FLOAT/IEEE": found = depth == 32 ? plain("pcm_f32le") : nil
        case "A_AAC":
            found = AACConfiguration.read(configuration).map {
                .init(codec: "aac", sampleRate: $0.sampleRate, channels: $0.channels)
            }
        default: found = nil
        }
        return found
    }

    private func plain(_ codec: String, rate: Int? = nil) -> MediaFacts.Audio? {
        guard sampleRate.isFinite, sampleRate >= 1, sampleRate <= 768_000, (1...64).contains(channels) else {
            return nil
        }
        return .init(codec: codec, sampleRate: rate ?? Int(sampleRate), channels: channels)
    }
}
