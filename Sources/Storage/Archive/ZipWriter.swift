import Domain
import Foundation
import Glibc

/// Writes a ZIP archive (PKWARE APPNOTE 6.3.10) front to back, in the ZIP64 form and without compression: media do not
/// get smaller. Nothing but the names is kept in memory. The calls wait for the disk.
///
/// `@unchecked Sendable`: its owner calls one method after the other.
package final class ZipWriter: @unchecked Sendable {
    private let path: String
    private let descriptor: Int32
    private var position: UInt64 = 0
    private var entries: [ZipEntry] = []
    private var isOpen = false
    /// Of the entry that is open.
    private var checksum = CRC32()

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
        // Checksum and sizes are put in at the entry's end.
        let entry = ZipEntry(name: name, start: position, modifiedAt: modifiedAt)
        try write(entry.header)
        entries.append(entry)
        (isOpen, checksum) = (true, CRC32())
    }

    package func append(_ bytes: some ContiguousBytes) throws {
        try bytes.withUnsafeBytes { bytes in
            checksum.append(bytes)
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
        try write(ZipEntry.contents(of: entries, at: position))
        guard fsync(descriptor) == 0 else { throw Disk.error("sync", path) }
        return Int64(position)
    }

    private func endEntry() throws {
        guard isOpen, let entry = entries.last else { return }
        isOpen = false
        entries[entries.count - 1].checksum = checksum.value
        try overwrite(entries[entries.count - 1].header, at: entry.start)
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
}
