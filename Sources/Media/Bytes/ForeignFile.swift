/// Names files that are not media we read, so that a refusal can say what was found.
enum ForeignFile {
    /// Signature, where it lies, and what it means. Playlists stand here too: they point at other files and are refused.
    private static let signatures: [(offset: Int, bytes: [UInt8], name: String)] = [
        (0, Array("%PDF".utf8), "a PDF document"),
        (0, [0x49, 0x49, 0x2B, 0x00], "a BigTIFF picture"),
        (0, [0x4D, 0x4D, 0x00, 0x2B], "a BigTIFF picture"),
        (0, Array("8BPS".utf8), "a Photoshop document"),
        (0, [0xFF, 0x0A], "a JPEG XL picture"),
        (4, Array("JXL ".utf8), "a JPEG XL picture"),
        (4, Array("jP  ".utf8), "a JPEG 2000 picture"),
        (0, [0x50, 0x4B, 0x03, 0x04], "a ZIP archive or an Office document"),
        (0, [0x50, 0x4B, 0x05, 0x06], "an empty ZIP archive"),
        (0, [0x1F, 0x8B], "a gzip archive"),
        (0, Array("BZh".utf8), "a bzip2 archive"),
        (0, [0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive"),
        (0, [0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive"),
        (0, [0x37, 0x7A, 0xBC, 0xAF], "a 7z archive"),
        (0, Array("Rar!".utf8), "a RAR archive"),
        (257, Array("ustar".utf8), "a tar archive"),
        (0, [0x7F, 0x45, 0x4C, 0x46], "a Linux program"),
        (0, Array("MZ".utf8), "a Windows program"),
        (0, [0xCF, 0xFA, 0xED, 0xFE], "a macOS program"),
        (0, Array("#!AMR".utf8), "an AMR recording"),
        (0, Array("#!".utf8), "a script"),
        (0, [0x30, 0x26, 0xB2, 0x75], "a Windows Media file"),
        (0, Array("FLV".utf8), "a Flash video"),
        (0, [0x00, 0x00, 0x01, 0xBA], "an MPEG program stream"),
        (0, [0x00, 0x00, 0x01, 0xB3], "a raw MPEG video stream"),
        (188, [0x47], "an MPEG transport stream"),
        (0, Array("FORM".utf8), "an AIFF or IFF file"),
        (0, Array("caff".utf8), "a Core Audio file"),
        (0, Array("MThd".utf8), "a MIDI file"),
        (0, Array(".RMF".utf8), "a RealMedia file"),
        (0, Array("SQLite format 3".utf8), "a SQLite database"),
        (0, Array("{\\rtf".utf8), "an RTF document"),
        (0, [0xD0, 0xCF, 0x11, 0xE0], "an old Office document"),
    ]

    /// Words that tell what a text is for; looked for in the first kilobyte, in lower case.
    private static let texts: [(word: String, name: String)] = [
        ("#extm3u", "a playlist that refers to other files (M3U or HLS)"),
        ("ffconcat version", "a playlist that refers to other files (concat)"),
        ("<mpd", "a playlist that refers to other files (DASH)"),
        ("[playlist]", "a playlist that refers to other files (PLS)"),
        ("<smoothstreamingmedia", "a playlist that refers to other files (Smooth Streaming)"),
        ("<asx", "a playlist that refers to other files (ASX)"),
        ("v=0\r\no=", "a stream description (SDP)"),
        ("webvtt", "a subtitle file"),
        ("[script info]", "a subtitle file"),
        (" --> ", "a subtitle file"),
        ("<svg", "an SVG drawing"),
        ("<!doctype html", "a web page (HTML)"),
        ("<html", "a web page (HTML)"),
        ("<?xml", "an XML document"),
    ]

    /// What a person can do with media of a kind that is not read; nil for other files.
    static func advice(on name: String) -> String? {
        if ["picture", "Photoshop", "drawing"].contains(where: name.contains) { return "Save it as JPEG or PNG" }
        if ["AMR", "AIFF", "Core Audio"].contains(where: name.contains) { return "Convert it to MP3, M4A or WAV" }
        let isVideo = ["Windows Media", "Flash", "MPEG", "RealMedia"].contains(where: name.contains)
        return isVideo ? "Convert it to MP4" : nil
    }

    static func name(of head: [UInt8]) -> String {
        if head.isEmpty { return "an empty file" }
        if let known = signatures.first(where: { head.dropFirst($0.offset).starts(with: $0.bytes) && fits($0, head) }) {
            return known.name
        }
        let start = head.prefix(1024)
        // A character may be cut at the end of what was read, so up to three bytes may be left over.
        let isText = (0...3).contains { String(validating: start.dropLast($0), as: UTF8.self) != nil }
        if isText, !start.contains(0) {
            let text = String(decoding: start, as: UTF8.self).lowercased()
            if let known = texts.first(where: { text.contains($0.word) }) { return known.name }
            return start.first == UInt8(ascii: "{") ? "a JSON document" : "a text file"
        }
        if head.allSatisfy({ $0 == 0 }) { return "a file of zeros" }
        return "a file of an unknown type"
    }

    /// The mark of a transport stream is one byte: it must stand at the start as well.
    private static func fits(_ signature: (offset: Int, bytes: [UInt8], name: String), _ head: [UInt8]) -> Bool {
        signature.offset != 188 || head[0] == 0x47
    }
}
