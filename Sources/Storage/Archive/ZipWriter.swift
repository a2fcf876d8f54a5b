import Domain
import Foundation
import Glibc

/// Writes a ZIP archive (PKWARE APPNOTE 6.3.10) front to back, in the ZIP64 form and without compression: media do not
/// get smaller. Nothing but the names is kept in memory. The calls wait for the disk.
///
/// `@unchecked Sendable`: its owner calls one method after the other.
package final class ZipWriter: @unchecked Sendable {
    private struct Entry {
        let name: [UInt8]
        let start: UInt64
        let time: UInt32
        var checksum = CRC32()
        var size: UInt64 = 0
    }

    private let path: String
    private let descriptor: Int32
    private var position: UInt64 = 0
    private var entries: [Entry] = []
    private var isOpen = false

    /// - Throws: ``DiskError`` also when the file is there already.
    package init(path: String) throws {
        self.path = path
        descriptor = try Disk.open(path, O_WRONLY | O_CREAT | O_EXCL)
    }

    deinit { close(descriptor) }

    /// Begins a file in the archive; what is appended is its content until the next one begins.
    /// - Parameters:
    ///   - name: with slashes for folders, at most 65535 bytes in UTF-8.
    ///   - modifiedAt: kept to two seconds.
    package func begin(_ name: String, modifiedAt: Timestamp) throws {
        try endEntry()
        let entry = Entry(name: Array(name.utf8), start: position, time: Self.dosTime(modifiedAt))
        var header = LittleEndian()
        header.add(0x0403_4b50 as UInt32, 45 as UInt16, 0x0800 as UInt16, 0 as UInt16)
        // Checksum and sizes are put in at the entry's end.
        header.add(entry.time, 0 as UInt32, UInt32.max, UInt32.max, UInt16(entry.name.count), 20 as UInt16)
        header.bytes += entry.name
        header.add(1 as UInt16, 16 as UInt16, 0 as UInt64, 0 as UInt64)
        try write(header.bytes)
        entries.append(entry)
        isOpen = true
    }

    package func append(_ bytes: some ContiguousBytes) throws {
        try bytes.withUnsafeBytes { bytes in
            entries[entries.count - 1].checksum.append(bytes)
            entries[entries.count - 1].size += UInt64(bytes.count)
            try write(bytes)
        }
    }

    /// Adds a file with the content of another.
    /// - Returns: false, and nothing is added, when that one is not there.
    package func copy(_ source: String, as name: String, modifiedAt: Timestamp) throws -> Bool {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else {
            if errno == ENOENT { return false }
            throw Disk.error("read", source)
        }
        defer { close(input) }
        try begin(name, modifiedAt: modifiedAt)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = read(input, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Disk.error("read", source) }
            guard count > 0 else { return true }
            try append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Writes the list of contents, and waits until all of it is durable.
    /// - Returns: the archive's size.
    package func finish() throws -> Int64 {
        try endEntry()
        let start = position
        for entry in entries { try write(Self.line(entry)) }
        let (end, count) = (position, UInt64(entries.count))
        var tail = LittleEndian()
        tail.add(0x0606_4b50 as UInt32, 44 as UInt64, 0x032d as UInt16, 45 as UInt16, 0 as UInt32, 0 as UInt32)
        tail.add(count, count, end - start, start)
        tail.add(0x0706_4b50 as UInt32, 0 as UInt32, end, 1 as UInt32)
        tail.add(0x0605_4b50 as UInt32, 0 as UInt32, UInt16.max, UInt16.max, UInt32.max, UInt32.max, 0 as UInt16)
        try write(tail.bytes)
        guard fsync(descriptor) == 0 else { throw Disk.error("sync", path) }
        return Int64(position)
    }

    private func endEntry() throws {
        guard isOpen, let entry = entries.last else { return }
        isOpen = false
        var (checksum, sizes) = (LittleEndian(), LittleEndian())
        checksum.add(entry.checksum.value)
        sizes.add(entry.size, entry.size)
        try overwrite(checksum.bytes, at: entry.start + 14)
        try overwrite(sizes.bytes, at: entry.start + 30 + UInt64(entry.name.count) + 4)
    }

    private static func line(_ entry: Entry) -> [UInt8] {
        var line = LittleEndian()
        line.add(0x0201_4b50 as UInt32, 0x032d as UInt16, 45 as UInt16, 0x0800 as UInt16, 0 as UInt16, entry.time)
        line.add(entry.checksum.value, UInt32.max, UInt32.max, UInt16(entry.name.count), 28 as UInt16)
        // A plain file that its owner alone reads and writes.
        line.add(0 as UInt16, 0 as UInt16, 0 as UInt16, 0o100600 << 16 as UInt32, UInt32.max)
        line.bytes += entry.name
        line.add(1 as UInt16, 24 as UInt16, entry.size, entry.size, entry.start)
        return line.bytes
    }

    private func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        try Disk.write(bytes, to: descriptor, path: path)
        position += UInt64(bytes.count)
    }

    private func overwrite(_ bytes: [UInt8], at place: UInt64) throws {
        guard pwrite(descriptor, bytes, bytes.count, off_t(place)) == bytes.count else {
            throw Disk.error("write", path)
        }
    }

    /// MS-DOS date and time, in UTC, from 1980 to 2107.
    private static func dosTime(_ moment: Timestamp) -> UInt32 {
        var (seconds, parts) = (time_t(moment.milliseconds / 1000), tm())
        gmtime_r(&seconds, &parts)
        let year = UInt32(min(max(Int(parts.tm_year) - 80, 0), 127))
        let date = year << 9 | UInt32(parts.tm_mon + 1) << 5 | UInt32(parts.tm_mday)
        let time = UInt32(parts.tm_hour) << 11 | UInt32(parts.tm_min) << 5 | UInt32(parts.tm_sec / 2)
        return date << 16 | time
    }
}

/// Numbers as ZIP writes them.
private struct LittleEndian {
    var bytes: [UInt8] = []

    mutating func add<each Number: FixedWidthInteger>(_ numbers: repeat each Number) {
        for number in repeat each numbers { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
    }
}
