/// Query parameters as forms write them (WHATWG URL, section 5.1): `+` is a blank, `%2B` a plus.
enum QueryText {
    /// The first value of that name; nil when there is none.
    static func value(of name: String, in query: Substring) -> String? {
        for pair in query.split(separator: "&") {
            let equals = pair.firstIndex(of: "=") ?? pair.endIndex
            guard decoded(pair[..<equals]) == name else { continue }
            return decoded(equals == pair.endIndex ? "" : pair[pair.index(after: equals)...])
        }
        return nil
    }

    /// A percent sign without two digits stands for itself, and bytes that are not UTF-8 become replacement characters.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2).compactMap(\.hexadecimal)
                guard digits.count == 2 else {
                    bytes.append(byte)
                    continue
                }
                bytes.append(digits[0] << 4 | digits[1])
                rest.removeFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var hexadecimal: UInt8? {
        switch self {
        case 48...57: self - 48
        case 65...70: self - 55
        case 97...102: self - 87
        default: nil
        }
    }
}
