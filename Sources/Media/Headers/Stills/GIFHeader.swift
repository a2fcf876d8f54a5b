/// Header of a GIF (CompuServe, GIF89a, 18): the size of its screen. The first of its pictures is taken.
enum GIFHeader {
    static func read(_ file: MediaBytes) -> ImageHeader? {
        let start = ByteView(file.bytes(at: 0, count: 14))
        guard start.count == 14, let width = start.little(6, 2), let height = start.little(8, 2) else { return nil }
        return ImageHeader(width: width, height: height, pixelFormat: "bgra", codec: "gif")
    }
}
