/// Header and orientation of a PNG (W3C PNG, third edition, 11.2.1 IHDR and 11.3.5.2 eXIf).
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
        for _ in 0..<1000 {
            let chunk = ByteView(file.bytes(at: offset, count: 8))
            guard let length = chunk.big(0, 4), length < 1 << 31, let name = chunk.text(4, 4) else { break }
            if name == "tRNS" { isTransparent = true }
            if name == "eXIf", length < 1 << 20 {
                header.exifOrientation = ExifOrientation.read(ByteView(file.bytes(at: offset + 8, count: length)))
            }
            if name == "IDAT" {
                hasPixels = file.sizeBytes > offset + 8
                break  // what describes the picture stands before its pixels, except text and a late eXIf
            }
            offset += 12 + Int64(length)
        }
        guard hasPixels, let format = format(type: type, depth: depth, isTransparent: isTransparent) else { return nil }
        header.pixelFormat = format
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
