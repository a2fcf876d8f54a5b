import Foundation
import Media

/// Writes a tar (POSIX.1-1988 ustar) entry by entry; nothing of it is held. An archive that is not finished is deleted,
/// unless it can be resumed.
final class TarWriter {
    static let blockSize = 512

    private let path: String
    private let file: Int32
    private let modified: Int
    private let staysUnfinished: Bool
    private var isFinished = false
    /// Bytes written, with those that were there.
    private(set) var length: Int

    /// - Parameters:
    ///   - modified: of every entry, seconds since 1970.
    ///   - start: bytes of an existing file to resume after; the rest is cut off. Nil starts anew, and deletes an archive that is
    ///     not finished.
    init(path: String, modified: Int, resumingAt start: Int? = nil) throws(PuppetryError) {
        self.path = path
        self.modified = modified
        staysUnfinished = start != nil
        length = start ?? 0
        file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0, ftruncate(file, off_t(length)) == 0, lseek(file, off_t(length), SEEK_SET) == length else {
            throw Self.failure("could not be created")
        }
    }

    deinit {
        close(file)
        if !isFinished, !staysUnfinished { unlink(path) }
    }

    func addFolder(_ name: String) throws(PuppetryError) {
        try write(header(name + "/", size: 0, type: UInt8(ascii: "5"), mode: 0o755))
    }

    /// - Parameter name: at most 100 bytes of ASCII.
    func add(_ name: String, _ bytes: UnsafeRawBufferPointer) throws(PuppetryError) {
        try begin(name, size: bytes.count)
        try write(bytes)
        try pad(bytes.count)
    }

    func add(_ name: String, _ bytes: [UInt8]) throws(PuppetryError) {
        try bytes.withUnsafeBufferPointer { (all) throws(PuppetryError) in try add(name, UnsafeRawBufferPointer(all)) }
    }

    /// Begins an entry that is written in parts with ``append(_:)`` and ended with ``pad(_:)``.
    func begin(_ name: String, size: Int) throws(PuppetryError) {
        try write(header(name, size: size, type: UInt8(ascii: "0"), mode: 0o644))
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(PuppetryError) { try write(bytes) }

    /// Fills up the last block of an entry of this size.
    func pad(_ size: Int) throws(PuppetryError) {
        let rest = (Self.blockSize - size % Self.blockSize) % Self.blockSize
        try write([UInt8](repeating: 0, count: rest))
    }

    func finish() throws(PuppetryError) {
        try write([UInt8](repeating: 0, count: 2 * Self.blockSize))
        isFinished = true
    }

    private func header(_ name: String, size: Int, type: UInt8, mode: Int) -> [UInt8] {
        precondition(name.utf8.count <= 100, "a longer name needs another format")
        var block = [UInt8](repeating: 0, count: Self.blockSize)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
        }
        func octal(_ value: Int, digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(name, at: 0)
        put(octal(mode, digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(size, digits: 11), at: 124)
        put(octal(modified, digits: 11), at: 136)
        put("        ", at: 148)
        block[156] = type
        put("ustar", at: 257)
        put("00", at: 263)
        put(octal(block.reduce(0) { $0 + Int($1) }, digits: 6), at: 148)
        block[154] = 0
        return block
    }

    private func write(_ bytes: [UInt8]) throws(PuppetryError) {
        try bytes.withUnsafeBufferPointer { (all) throws(PuppetryError) in try write(UnsafeRawBufferPointer(all)) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(PuppetryError) {
        var written = 0
        while written < bytes.count {
            let count = Foundation.write(file, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("could not be written") }
            written += count
        }
        length += written
    }

    private static func failure(_ what: String) -> PuppetryError {
        .output(.writeFailed("The avatar \(what): \(String(cString: strerror(errno)))."))
    }
}
