/// One track of a movie's index.
struct MovieTrack {
    var id = 0
    /// `vide`, `soun` or something else.
    var kind = ""
    var samples = 0
    /// Length by the track's own clock.
    var seconds: Double?
    var orientation = Orientation.upright
    /// Where its first chunk lies in the file.
    var firstChunk: Int64?
    /// Its samples lie in another file.
    var isElsewhere = false
    /// Tracks this one names as its chapters.
    var chapterTracks: [Int] = []
    /// The first sample entry: type and body.
    private var entry: (type: String, box: MovieBox)?

    init(_ box: MovieBox) {
        for part in box.children {
            switch part.type {
            case "tkhd": readHeader(part)
            case "tref":
                let list = part.child("chap")?.body(64)
                chapterTracks = (0..<16).compactMap { list?.big($0 * 4, 4) }
            case "mdia": readMedia(part)
            default: break
            }
        }
    }

    private mutating func readHeader(_ box: MovieBox) {
        let body = box.body(96)
        let shift = box.version == 1 ? 12 : 0
        id = body.big(12 + shift * 2 / 3, 4) ?? 0
        func number(_ index: Int) -> Int32? {
            body.big(40 + shift + index * 4, 4).map { Int32(bitPattern: UInt32($0)) }
        }
        if let a = number(0), let b = number(1), let c = number(3), let d = number(4) {
            orientation = Orientation(matrix: (a, b, c, d))
        }
    }

    private mutating func readMedia(_ box: MovieBox) {
        for part in box.children {
            switch part.type {
            case "mdhd": seconds = Self.duration(part.body(32), version: part.version)?.seconds
            case "hdlr": kind = part.body(12).text(8, 4) ?? ""
            case "minf":
                for inner in part.children {
                    if inner.type == "dinf" { readReferences(inner) }
                    if inner.type == "stbl" { readSamples(inner) }
                }
            default: break
            }
        }
    }

    /// Every data reference must say by its flag that the samples are in this file (ISO 14496-12, 8.7.2).
    private mutating func readReferences(_ box: MovieBox) {
        guard let list = box.child("dref"), list.end - list.start > 8 else { return }
        let inner = MovieBox(type: "", file: list.file, start: list.start + 8, end: list.end)
        isElsewhere = inner.children.contains { $0.body(4).byte(3).map { $0 & 1 == 0 } ?? false }
    }

    private mutating func readSamples(_ box: MovieBox) {
        for part in box.children {
            switch part.type {
            case "stsd":
                let inner = MovieBox(type: "", file: part.file, start: part.start + 8, end: part.end)
                entry = inner.children.first.map { ($0.type, $0) }
            case "stsz": samples = part.body(12).big(8, 4) ?? 0
            case "stz2": samples = part.body(12).big(8, 4) ?? 0
            case "stco": firstChunk = part.body(12).big(8, 4).map(Int64.init)
            case "co64": firstChunk = part.body(16).big(8, 7).map { Int64($0) << 8 }
            default: break
            }
        }
    }

    /// Time scale and duration of `mvhd` or `mdhd`, whose beginnings are alike.
    static func duration(_ body: ByteView, version: Int) -> (scale: Int, seconds: Double)? {
        let (scaleAt, size) = version == 1 ? (20, 8) : (12, 4)
        guard let scale = body.big(scaleAt, 4), scale > 0, let high = body.big(scaleAt + 4, 4) else { return nil }
        guard size == 8 else { return high == 0xFFFF_FFFF ? nil : (scale, Double(high) / Double(scale)) }
        guard let low = body.big(scaleAt + 8, 4), high < 1 << 24 else { return nil }
        return (scale, Double(high << 32 | low) / Double(scale))
    }

    /// - Returns: nil when the codec or its pixels are not told by the index.
    func video() throws(MediaError) -> MediaFacts.Video? {
        guard let entry, let codec = MovieCodec.video(entry.type), let seconds, seconds > 0 else { return nil }
        let body = entry.box.body(78)
        guard let width = body.big(24, 2), let height = body.big(26, 2), width > 0, height > 0 else { return nil }
        guard width * height <= MediaLimits.videoPixels else {
            throw .tooLarge("The video is \(width) x \(height) pixels; 8192 x 8192 is the most.")
        }
        let boxes = MovieBox(type: "", file: entry.box.file, start: entry.box.start + 78, end: entry.box.end).children
        guard let format = MovieCodec.pixelFormat(codec, depth: body.big(74, 2) ?? 24, boxes) else { return nil }
        return MediaFacts.Video(
            codec: codec, width: orientation.swapsSides ? height : width,
            height: orientation.swapsSides ? width : height, fps: min(Double(samples) / seconds, 1000),
            rotation: orientation.degrees, frames: samples, pixelFormat: format)
    }

    /// - Returns: nil when the codec or its rate are not told by the index.
    func audio() -> MediaFacts.Audio? {
        guard let entry else { return nil }
        let body = entry.box.body(28)
        guard let version = body.big(8, 2), let channels = body.big(16, 2), let rate = body.big(24, 2), version < 2
        else { return nil }
        // QuickTime's second version of the entry is 16 bytes longer.
        let start = entry.box.start + (version == 1 ? 44 : 28)
        let boxes = MovieBox(type: "", file: entry.box.file, start: start, end: entry.box.end).children
        guard
            let found = MovieCodec.audio(
                entry.type, rate: rate, channels: channels, depth: body.big(18, 2) ?? 16, boxes),
            (1...768_000).contains(found.sampleRate), (1...64).contains(found.channels)
        else { return nil }
        return found
    }
}
