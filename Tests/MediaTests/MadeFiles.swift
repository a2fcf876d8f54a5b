/// Files and parts of files that are put together byte by byte.
private func join(_ parts: [UInt8]...) -> [UInt8] { parts.flatMap { $0 } }

private func big(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }

private func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
}

private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

/// A chunk behind a PNG's header, or somewhere else.
enum PNGChunk {
    static func insert(_ name: String, _ body: [UInt8], into png: [UInt8], at place: Int = 33) -> [UInt8] {
        let named = join(text(name), body)
        return join(Array(png[..<place]), big(body.count), named, big(Int(crc(named))), Array(png[place...]))
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}

/// A matrix profile (ICC.1:2010, 8.3.3) with the primaries of Display P3, adapted to D50, and sRGB's curve.
enum DisplayP3 {
    private static func fixed(_ value: Double) -> [UInt8] { big(Int((value * 65_536).rounded())) }

    private static func place(_ x: Double, _ y: Double, _ z: Double) -> [UInt8] {
        join(text("XYZ "), big(0), fixed(x), fixed(y), fixed(z))
    }

    private static var curve: [UInt8] {
        let numbers: [Double] = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045]
        return join(text("para"), big(0), [0, 3, 0, 0], numbers.flatMap(fixed))
    }

    static let profile: [UInt8] = {
        let tags: [(String, [UInt8])] = [
            ("wtpt", place(0.9642, 1, 0.8249)), ("rXYZ", place(0.51512, 0.24119, -0.00105)),
            ("gXYZ", place(0.29198, 0.69225, 0.04189)), ("bXYZ", place(0.15710, 0.06657, 0.78407)),
            ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ]
        let start = 132 + 12 * tags.count
        var table = big(tags.count)
        var body: [UInt8] = []
        for (name, data) in tags {
            table += join(text(name), big(start + body.count), big(data.count))
            body += data
        }
        let head = join(
            big(start + body.count), big(0), big(0x0210_0000), text("mntrRGB XYZ "), zeros(12), text("acsp"), zeros(28),
            fixed(0.9642), fixed(1), fixed(0.8249), zeros(48))
        return join(head, table, body)
    }()

    static func insert(_ profile: [UInt8] = profile, into jpeg: [UInt8]) -> [UInt8] {
        let body = join(text("ICC_PROFILE\0"), [1, 1], profile)
        let length = body.count + 2
        let head: [UInt8] = [0xFF, 0xE2, UInt8(length >> 8), UInt8(length & 255)]
        return join(Array(jpeg.prefix(2)), head, body, Array(jpeg.dropFirst(2)))
    }
}

/// WebP files (RFC 9649, 2.7).
enum WebPFile {
    private static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
        join(text(name), little(body.count, 4), body, zeros(body.count % 2))
    }

    private static func file(_ chunks: [UInt8]) -> [UInt8] {
        join(text("RIFF"), little(chunks.count + 4, 4), text("WEBP"), chunks)
    }

    private static func head(_ flags: UInt8, _ width: Int, _ height: Int) -> [UInt8] {
        chunk("VP8X", join([flags, 0, 0, 0], little(width - 1, 3), little(height - 1, 3)))
    }

    /// - Parameter pixels: a VP8 or VP8L chunk.
    static func still(_ pixels: [UInt8], _ width: Int, _ height: Int, profile: [UInt8]) -> [UInt8] {
        file(join(head(0x20, width, height), chunk("ICCP", profile), pixels))
    }

    /// Two frames, both of these pixels, on a canvas of this size; the first lies at this place.
    static func animation(
        _ pixels: [UInt8], _ width: Int, _ height: Int, profile: [UInt8] = [], left: Int = 0, top: Int = 0,
        canvas: (Int, Int)? = nil
    ) -> [UInt8] {
        let (wide, high) = canvas ?? (width, height)
        let frame = join(
            little(left / 2, 3), little(top / 2, 3), little(width - 1, 3), little(height - 1, 3), little(100, 3), [0],
            pixels)
        let colours = profile.isEmpty ? [] : chunk("ICCP", profile)
        return file(
            join(
                head(profile.isEmpty ? 0x02 : 0x22, wide, high), colours, chunk("ANIM", zeros(6)),
                chunk("ANMF", frame), chunk("ANMF", frame)))
    }
}
