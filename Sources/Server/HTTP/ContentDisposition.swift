/// `Content-Disposition` of a download (RFC 6266): the plain form for old clients, `filename*` for the real name.
enum ContentDisposition {
    /// - Parameters:
    ///   - title: any text; what a file name may not contain becomes `_`.
    ///   - fileExtension: without the dot; added unless the title already ends in it.
    static func attachment(title: String, fileExtension: String) -> String {
        let name = fileName(title: title, fileExtension: fileExtension)
        let ascii = String(
            name.unicodeScalars.map { (0x20..<0x7f).contains($0.value) && $0 != "%" ? Character($0) : "_" })
        var encoded = ""
        for byte in name.utf8 {
            if isPlain(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return "attachment; filename=\"\(ascii)\"; filename*=UTF-8''\(encoded)"
    }

    /// A name that is safe on every file system a browser saves to: no separators, no control characters, none of
    /// `<>:"|?*`, no dot or space at its ends, at most 150 characters before the extension.
    static func fileName(title: String, fileExtension: String) -> String {
        let unsafe: Set<Unicode.Scalar> = ["/", "\\", "<", ">", ":", "\"", "|", "?", "*"]
        var name = String(
            String.UnicodeScalarView(
                title.unicodeScalars.map { scalar in
                    unsafe.contains(scalar) || scalar.properties.generalCategory == .control
                        || scalar.properties.generalCategory == .format ? "_" : scalar
                }))
        let suffix = "." + fileExtension
        if name.lowercased().hasSuffix(suffix.lowercased()) { name.removeLast(suffix.count) }
        while let last = name.last, last == "." || last == " " { name.removeLast() }
        while let first = name.first, first == "." || first == " " { name.removeFirst() }
        name = String(name.prefix(150))
        return (name.isEmpty ? "video" : name) + suffix
    }

    /// attr-char of RFC 8187, section 3.2.1.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"),
            UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
