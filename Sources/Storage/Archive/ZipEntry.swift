import Domain
import Glibc

/// A file in a ZIP archive (PKWARE APPNOTE 6.3.10), in the ZIP64 form and without compression, as its bytes say it.
struct ZipEntry {
    /// In UTF-8, at most 65535 bytes.
    let name: [UInt8]
    /// Of its header in the archive.
    let start: UInt64
    private let time: UInt32
    /// CRC-32 of the content.
    var checksum: UInt32 = 0
    var size: UInt64 = 0

    init(name: String, start: UInt64, modifiedAt: Timestamp) {
        self.name = Array(name.utf8)
        self.start = start
        time = Self.dosTime(modifiedAt)
    }

    /// What stands before the content.
    var header: [UInt8] {
        var header = LittleEndian()
        header.add(0x0403_4b50 as UInt32, 45 as UInt16, 0x0800 as UInt16, 0 as UInt16)
        header.add(time, checksum, UInt32.max, UInt32.max, UInt16(name.count), 20 as UInt16)
        header.bytes += name
        header.add(1 as UInt16, 16 as UInt16, size, size)
        return header.bytes
    }

    /// The list of contents, with which an archive ends.
    /// - Parameter start: where it begins.
    static func contents(of entries: [ZipEntry], at start: UInt64) -> [UInt8] {
        var list = LittleEndian()
        for entry in entries { list.bytes += entry.line }
        let (end, count) = (start + UInt64(list.bytes.count), UInt64(entries.count))
        list.add(0x0606_4b50 as UInt32, 44 as UInt64, 0x032d as UInt16, 45 as UInt16, 0 as UInt32, 0 as UInt32)
        list.add(count, count, end - start, start)
        list.add(0x0706_4b50 as UInt32, 0 as UInt32, end, 1 as UInt32)
        list.add(0x0605_4b50 as UInt32, 0 as UInt32, UInt16.max, UInt16.max, UInt32.max, UInt32.max, 0 as UInt16)
        return list.bytes
    }

    private var line: [UInt8] {
        var line = LittleEndian()
        line.add(0x0201_4b50 as UInt32, 0x032d as UInt16, 45 as UInt16, 0x0800 as UInt16, 0 as UInt16, time)
        line.add(checksum, UInt32.max, UInt32.max, UInt16(name.count), 28 as UInt16)
        // A plain file that its owner alone reads and writes.
        line.add(0 as UInt16, 0 as UInt16, 0 as UInt16, 0o100600 << 16 as UInt32, UInt32.max)
        line.bytes += name
        line.add(1 as UInt16, 24 as UInt16, size, size, start)
        return line.bytes
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
