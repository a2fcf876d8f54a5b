/// Header, orientation and colours of a PNG (W3C PNG, third edition, 11.2.1 IHDR, 11.3.2 and 11.3.5.2 eXIf).
enum PNGHeader {
    static func read(_ file: MediaBytes) -> ImageHeader? {
        let start = ByteView(file.bytes(at: 0, count: 33))
        guard start.text(12, 4) == "IHDR", let width = start.big(16, 4), let height = start.big(20, 4),
            let depth = start.byte(24), let type = start.byte(25)
        else { return nil }
        var header = ImageHeader(width: width, height: height, pixelFormat: "", codec: "png")
        var offset: Int64 = 33
        var isTransparent = false
        var hasPixels = false
        var colours = PNGColours()
        // Pixels come in pieces of some kilobytes, and an eXIf may stand behind them.
        for _ in 0..<200_000 {
            let chunk = ByteView(file.bytes(at: offset, count: 8))
            guard let length = chunk.big(0, 4), length < 1 << 31, let name = chunk.text(4, 4) else { break }
            if name == "tRNS" { isTransparent = true }
            if name == "eXIf", length < 1 << 20 {
                header.exifOrientation = ExifOrientation.read(ByteView(file.bytes(at: offset + 8, count: length)))
            }
            if name == "IDAT", !hasPixels { hasPixels = file.sizeBytes > offset + 8 }
            if name == "IEND" { break }
            if !hasPixels, length < 64 { colours.take(name, ByteView(file.bytes(at: offset + 8, count: length))) }
            offset += 12 + Int64(length)
        }
        guard hasPixels, let format = format(type: type, depth: depth, isTransparent: isTransparent) else { return nil }
        header.pixelFormat = format
        header.space = colours.space
        header.isInterlaced = start.byte(28) != 0
        return header
    }

    private static func format(type: Int, depth: Int, isTransparent: Bool) -> String? {
        switch (type, depth) {
        case (0, 1): "monob"
        case (0, 2), (0, 4), (0, 8): isTransparent && depth == 8 ? "ya8" : "gray"
        case (0, 16): isTransparent ? "ya16be" : "gray16be"
        case (2, 8): isTransparent ? "rgba" : "rgb24"
        case (2, 16): isTransparent ? "rgba64be" : "rgb48be"
        case (3, 1), (3, 2), (3, 4), (3, 8): "pal8"
        case (4, 8): "ya8"
        case (4, 16): "ya16be"
        case (6, 8): "rgba"
        case (6, 16): "rgba64be"
        default: nil
        }
    }
}

/// The chunks of a PNG that say what its numbers mean, beside an ICC profile. cICP counts more than a profile, a profile
/// more than sRGB, and that more than cHRM and gAMA.
private struct PNGColours {
    private var coded: ColourSpace?
    private var isStandard = false
    private var hasProfile = false
    private var gamma: Double?
    private var chromaticities: Chromaticities?

    mutating func take(_ name: String, _ body: ByteView) {
        switch name {
        case "cICP":
            // Red, green and blue in full range; anything else has no meaning in a PNG.
            guard let primaries = body.byte(0), let transfer = body.byte(1), body.byte(2) == 0, body.byte(3) == 1
            else { return }
            coded = ColourSpace(primaries: primaries, transfer: transfer)
        case "iCCP": hasProfile = true
        case "sRGB": isStandard = true
        case "gAMA": gamma = body.big(0, 4).flatMap { $0 > 0 ? 100_000 / Double($0) : nil }
        case "cHRM":
            let numbers = (0..<8).compactMap { body.big($0 * 4, 4).map { Double($0) / 100_000 } }
            guard numbers.count == 8 else { return }
            func place(_ index: Int) -> Chromaticities.Place { [numbers[index], numbers[index + 1]] }
            chromaticities = Chromaticities(red: place(2), green: place(4), blue: place(6), white: place(0))
        default: break
        }
    }

    /// nil leaves it to the profile.
    var space: ColourSpace? {
        if let coded { return coded }
        if hasProfile { return nil }
        if isStandard || gamma == nil && chromaticities == nil { return .standard }
        let colours = chromaticities.flatMap { $0.isSensible ? $0 : nil } ?? .standard
        let gamma = gamma ?? 2.2
        guard gamma > 0.2, gamma < 5 else { return .standard }
        // 1 / 2.2 is what programs write for sRGB.
        return abs(gamma - 2.2) < 0.01 && colours.isNear(.standard) ? .standard : .measured(colours, gamma: gamma)
    }
}
