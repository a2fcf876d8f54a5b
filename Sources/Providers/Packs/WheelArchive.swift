import CZlib
import Foundation

/// Reads files out of a ZIP archive (PKWARE APPNOTE 6.3.10) without ZIP64, as Python wheels are. Its calls wait for the
/// disk.
struct WheelArchive {
    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    private struct Entry {
        let method: UInt16
        let packed: UInt64
        let start: UInt64
    }

    private let file: FileHandle
    private let entries: [String: Entry]

    init(path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else { throw Broken(description: "it cannot be opened") }
        self.file = file
        let size = try file.seekToEnd()
        let tailSize = min(size, 65_557)
        try file.seek(toOffset: size - tailSize)
        let tail = [UInt8](try file.read(upToCount: Int(tailSize)) ?? Data())
        guard
            let end = stride(from: tail.count - 22, through: 0, by: -1).first(where: {
                tail[$0..<$0 + 4] == [0x50, 0x4b, 0x05, 0x06]
            })
        else { throw Broken(description: "it is no ZIP archive") }
        let length = UInt64(Self.number(tail, end + 12, 4)), start = UInt64(Self.number(tail, end + 16, 4))
        guard start + length <= size, length <= 64 << 20 else { throw Broken(description: "its directory is cut off") }
        try file.seek(toOffset: start)
        entries = try Self.directory([UInt8](try file.read(upToCount: Int(length)) ?? Data()))
    }

    private static func directory(_ bytes: [UInt8]) throws -> [String: Entry] {
        var entries: [String: Entry] = [:]
        var at = 0
        while at + 46 <= bytes.count, number(bytes, at, 4) == 0x0201_4b50 {
            let name = number(bytes, at + 28, 2)
            let next = at + 46 + name + number(bytes, at + 30, 2) + number(bytes, at + 32, 2)
            guard next <= bytes.count else { throw Broken(description: "its directory is cut off") }
            entries[String(decoding: bytes[at + 46..<at + 46 + name], as: UTF8.self)] = Entry(
                method: UInt16(number(bytes, at + 10, 2)), packed: UInt64(number(bytes, at + 20, 4)),
                start: UInt64(number(bytes, at + 42, 4)))
            at = next
        }
        return entries
    }

    var names: [String] { Array(entries.keys) }

    /// Hands out the bytes of a file in it, piece by piece.
    func read(_ name: String, into take: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let entry = entries[name] else { throw Broken(description: "it holds no \(name)") }
        try file.seek(toOffset: entry.start)
        let header = [UInt8](try file.read(upToCount: 30) ?? Data())
        guard header.count == 30, Self.number(header, 0, 4) == 0x0403_4b50 else {
            throw Broken(description: "\(name) is cut off")
        }
        let skipped = 30 + Self.number(header, 26, 2) + Self.number(header, 28, 2)
        try file.seek(toOffset: entry.start + UInt64(skipped))
        switch entry.method {
        case 0: try eachPiece(of: entry, name) { piece in try piece.withUnsafeBytes(take) }
        case 8:
            let stream = try Inflation()
            try eachPiece(of: entry, name) { try stream.add($0, take) }
            guard stream.isAtEnd else { throw Broken(description: "\(name) is cut off") }
        default: throw Broken(description: "\(name) is packed in a way that this program does not know")
        }
    }

    private func eachPiece(of entry: Entry, _ name: String, _ body: (Data) throws -> Void) throws {
        var left = entry.packed
        while left > 0 {
            guard let piece = try file.read(upToCount: Int(min(left, 1 << 20))), !piece.isEmpty else {
                throw Broken(description: "\(name) is cut off")
            }
            left -= UInt64(piece.count)
            try body(piece)
        }
    }

    private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
}

/// One stream of deflated bytes.
private final class Inflation {
    private var stream = z_stream()
    private var room = [UInt8](repeating: 0, count: 1 << 18)
    private(set) var isAtEnd = false

    init() throws {
        guard greenroom_inflate_begin(&stream) == Z_OK else {
            throw WheelArchive.Broken(description: "zlib does not start")
        }
    }

    deinit { inflateEnd(&stream) }

    func add(_ piece: Data, _ take: (UnsafeRawBufferPointer) throws -> Void) throws {
        var piece = [UInt8](piece)
        try piece.withUnsafeMutableBufferPointer { piece in
            stream.next_in = piece.baseAddress
            stream.avail_in = UInt32(piece.count)
            while !isAtEnd {
                let (code, count) = room.withUnsafeMutableBufferPointer { room in
                    stream.next_out = room.baseAddress
                    stream.avail_out = UInt32(room.count)
                    let code = inflate(&stream, Z_NO_FLUSH)
                    return (code, room.count - Int(stream.avail_out))
                }
                guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
                    throw WheelArchive.Broken(description: "its bytes cannot be unpacked")
                }
                try room.withUnsafeBytes { try take(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                isAtEnd = code == Z_STREAM_END
                if stream.avail_in == 0 && count < room.count { break }
            }
        }
    }
}
