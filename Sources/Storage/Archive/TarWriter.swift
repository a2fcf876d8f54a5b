import Domain
import Foundation
import Glibc

/// Writes a tar archive (POSIX.1-2017, pax interchange format) front to back, so that it can be sealed or sent while it
/// is made. The calls wait for the disk.
package final class TarWriter {
    /// A file that became shorter while it was copied.
    struct Shrunk: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) became shorter while it was copied" }
    }

    private static let block = 512
    private let sink: any ByteSink
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)

    package init(_ sink: any ByteSink) { self.sink = sink }

    deinit { buffer.deallocate() }

    package func add(_ content: Data, as name: String, modifiedAt: Timestamp) throws {
        try begin(name, sizeBytes: Int64(content.count), modifiedAt: modifiedAt)
        try sink.write(content)
        try pad(Int64(content.count))
    }

    /// Adds a file with the content of another, as much as there is of it now; a program stays one.
    /// - Parameter seen: is shown all of it.
    /// - Returns: its size; nil, and nothing is added, when that one is not there.
    func copy(
        _ path: String, as name: String, modifiedAt: Timestamp, seen: (UnsafeRawBufferPointer) -> Void
    ) throws -> Int64? {
        guard try Disk.sizeBytes(path) != nil else { return nil }
        let source = try FileByteSource(path: path)
        let size = try source.sizeBytes()
        try begin(name, sizeBytes: size, modifiedAt: modifiedAt, isProgram: access(path, X_OK) == 0)
        var left = size
        while left > 0 {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(left, Int64(buffer.count)))])
            let count = try source.read(into: room)
            guard count > 0 else { throw Shrunk(path: path) }
            let bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
            seen(bytes)
            try sink.write(bytes)
            left -= Int64(count)
        }
        try pad(size)
        return size
    }

    /// The end of the archive: two blocks of zeros.
    package func finish() throws {
        try sink.write([UInt8](repeating: 0, count: 2 * Self.block))
        try sink.finish()
    }

    private func begin(_ name: String, sizeBytes: Int64, modifiedAt: Timestamp, isProgram: Bool = false) throws {
        // The header has eleven octal digits for the size and a hundred bytes for the name.
        var records: [(String, String)] = []
        if sizeBytes >= 1 << 33 { records.append(("size", "\(sizeBytes)")) }
        if name.utf8.count > 100 { records.append(("path", name)) }
        if !records.isEmpty {
            let text = records.map { Self.record($0.0, $0.1) }.joined()
            try sink.write(Self.header("pax/header", Int64(text.utf8.count), modifiedAt, type: "x"))
            try sink.write(Array(text.utf8))
            try pad(Int64(text.utf8.count))
        }
        try sink.write(Self.header(name, sizeBytes, modifiedAt, type: "0", isProgram: isProgram))
    }

    private func pad(_ sizeBytes: Int64) throws {
        let rest = Int(sizeBytes % Int64(Self.block))
        if rest > 0 { try sink.write([UInt8](repeating: 0, count: Self.block - rest)) }
    }

    /// `LENGTH KEY=VALUE`, where the length counts itself.
    private static func record(_ key: String, _ value: String) -> String {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count
        while "\(length)".utf8.count + rest.utf8.count != length {
            length = "\(length)".utf8.count + rest.utf8.count
        }
        return "\(length)\(rest)"
    }

    private static func header(
        _ name: String, _ size: Int64, _ time: Timestamp, type: Character, isProgram: Bool = false
    ) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: block)
        func put(_ text: String, at place: Int, _ room: Int) {
            for (index, byte) in text.utf8.prefix(room).enumerated() { bytes[place + index] = byte }
        }
        func octal(_ value: Int64, _ digits: Int) -> String {
            let text = String(max(0, value), radix: 8)
            return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
        }
        put(name, at: 0, 100)
        put(isProgram ? "0000700" : "0000600", at: 100, 7)
        put("0000000", at: 108, 7)
        put("0000000", at: 116, 7)
        put(octal(size >= 1 << 33 ? 0 : size, 11), at: 124, 11)
        put(octal(min(time.milliseconds / 1000, 1 << 33 - 1), 11), at: 136, 11)
        put("        ", at: 148, 8)
        put(String(type), at: 156, 1)
        put("ustar", at: 257, 5)
        put("00", at: 263, 2)
        let sum = bytes.reduce(0) { $0 + Int64($1) }
        put(octal(sum, 6) + "\0 ", at: 148, 8)
        return bytes
    }
}
