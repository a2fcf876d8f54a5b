/// The first directory of a TIFF (TIFF 6.0, section 2).
enum TIFFHeader {
    static func read(_ file: MediaBytes) -> ImageHeader? {
        guard let directory = TIFFDirectory(file), let width = directory[256], let height = directory[257] else {
            return nil
        }
        let depth = directory[258] ?? 1
        let samples = directory[277] ?? 1
        let hasPalette = directory[262] == 3
        var header = ImageHeader(
            width: width, height: height,
            pixelFormat: format(depth: depth, samples: samples, hasPalette: hasPalette, order: directory.order),
            codec: "tiff")
        if let turn = directory[274], (1...8).contains(turn) { header.exifOrientation = turn }
        return header
    }

    private static func format(depth: Int, samples: Int, hasPalette: Bool, order: String) -> String {
        switch (samples, depth) {
        case (1, 1): "monow"
        case (1, 2...8): hasPalette ? "pal8" : "gray"
        case (1, _): "gray16\(order)"
        case (2, 8): "ya8"
        case (2, _): "ya16\(order)"
        case (3, 8): "rgb24"
        case (3, _): "rgb48\(order)"
        case (_, 8): "rgba"
        default: "rgba64\(order)"
        }
    }
}

/// Entries of a directory that are one number, or whose first one counts.
private struct TIFFDirectory {
    /// `le` or `be`.
    let order: String
    private var values: [Int: Int] = [:]

    init?(_ file: MediaBytes) {
        let start = ByteView(file.bytes(at: 0, count: 8))
        let isLittle = start.text(0, 2) == "II"
        order = isLittle ? "le" : "be"
        func number(_ view: ByteView, _ offset: Int, _ count: Int) -> Int? {
            isLittle ? view.little(offset, count) : view.big(offset, count)
        }
        guard number(start, 2, 2) == 42, let place = number(start, 4, 4),
            let count = number(ByteView(file.bytes(at: Int64(place), count: 2)), 0, 2)
        else { return nil }
        let body = ByteView(file.bytes(at: Int64(place) + 2, count: min(count, 512) * 12))
        for entry in 0..<min(count, 512) {
            let offset = entry * 12
            guard let tag = number(body, offset, 2), let type = number(body, offset + 2, 2),
                let number = number(body, offset + 4, 4), type == 3 || type == 4
            else { continue }
            let size = type == 3 ? 2 : 4
            if number * size <= 4 {
                values[tag] = isLittle ? body.little(offset + 8, size) : body.big(offset + 8, size)
            } else if let place = isLittle ? body.little(offset + 8, 4) : body.big(offset + 8, 4) {
                let first = ByteView(file.bytes(at: Int64(place), count: size))
                values[tag] = isLittle ? first.little(0, size) : first.big(0, size)
            }
        }
    }

    subscript(tag: Int) -> Int? { values[tag] }
}
