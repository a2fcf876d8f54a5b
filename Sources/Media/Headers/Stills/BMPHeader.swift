/// Header of a Windows bitmap (BITMAPFILEHEADER and the info headers of its versions).
enum BMPHeader {
    static func read(_ file: MediaBytes) -> ImageHeader? {
        let start = ByteView(file.bytes(at: 0, count: 64))
        guard let size = start.little(14, 4) else { return nil }
        let isOld = size == 12
        guard let width = start.little(18, isOld ? 2 : 4), let rawHeight = start.little(isOld ? 20 : 22, isOld ? 2 : 4),
            let depth = start.little(isOld ? 24 : 28, 2)
        else { return nil }
        // A negative height means rows from the top down.
        let height = isOld || rawHeight < 1 << 31 ? rawHeight : (1 << 32) - rawHeight
        let format: String
        switch depth {
        case 1, 4, 8: format = "pal8"
        case 16: format = "rgb555le"
        case 24: format = "bgr24"
        case 32: format = "bgra"
        default: return nil
        }
        return ImageHeader(width: width, height: height, pixelFormat: format, codec: "bmp")
    }
}
