/// Header and orientation of a WebP (RFC 9649, section 2).
enum WebPHeader {
    static func read(_ file: MediaBytes) throws(MediaError) -> ImageHeader? {
        var offset: Int64 = 12
        var canvas: (width: Int, height: Int)?
        var hasAlpha = false
        var header: ImageHeader?
        var orientation = 1
        for _ in 0..<1000 {
            let chunk = ByteView(file.bytes(at: offset, count: 18 + 8))
            guard let name = chunk.text(0, 4), let length = chunk.little(4, 4) else { break }
            switch name {
            case "VP8X":
                guard let flags = chunk.byte(8), let width = chunk.little(12, 3), let height = chunk.little(15, 3)
                else { return nil }
                if flags & 0x02 != 0 { throw .unsupported("This is an animated WebP, which cannot be read.") }
                hasAlpha = flags & 0x10 != 0
                canvas = (width + 1, height + 1)
            case "VP8 ":
                guard let width = chunk.little(14, 2), let height = chunk.little(16, 2) else { return nil }
                header = ImageHeader(
                    width: width & 0x3FFF, height: height & 0x3FFF, pixelFormat: hasAlpha ? "yuva420p" : "yuv420p",
                    codec: "webp")
            case "VP8L":
                guard chunk.byte(8) == 0x2F, let bits = chunk.little(9, 4) else { return nil }
                header = ImageHeader(
                    width: bits & 0x3FFF + 1, height: bits >> 14 & 0x3FFF + 1, pixelFormat: "argb", codec: "webp")
            case "EXIF":
                let block = ByteView(file.bytes(at: offset + 8, count: min(length, 1 << 20)))
                let isPrefixed = block.text(0, 6) == "Exif\0\0"
                orientation = ExifOrientation.read(isPrefixed ? ByteView(block.bytes.dropFirst(6)) : block)
            default: break
            }
            offset += 8 + Int64(length + length & 1)
        }
        if let canvas, let found = header, (found.width, found.height) != canvas { return nil }
        header?.exifOrientation = orientation
        return header
    }
}
