import Foundation

/// Reads a tar archive front to back: what ``TarWriter`` writes, and the same files packed again by GNU or BSD tar.
/// Whatever it is told by the archive may be hostile.
final class TarReader {
    struct Entry: Equatable {
        let name: String
        let sizeBytes: Int64
        /// Its owner may execute it.
        var isProgram = false
    }

    enum Fault: Error, Equatable {
        case truncated
        case notTar
    }

    private static let block = 512
    /// Of a pax header; ours have less than a hundred bytes.
    private static let longestRecords: Int64 = 64 << 10

    private let source: any ByteSource
    /// Of the entry that was told last, and the zeros after it.
    private var left: Int64 = 0
    private var padding = 0

    init(_ source: any ByteSource) { self.source = source }

    /// The next file; nil at the archive's end. What was not read of the one before is passed over; folders are, too.
    func next() throws -> Entry? {
        var records: [String: String] = [:]
        while true {
            try skip()
            let header = [UInt8](try source.take(Self.block))
            guard header.count == Self.block else { throw Fault.truncated }
            if header.allSatisfy({ $0 == 0 }) { return nil }
            guard Self.sum(header) == Self.number(header[148..<156]), let size = Self.number(header[124..<136]) else {
                throw Fault.notTar
            }
            let told = records["size"].map { Int64($0) } ?? size
            guard let told, told >= 0, told < .max - 512 else { throw Fault.notTar }
            begin(told)
            switch header[156] {
            case UInt8(ascii: "x"): records = try paxRecords(told)
            case UInt8(ascii: "0"), 0:
                return Entry(
                    name: records["path"] ?? Self.name(header), sizeBytes: told,
                    isProgram: (Self.number(header[100..<108]) ?? 0) & 0o100 != 0)
            default: records = [:]
            }
        }
    }

    /// Bytes of the file that was told last.
    /// - Returns: 0 at its end.
    func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        guard left > 0, !room.isEmpty else { return 0 }
        let count = try source.read(
            into: UnsafeMutableRawBufferPointer(rebasing: room[..<Int(min(left, Int64(room.count)))]))
        guard count > 0 else { throw Fault.truncated }
        left -= Int64(count)
        return count
    }

    private func begin(_ size: Int64) {
        left = size
        padding = Int((512 - size % 512) % 512)
    }

    private func skip() throws {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { room.deallocate() }
        while try read(into: room) > 0 {}
        guard try source.take(padding).count == padding else { throw Fault.truncated }
        padding = 0
    }

    private func paxRecords(_ size: Int64) throws -> [String: String] {
        guard size <= Self.longestRecords else { throw Fault.notTar }
        var bytes = Data(count: Int(size))
        try bytes.withUnsafeMutableBytes { room in
            var done = 0
            while done < room.count { done += try read(into: UnsafeMutableRawBufferPointer(rebasing: room[done...])) }
        }
        var records: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            guard let space = line.firstIndex(of: " "), let sign = line.firstIndex(of: "="), space < sign else {
                continue
            }
            records[String(line[line.index(after: space)..<sign])] = String(line[line.index(after: sign)...])
        }
        return records
    }

    private static func name(_ header: [UInt8]) -> String {
        let own = text(header[0..<100])
        let prefix = text(header[257..<262]) == "ustar" ? text(header[345..<500]) : ""
        return prefix.isEmpty ? own : "\(prefix)/\(own)"
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// In octal, or in base 256 when the first bit is set (GNU tar).
    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first else { return nil }
        if first == 0x80 {
            return field.dropFirst().reduce(Int64?(0)) { value, byte in
                value.flatMap { $0 > Int64.max >> 9 ? nil : $0 << 8 | Int64(byte) }
            }
        }
        let digits = field.filter { $0 != 0 && $0 != 32 }
        return digits.isEmpty ? 0 : Int64(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    private static func sum(_ header: [UInt8]) -> Int64 {
        header.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int64(header[$1])) }
    }
}
