import Foundation

/// Writes into a moving picture that a machine made it: libav leaves out what it is told of GIF and WebP.
enum PictureMark {
    /// - Parameter path: of a GIF or a WebP; anything else stays as it is.
    static func add(_ text: String, to path: String) throws(MediaError) {
        guard !text.isEmpty else { return }
        do {
            let url = URL(fileURLWithPath: path)
            let bytes = try Data(contentsOf: url)
            if bytes.starts(with: Data("GIF8".utf8)), bytes.last == 0x3b {
                try gif(bytes, text).write(to: url)
            } else if bytes.starts(with: Data("RIFF".utf8)), let header = WebPHeader.read(try MediaBytes(path: path)) {
                try webp(extended(bytes, header), text).write(to: url)
            }
        } catch {
            throw .writeFailed("The picture could not be marked; the disk may be full.")
        }
    }

    /// A WebP of pictures that are all the same is one picture in the simple format, which has no room for words: it gets the
    /// chunk in front that says that more follows (WebP container specification, "Simple File Format" and "Extended").
    private static func extended(_ bytes: Data, _ header: ImageHeader) -> Data {
        guard !bytes.dropFirst(12).starts(with: Data("VP8X".utf8)) else { return bytes }
        var marked = Data(bytes.prefix(12))
        marked.append(Data("VP8X".utf8))
        marked.append(littleEndian(10))
        marked.append(contentsOf: [0, 0, 0, 0])
        for side in [header.width, header.height] { marked.append(littleEndian(side - 1).prefix(3)) }
        marked.append(bytes.dropFirst(12))
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
