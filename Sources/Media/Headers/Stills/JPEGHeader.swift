/// Walks the segments of a JPEG (ITU-T T.81, B.1) up to the frame header.
enum JPEGHeader {
    static func read(_ file: MediaBytes) -> ImageHeader? {
        var offset: Int64 = 2
        var orientation = 1
        for _ in 0..<2000 {
            let start = ByteView(file.bytes(at: offset, count: 24))
            guard start.byte(0) == 0xFF, let marker = start.byte(1) else { return nil }
            if marker == 0xFF {  // fill bytes
                offset += 1
                continue
            }
            if marker == 0x01 || (0xD0...0xD8).contains(marker) {
                offset += 2
                continue
            }
            guard marker != 0xD9, marker != 0xDA, let length = start.big(2, 2), length >= 2 else { return nil }
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                return frame(start, file, at: offset).map { header in
                    var header = header
                    header.exifOrientation = orientation
                    return header
                }
            }
            if marker == 0xE1, start.text(4, 6) == "Exif\0\0" {
                orientation = ExifOrientation.read(ByteView(file.bytes(at: offset + 10, count: length - 8)))
            }
            offset += 2 + Int64(length)
        }
        return nil
    }

    private static func frame(_ start: ByteView, _ file: MediaBytes, at offset: Int64) -> ImageHeader? {
        guard let height = start.big(5, 2), let width = start.big(7, 2), let components = start.byte(9),
            let sampling = start.byte(11)
        else { return nil }
        let chroma = components >= 3 ? start.byte(14) : nil
        let format: String
        switch (components, sampling, chroma) {
        case (1, _, _): format = "gray"
        case (3, 0x22, 0x11): format = "yuvj420p"
        case (3, 0x21, 0x11), (3, 0x22, 0x12): format = "yuvj422p"
        case (3, 0x12, 0x11), (3, 0x22, 0x21): format = "yuvj440p"
        case (3, 0x41, 0x11): format = "yuvj411p"
        case (4, _, _): format = "gbrap"
        default: format = "yuvj444p"
        }
        return ImageHeader(width: width, height: height, pixelFormat: format, codec: "mjpeg")
    }
}
