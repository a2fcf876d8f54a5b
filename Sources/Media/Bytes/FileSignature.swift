/// What the first bytes of a file say it is. Nothing is parsed here beyond magic numbers, so any bytes are safe.
enum FileSignature: Equatable, Sendable {
    case container(Container)
    /// Something else; the text fits after "This is ".
    case other(String)

    /// How many bytes of the file are enough.
    static let headLength = 4096

    /// - Parameter head: the first ``headLength`` bytes, or all of a shorter file.
    init(head: [UInt8]) {
        self = Self.media(head) ?? .other(ForeignFile.name(of: head))
    }

    private static func media(_ head: [UInt8]) -> FileSignature? {
        if head.starts(with: [0xFF, 0xD8, 0xFF]) { return .container(.jpeg) }
        if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .container(.png) }
        if head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) { return matroska(head) }
        if head.starts(with: "GIF87a".utf8) || head.starts(with: "GIF89a".utf8) { return .container(.gif) }
        if head.starts(with: [0x49, 0x49, 0x2A, 0x00]) || head.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) {
            return .container(.tiff)
        }
        if head.starts(with: "OggS".utf8) { return .container(.ogg) }
        if head.starts(with: "fLaC".utf8) { return .container(.flac) }
        if head.starts(with: "BM".utf8), head.count >= 26, isBitmapHeader(head) { return .container(.bmp) }
        if head.starts(with: "RIFF".utf8) || head.starts(with: "RF64".utf8) { return riff(head) }
        if let movie = movie(head) { return movie }
        if let tagEnd = id3TagEnd(head) {
            let rest = Array(head.dropFirst(tagEnd))
            if rest.starts(with: "fLaC".utf8) { return .container(.flac) }
            return .container(ADTSFrame.isStream(rest) ? .aac : .mp3)
        }
        if ADTSFrame.isStream(head) { return .container(.aac) }
        return isLayerThree(head) ? .container(.mp3) : nil
    }

    private static func matroska(_ head: [UInt8]) -> FileSignature {
        // EBML element DocType, id 4282 (RFC 8794, 11.2.6): a one-byte length and the name.
        for start in head.indices.prefix(80) where head.dropFirst(start).starts(with: [0x42, 0x82]) {
            let name = head.dropFirst(start + 3)
            if name.starts(with: "webm".utf8) { return .container(.webm) }
            if name.starts(with: "matroska".utf8) { return .container(.matroska) }
        }
        return .other("an EBML document of an unknown kind")
    }

    private static func isBitmapHeader(_ head: [UInt8]) -> Bool {
        [12, 16, 40, 52, 56, 64, 108, 124].contains(head[14]) && head[15] == 0 && head[16] == 0 && head[17] == 0
    }

    private static func riff(_ head: [UInt8]) -> FileSignature? {
        switch String(decoding: head.dropFirst(8).prefix(4), as: UTF8.self) {
        case "AVI ": .container(.avi)
        case "WAVE": .container(.wav)
        case "WEBP": .container(.webp)
        default: nil
        }
    }

    private static func movie(_ head: [UInt8]) -> FileSignature? {
        guard head.count >= 12 else { return nil }
        let brand = String(decoding: head[8..<12], as: UTF8.self)
        switch String(decoding: head[4..<8], as: UTF8.self) {
        case "ftyp":
            switch brand {
            case "heic", "heix", "heim", "heis", "hevc", "hevx": return .container(.heic)
            case "avif", "avis": return .container(.avif)
            // The brand of both; which it is stands among the others that fit.
            case "mif1", "msf1", "miaf": return .container(hasBrand("avif", head) ? .avif : .heic)
            case "crx ": return .other("a Canon raw picture")
            case "qt  ": return .container(.mov)
            case "M4A ", "M4B ", "M4P ": return .container(.m4a)
            default: return .container(.mp4)
            }
        // QuickTime files from before `ftyp` existed start with one of these.
        case "moov", "mdat", "wide", "free", "skip", "pnot": return .container(.mov)
        default: return nil
        }
    }

    private static func hasBrand(_ brand: String, _ head: [UInt8]) -> Bool {
        let length = head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        return stride(from: 16, to: min(length, head.count) - 3, by: 4).contains {
            head[$0..<($0 + 4)].elementsEqual(brand.utf8)
        }
    }

    /// Length of an ID3v2 tag at the start (id3.org, ID3v2.4.0 structure, 3.1): ten bytes and a size of 4 x 7 bits.
    static func id3TagEnd(_ head: [UInt8]) -> Int? {
        guard head.starts(with: "ID3".utf8), head.count >= 10, head[6...9].allSatisfy({ $0 < 0x80 }) else { return nil }
        return 10 + head[6...9].reduce(0) { $0 << 7 | Int($1) }
    }

    /// Two MPEG audio frame headers in a row; leading zeros are skipped.
    private static func isLayerThree(_ head: [UInt8]) -> Bool {
        guard let start = head.firstIndex(where: { $0 != 0 }), let frame = MPEGAudioFrame(ByteView(head[start...]))
        else { return false }
        let next = start + frame.length
        return next + 4 > head.count || MPEGAudioFrame(ByteView(head[next...])) != nil
    }
}
