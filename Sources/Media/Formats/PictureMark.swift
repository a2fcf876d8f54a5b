import Foundation

/// Writes into a moving picture that a machine made it: libav leaves out what it is told of GIF and WebP.
enum PictureMark {
    /// - Parameter path: of a GIF or a WebP; anything else stays as it is.
    static func add(_ text: String, to path: String) throws(MediaError) {
        guard !text.isEmpty else { return }
        do {
            let url = URL(fileURLWithPath: path)
            let bytes = try Data(contentsOf: url)
            guard let marked = marked(bytes, text) else { return }
            try marked.write(to: url)
        } catch {
            throw .writeFailed("The picture could not be marked; the disk may be full.")
        }
    }

    static func marked(_ bytes: Data, _ text: String) -> Data? {
        if bytes.starts(with: Data("GIF8".utf8)), bytes.last == 0x3b { return gif(bytes, text) }
        return extended(bytes).map { webp($0, text) }
    }

    /// A WebP of pictures that are all the same is one picture in the simple format, which has no room for words: it gets the
    /// chunk in front that says that more follows (WebP container specification, "Simple File Format" and "Extended").
    /// - Parameter bytes: from libwebp; nil for what is no WebP.
    private static func extended(_ bytes: Data) -> Data? {
        guard bytes.count > 30, bytes.starts(with: Data("RIFF".utf8)), bytes[8..<12] == Data("WEBP".utf8) else {
            return nil
        }
        var flags: UInt8 = 0
        let (width, height): (Int, Int)
        switch String(decoding: bytes[12..<16], as: UTF8.self) {
        case "VP8X": return bytes
        case "VP8 ":
            (width, height) = (
                Int(bytes[26]) | Int(bytes[27] & 0x3f) << 8, Int(bytes[28]) | Int(bytes[29] & 0x3f) << 8
            )
        case "VP8L":
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[21 + $1]) << (8 * UInt32($1)) }
            (width, height) = (Int(bits & 0x3fff) + 1, Int(bits >> 14 & 0x3fff) + 1)
            if bits >> 28 & 1 == 1 { flags = 0x10 }
        default: return nil
        }
        guard width > 0, height > 0 else { return nil }
        var marked = Data(bytes[..<12])
        marked.append(Data("VP8X".utf8))
        marked.append(littleEndian(10))
        marked.append(contentsOf: [flags, 0, 0, 0])
        for side in [width - 1, height - 1] { marked.append(littleEndian(side).prefix(3)) }
        marked.append(bytes[12...])
        return marked
    }

    /// A comment extension before the trailer (GIF89a, section 24), in blocks of up to 255 bytes.
    private static func gif(_ bytes: Data, _ text: String) -> Data {
        var marked = Data(bytes.dropLast())
        marked.append(contentsOf: [0x21, 0xfe])
        let words = Array(text.utf8.prefix(4096))
        for start in stride(from: 0, to: words.count, by: 255) {
            let block = words[start..<min(start + 255, words.count)]
            marked.append(UInt8(block.count))
            marked.append(contentsOf: block)
        }
        marked.append(contentsOf: [0, 0x3b])
        return marked
    }

    /// XMP at the end, and the flag that says so (WebP container specification, "Extended File Format").
    private static func webp(_ bytes: Data, _ text: String) -> Data {
        let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        let packet =
            "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
            + "<rdf:Description xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:description><rdf:Alt>"
            + "<rdf:li xml:lang=\"x-default\">\(escaped)</rdf:li></rdf:Alt></dc:description></rdf:Description>"
            + "</rdf:RDF></x:xmpmeta>"
        var marked = Data(bytes)
        marked[20] |= 0x04
        marked.append(Data("XMP ".utf8))
        marked.append(littleEndian(packet.utf8.count))
        marked.append(Data(packet.utf8))
        if packet.utf8.count % 2 == 1 { marked.append(0) }
        marked.replaceSubrange(4..<8, with: littleEndian(marked.count - 8))
        return marked
    }

    private static func littleEndian(_ number: Int) -> Data {
        withUnsafeBytes(of: UInt32(clamping: number).littleEndian) { Data($0) }
    }
}
