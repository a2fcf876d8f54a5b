import Foundation

@testable import Media

/// Writes pictures with transparency for tests: 8-bit RGBA, not compressed (RFC 2083, RFC 1950, RFC 1951).
enum PNG {
    static func write(_ picture: Picture, to path: String) throws {
        var raw: [UInt8] = []
        for y in 0..<picture.height {
            raw.append(0)
            raw += UnsafeBufferPointer(start: picture.bytes + y * picture.rowBytes, count: picture.rowBytes)
        }
        var packed: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: raw.count, by: 65535) {
            let part = raw[start..<min(start + 65535, raw.count)]
            let (count, isLast) = (UInt16(part.count), start + 65535 >= raw.count)
            packed += [isLast ? 1 : 0, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
            packed += part
        }
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in raw {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        packed += bytes(b << 16 | a)
        let header = bytes(UInt32(picture.width)) + bytes(UInt32(picture.height)) + [8, 6, 0, 0, 0]
        let file = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] as [UInt8]
        let data = file + chunk("IHDR", header) + chunk("IDAT", packed) + chunk("IEND", [])
        try Data(data).write(to: URL(fileURLWithPath: path))
    }

    private static func bytes(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in body { crc = table[Int((crc ^ UInt32(byte)) & 255)] ^ (crc >> 8) }
        return bytes(UInt32(content.count)) + body + bytes(~crc)
    }

    private static let table: [UInt32] = (0..<256).map { number in
        (0..<8).reduce(UInt32(number)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
    }
}
