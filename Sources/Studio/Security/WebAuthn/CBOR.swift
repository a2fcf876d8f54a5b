import Foundation

/// What authenticators send, in CBOR (RFC 8949): the part of it that CTAP2 uses (canonical form, CTAP 2.1, section 8).
/// Floating point, tags and lengths that are told at the end are refused.
enum CBOR: Equatable {
    case integer(Int64)
    case bytes(Data)
    case text(String)
    case array([CBOR])
    case map([Entry])
    case boolean(Bool)
    case null

    struct Entry: Equatable {
        let key: CBOR
        let value: CBOR
    }

    struct Malformed: Error {}

    /// The value for a key of a map; nil when there is none, or this is no map.
    subscript(key: Int64) -> CBOR? { self[.integer(key)] }
    subscript(key: String) -> CBOR? { self[.text(key)] }

    private subscript(key: CBOR) -> CBOR? {
        guard case .map(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    var bytes: Data? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }
}

/// Reads CBOR values one after the other.
struct CBORReader {
    private static let deepest = 8

    private let bytes: [UInt8]
    /// How many bytes were read.
    private(set) var position = 0

    init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    var isAtEnd: Bool { position == bytes.count }

    /// The only value of `bytes`.
    static func value(of bytes: some Sequence<UInt8>) throws(CBOR.Malformed) -> CBOR {
        var reader = CBORReader(bytes)
        let value = try reader.next()
        guard reader.isAtEnd else { throw CBOR.Malformed() }
        return value
    }

    /// The value that begins here.
    mutating func next() throws(CBOR.Malformed) -> CBOR { try next(depth: 0) }

    private mutating func next(depth: Int) throws(CBOR.Malformed) -> CBOR {
        guard depth < Self.deepest else { throw CBOR.Malformed() }
        guard let head = try take(1).first else { throw CBOR.Malformed() }
        let (major, low) = (head >> 5, head & 31)
        if major == 7 {
            switch low {
            case 20, 21: return .boolean(low == 21)
            case 22: return .null
            default: throw CBOR.Malformed()
            }
        }
        let argument = try argument(low)
        switch major {
        case 0: return .integer(argument)
        case 1: return .integer(-1 - argument)
        case 2: return .bytes(Data(try take(argument)))
        case 3: return .text(try text(argument))
        case 4: return .array(try array(argument, depth))
        case 5: return .map(try map(argument, depth))
        default: throw CBOR.Malformed()
        }
    }

    private mutating func argument(_ low: UInt8) throws(CBOR.Malformed) -> Int64 {
        guard low >= 24 else { return Int64(low) }
        guard low <= 27 else { throw CBOR.Malformed() }
        var value: UInt64 = 0
        for byte in try take(1 << Int64(low - 24)) { value = value << 8 | UInt64(byte) }
        guard let argument = Int64(exactly: value) else { throw CBOR.Malformed() }
        return argument
    }

    private mutating func text(_ count: Int64) throws(CBOR.Malformed) -> String {
        guard let text = String(validating: try take(count), as: UTF8.self) else { throw CBOR.Malformed() }
        return text
    }

    private mutating func array(_ count: Int64, _ depth: Int) throws(CBOR.Malformed) -> [CBOR] {
        guard count <= Int64(bytes.count - position) else { throw CBOR.Malformed() }
        var items: [CBOR] = []
        for _ in 0..<count { items.append(try next(depth: depth + 1)) }
        return items
    }

    private mutating func map(_ count: Int64, _ depth: Int) throws(CBOR.Malformed) -> [CBOR.Entry] {
        guard count <= 64 else { throw CBOR.Malformed() }
        var entries: [CBOR.Entry] = []
        for _ in 0..<count {
            let entry = CBOR.Entry(key: try next(depth: depth + 1), value: try next(depth: depth + 1))
            guard !entries.contains(where: { $0.key == entry.key }) else { throw CBOR.Malformed() }
            entries.append(entry)
        }
        return entries
    }

    private mutating func take(_ count: Int64) throws(CBOR.Malformed) -> ArraySlice<UInt8> {
        guard count <= Int64(bytes.count - position) else { throw CBOR.Malformed() }
        defer { position += Int(count) }
        return bytes[position..<position + Int(count)]
    }
}
