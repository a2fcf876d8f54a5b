/// A header value with parameters: `form-data; name="file"; filename="a.mp4"` (RFC 9110, section 5.6.6).
struct HeaderParameters: Equatable {
    let value: String
    /// By lower-case name; of a name that is given twice the first counts.
    let parameters: [String: String]

    /// Nil when it is malformed, a quote is not closed for instance.
    init?(_ text: String) {
        var scanner = Scanner(rest: Array(text.utf8)[...])
        value = scanner.until(";").trimmed
        guard !value.isEmpty else { return nil }
        var found: [String: String] = [:]
        while scanner.skip(";") {
            scanner.skipBlanks()
            if scanner.rest.isEmpty { break }
            let name = scanner.until("=").trimmed.lowercased()
            guard !name.isEmpty, scanner.skip("=") else { return nil }
            guard let content = scanner.content() else { return nil }
            if found[name] == nil { found[name] = content }
            scanner.skipBlanks()
        }
        guard scanner.rest.isEmpty else { return nil }
        parameters = found
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func skip(_ character: Character) -> Bool {
            guard let byte = character.asciiValue, rest.first == byte else { return false }
            rest.removeFirst()
            return true
        }

        mutating func skipBlanks() {
            while let first = rest.first, first == 0x20 || first == 0x09 { rest.removeFirst() }
        }

        mutating func until(_ character: Character) -> Text {
            let taken = rest.prefix { $0 != character.asciiValue }
            rest = rest.dropFirst(taken.count)
            return Text(bytes: taken)
        }

        /// A token, or a quoted string without its quotes and with `\"` and `\\` resolved. Any other backslash stays:
        /// old browsers send whole Windows paths.
        mutating func content() -> String? {
            skipBlanks()
            guard rest.first == UInt8(ascii: "\"") else { return until(";").trimmed }
            rest.removeFirst()
            var bytes: [UInt8] = []
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "\"") { return String(decoding: bytes, as: UTF8.self) }
                if byte == UInt8(ascii: "\\"), let next = rest.first,
                    next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\")
                {
                    rest.removeFirst()
                    bytes.append(next)
                } else {
                    bytes.append(byte)
                }
            }
            return nil
        }
    }

    private struct Text {
        let bytes: ArraySlice<UInt8>

        var trimmed: String {
            var bytes = bytes
            while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
            while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
