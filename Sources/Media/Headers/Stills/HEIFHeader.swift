/// Header of a HEIC or AVIF picture: the properties of its primary item (ISO 23008-12, 6.5 and 9.3; ISO 14496-12, 8.11).
enum HEIFHeader {
    static func read(_ file: MediaBytes) -> ImageHeader? {
        guard let meta = MovieBox.file(file).first(where: { $0.type == "meta" }), meta.end - meta.start > 4 else {
            return nil
        }
        // A full box: its children follow version and flags.
        let parts = MovieBox(type: "meta", file: file, start: meta.start + 4, end: meta.end).children
        guard let item = primaryItem(parts), let properties = parts.first(where: { $0.type == "iprp" }),
            let list = properties.child("ipco")?.children
        else { return nil }
        let own = properties.children.filter { $0.type == "ipma" }.flatMap { indices(in: $0, of: item) }
            .compactMap { list.indices.contains($0 - 1) ? list[$0 - 1] : nil }
        guard let size = own.first(where: { $0.type == "ispe" })?.body(12), let width = size.big(4, 4),
            let height = size.big(8, 4)
        else { return nil }
        let codec = file.container == .avif ? "av1" : "hevc"
        var header = ImageHeader(
            width: width, height: height, pixelFormat: pixelFormat(list, codec: codec) ?? "yuv420p", codec: codec)
        header.exifOrientation = turn(own.first { $0.type == "irot" })
        return header
    }

    private static func primaryItem(_ parts: [MovieBox]) -> Int? {
        guard let box = parts.first(where: { $0.type == "pitm" }) else { return nil }
        return box.version == 0 ? box.body(6).big(4, 2) : box.body(8).big(4, 4)
    }

    /// The properties, counted from 1, that a box associates with an item.
    private static func indices(in box: MovieBox, of item: Int) -> [Int] {
        let body = box.body(1 << 16)
        guard let version = body.byte(0), let flags = body.byte(3), let entries = body.big(4, 4) else { return [] }
        let (idLength, length) = (version == 0 ? 2 : 4, flags & 1 == 1 ? 2 : 1)
        var offset = 8
        for _ in 0..<min(entries, 4096) {
            guard let id = body.big(offset, idLength), let count = body.byte(offset + idLength) else { return [] }
            offset += idLength + 1
            if id == item {
                return (0..<count).compactMap { body.big(offset + $0 * length, length) }
                    .map { $0 & (length == 2 ? 0x7FFF : 0x7F) }
            }
            offset += count * length
        }
        return []
    }

    /// As the Exif orientation that turns as far: the box counts quarter turns against the clock.
    private static func turn(_ box: MovieBox?) -> Int { [1, 8, 3, 6][(box?.body(1).byte(0) ?? 0) & 3] }

    /// Of the first coded item; the tiles of a grid are all alike.
    private static func pixelFormat(_ properties: [MovieBox], codec: String) -> String? {
        properties.first { $0.type == (codec == "av1" ? "av1C" : "hvcC") }
            .flatMap { SequenceHeader.pixelFormat(codec: codec, configuration: $0.body(64)) }
    }
}
