/// Writes JSON text straight into bytes, without a tree of boxed values in between.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 1024) { bytes.reserveCapacity(capacity) }

    private init() {}

    /// Without memory of its own, to be exchanged for one that has some.
    static var empty: JSONWriter { JSONWriter() }

    /// Writes `{…}`; the body writes the fields.
    mutating func object(_ body: (inout JSONWriter) -> Void) {
        open()
        body(&self)
        close()
    }

    mutating func open() { bytes.append(UInt8(ascii: "{")) }

    mutating func close() { bytes.append(UInt8(ascii: "}")) }

    /// Writes `[…]`, with each item's JSON in between.
    mutating func array<Item>(_ items: some Sequence<Item>, _ body: (inout JSONWriter, Item) -> Void) {
        bytes.append(UInt8(ascii: "["))
        for item in items {
            separate()
            body(&self, item)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Writes one field of an object. The name is not escaped: it stands in our source.
    @inline(__always)
    mutating func field(_ name: StaticString, _ value: some JSONValue) {
        key(name)
        value.write(to: &self)
    }

    /// Writes one field whose value is an object.
    @inline(__always)
    mutating func field(_ name: StaticString, object body: (inout JSONWriter) -> Void) {
        key(name)
        object(body)
    }

    /// Writes one field whose name is only known at run time.
    mutating func field(named name: String, _ value: some JSONValue) {
        separate()
        string(name)
        bytes.append(UInt8(ascii: ":"))
        value.write(to: &self)
    }

    mutating func literal(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func integer(_ value: Int64) {
        if value >= 0 && value < 10 {
            bytes.append(48 + UInt8(value))
        } else {
            var text = String(value)
            text.withUTF8 { bytes.append(contentsOf: $0) }
        }
    }

    /// Writes digits as they are: the caller vouches that they are a JSON number.
    mutating func number(_ digits: String) {
        var digits = digits
        digits.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// Writes JSON text as it is: what the store has checked to be valid.
    mutating func json(_ text: String) { number(text) }

    /// Writes a quoted string with what RFC 8259, section 7 wants escaped.
    mutating func string(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            var plain = 0
            for index in 0..<utf8.count {
                let byte = utf8[index]
                if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") { continue }
                bytes.append(contentsOf: utf8[plain..<index])
                escape(byte)
                plain = index + 1
            }
            bytes.append(contentsOf: utf8[plain..<utf8.count])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes text that is known to need no escape, such as an id or a time.
    mutating func plain(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): literal("\\\"")
        case UInt8(ascii: "\\"): literal("\\\\")
        case 0x0a: literal("\\n")
        case 0x0d: literal("\\r")
        case 0x09: literal("\\t")
        default:
            literal("\\u00")
            for nibble in [byte >> 4, byte & 15] { bytes.append(nibble < 10 ? 48 + nibble : 87 + nibble) }
        }
    }

    @inline(__always)
    private mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    /// A comma, unless this is the first field or item.
    @inline(__always)
    private mutating func separate() {
        guard let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") else { return }
        bytes.append(UInt8(ascii: ","))
    }
}

/// What can be written as JSON.
protocol JSONValue {
    func write(to json: inout JSONWriter)
}
