import Foundation

/// Reads MessagePack (github.com/msgpack/msgpack, spec.md): what official SDKs of speech services send.
struct MessagePack {
    private let bytes: [UInt8]
    private var position = 0

    private init(_ data: Data) { bytes = Array(data) }

    /// - Returns: dictionaries with text keys, arrays, texts, `Data`, numbers, Booleans and `NSNull`; nil for damage.
    static func read(_ data: Data) -> Any? {
        var reader = MessagePack(data)
        guard let value = reader.value(depth: 0), reader.position == reader.bytes.count else { return nil }
        return value
    }

    private mutating func value(depth: Int) -> Any? {
        guard depth < 32, let kind = next() else { return nil }
        switch kind {
        case 0x00...0x7f: return Int(kind)
        case 0xe0...0xff: return Int(Int8(bitPattern: kind))
        case 0x80...0x8f: return map(Int(kind & 0x0f), depth)
        case 0x90...0x9f: return list(Int(kind & 0x0f), depth)
        case 0xa0...0xbf: return text(Int(kind & 0x1f))
        case 0xc0: return NSNull()
        case 0xc2: return false
        case 0xc3: return true
        case 0xc4, 0xc5, 0xc6: return number(1 << Int(kind - 0xc4)).flatMap { take($0) }.map { Data($0) }
        case 0xca: return number(4).map { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) }
        case 0xcb: return number(8).map { Double(bitPattern: UInt64(bitPattern: Int64($0))) }
        case 0xcc, 0xcd, 0xce, 0xcf: return number(1 << Int(kind - 0xcc))
        case 0xd0: return number(1).map { Int(Int8(truncatingIfNeeded: $0)) }
        case 0xd1: return number(2).map { Int(Int16(truncatingIfNeeded: $0)) }
        case 0xd2: return number(4).map { Int(Int32(truncatingIfNeeded: $0)) }
        case 0xd3: return number(8)
        case 0xd9, 0xda, 0xdb: return number(1 << Int(kind - 0xd9)).flatMap { text($0) }
        case 0xdc, 0xdd: return number(kind == 0xdc ? 2 : 4).flatMap { list($0, depth) }
        case 0xde, 0xdf: return number(kind == 0xde ? 2 : 4).flatMap { map($0, depth) }
        default: return nil
        }
    }

    private mutating func next() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= bytes.count - position else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    private mutating func number(_ count: Int) -> Int? {
        guard let bytes = take(count) else { return nil }
        return Int(bitPattern: bytes.reduce(UInt(0)) { $0 << 8 | UInt($1) })
    }

    private mutating func text(_ count: Int) -> String? { take(count).map { String(decoding: $0, as: UTF8.self) } }

    private mutating func list(_ count: Int, _ depth: Int) -> [Any]? {
        var items: [Any] = []
        for _ in 0..<max(0, count) {
            guard let item = value(depth: depth + 1) else { return nil }
            items.append(item)
        }
        return items
    }

    private mutating func map(_ count: Int, _ depth: Int) -> [String: Any]? {
        var fields: [String: Any] = [:]
        for _ in 0..<max(0, count) {
            guard let name = value(depth: depth + 1) as? String, let item = value(depth: depth + 1) else { return nil }
            fields[name] = item
        }
        return fields
    }
}
