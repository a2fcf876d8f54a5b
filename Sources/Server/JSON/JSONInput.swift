/// A JSON value as it came: numbers keep their digits, so that the field they belong to says how they are read.
enum JSONInput: Equatable, Sendable {
    case null
    case boolean(Bool)
    case number(String)
    case string(String)
    case array([JSONInput])
    case object([String: JSONInput])
}

/// Reads JSON as RFC 8259 has it and nothing beside it: no trailing commas, no comments, no field twice in one object.
struct JSONParser {
    struct Malformed: Error, Equatable {
        /// Of the first byte that does not fit.
        let offset: Int
        /// What was expected or found there.
        let reason: String
    }

    private static let deepest = 64

    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func parse(_ bytes: [UInt8]) throws(Malformed) -> JSONInput {
        var parser = JSONParser(bytes)
        parser.skipBlanks()
        let value = try parser.value()
        parser.skipBlanks()
        guard parser.index == bytes.count else { throw parser.malformed("something follows the value") }
        return value
    }

    private func malformed(_ reason: String) -> Malformed { Malformed(offset: index, reason: reason) }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    private mutating func take(word: StaticString) -> Bool {
        let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[index...].starts(with: word) else { return false }
        index += word.count
        return true
    }

    private mutating func value() throws(Malformed) -> JSONInput {
        guard let byte = next else { throw malformed("a value is missing") }
        switch byte {
        case UInt8(ascii: "{"): return try nested { parser throws(Malformed) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(Malformed) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t") where take(word: "true"): return .boolean(true)
        case UInt8(ascii: "f") where take(word: "false"): return .boolean(false)
        case UInt8(ascii: "n") where take(word: "null"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw malformed("this is not the beginning of a value")
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(Malformed) -> JSONInput
    ) throws(Malformed) -> JSONInput {
        depth += 1
        guard depth <= Self.deepest else { throw malformed("more than \(Self.deepest) levels") }
        defer { depth -= 1 }
        index += 1
        skipBlanks()
        return try body(&self)
    }

    private mutating func array() throws(Malformed) -> JSONInput {
        var items: [JSONInput] = []
        if take(UInt8(ascii: "]")) { return .array(items) }
        while true {
            items.append(try value())
            skipBlanks()
            if take(UInt8(ascii: "]")) { return .array(items) }
            guard take(UInt8(ascii: ",")) else { throw malformed("a comma or ] is missing") }
            skipBlanks()
        }
    }

    private mutating func object() throws(Malformed) -> JSONInput {
        var fields: [String: JSONInput] = [:]
        if take(UInt8(ascii: "}")) { return .object(fields) }
        while true {
            guard next == UInt8(ascii: "\"") else { throw malformed("a field name is missing") }
            let name = try string()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw malformed("a colon is missing") }
            skipBlanks()
            guard fields.updateValue(try value(), forKey: name) == nil else {
                throw malformed("a field is given twice")
            }
            skipBlanks()
            if take(UInt8(ascii: "}")) { return .object(fields) }
            guard take(UInt8(ascii: ",")) else { throw malformed("a comma or } is missing") }
            skipBlanks()
        }
    }

    /// `-12.5e+3`: an integer part without leading zeros, then what may follow.
    private mutating func number() throws(Malformed) -> String {
        let start = index
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func digits() throws(Malformed) {
        let start = index
        while let byte = next, (48...57).contains(byte) { index += 1 }
        guard index > start else { throw malformed("a digit is missing") }
    }

    private mutating func string() throws(Malformed) -> String {
        index += 1
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                guard let valid = String(validating: text, as: UTF8.self) else { throw malformed("not UTF-8") }
                index += 1
                return valid
            case UInt8(ascii: "\\"):
                index += 1
                try escape(into: &text)
            case 0..<0x20: throw malformed("a control character must be escaped")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw malformed("a text does not end")
    }

    private mutating func escape(into text: inout [UInt8]) throws(Malformed) {
        guard let byte = next else { throw malformed("a text does not end") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: UTF8.encode(try scalar()) ?? .init())
        default: throw malformed("there is no such escape")
        }
    }

    /// After `\u`: four digits, or a surrogate pair.
    private mutating func scalar() throws(Malformed) -> Unicode.Scalar {
        let unit = try hexadecimal()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xd800..<0xdc00).contains(unit), take(word: "\\u") else { throw malformed("half a surrogate pair") }
        let low = try hexadecimal()
        guard (0xdc00..<0xe000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
        else { throw malformed("half a surrogate pair") }
        return scalar
    }

    private mutating func hexadecimal() throws(Malformed) -> UInt32 {
        guard bytes.count - index >= 4 else { throw malformed("four hexadecimal digits are missing") }
        var value: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            switch byte {
            case 48...57: value = value << 4 | UInt32(byte - 48)
            case 65...70: value = value << 4 | UInt32(byte - 55)
            case 97...102: value = value << 4 | UInt32(byte - 87)
            default: throw malformed("four hexadecimal digits are missing")
            }
        }
        index += 4
        return value
    }
}
