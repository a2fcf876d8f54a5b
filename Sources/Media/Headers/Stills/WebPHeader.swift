/// Header and orientation of a WebP (RFC 9649, section 2). Of an animation, the first picture.
enum WebPHeader {
    static func read(_ file: MediaBytes) -> ImageHeader? {
        var offset: Int64 = 12
        var canvas: (width: Int, height: Int)?
        var hasAlpha = false
        var header: ImageHeader?
        var orientation = 1
        var profile: [UInt8] = []
        for _ in 0..<1000 {
            let chunk = ByteView(file.bytes(at: offset, count: 18 + 8))
            guard let name = chunk.text(0, 4), let length = chunk.little(4, 4) else { break }
            switch name {
            case "VP8X":
                guard let flags = chunk.byte(8), let width = chunk.little(12, 3), let height = chunk.little(15, 3)
                else { return nil }
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
            case "ICCP" where length <= 4 << 20:
                profile = file.bytes(at: offset, count: 8 + length + length & 1)
            case "ANMF" where header == nil:
                guard let canvas, let part = firstPicture(file, at: offset + 8, length: length, profile) else {
                    return nil
                }
                header = ImageHeader(
                    width: canvas.width, height: canvas.height, pixelFormat: hasAlpha ? "yuva420p" : "yuv420p",
                    codec: "webp")
                header?.part = part
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

    /// A file of its own made of a frame of an animation (2.7.1.1 ANMF): decoders of stills read no animations.
    private static func firstPicture(
        _ file: MediaBytes, at offset: Int64, length: Int, _ profile: [UInt8]
    ) -> ImageHeader.Part? {
        guard length > 16, length < 256 << 20 else { return nil }
        let body = ByteView(file.bytes(at: offset, count: length))
        guard let left = body.little(0, 3), let top = body.little(3, 3), let width = body.little(6, 3),
            let height = body.little(9, 3), let pixels = body.slice(16, body.count - 16)
        else { return nil }
        func little(_ number: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
        let isPlain = pixels.text(0, 4) != "ALPH" && profile.isEmpty
        var chunks: [UInt8] = []
        if !isPlain {
            let flags: UInt8 = (pixels.text(0, 4) == "ALPH" ? 0x10 : 0) | (profile.isEmpty ? 0 : 0x20)
            chunks = Array("VP8X".utf8) + little(10, 4) + [flags, 0, 0, 0] + little(width, 3) + little(height, 3)
        }
        chunks += profile + pixels.bytes
        let bytes = Array("RIFF".utf8) + little(4 + chunks.count, 4) + Array("WEBP".utf8) + chunks
        return .init(bytes: bytes, left: left * 2, top: top * 2, width: width + 1, height: height + 1)
    }
}
