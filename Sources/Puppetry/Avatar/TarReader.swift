import Foundation

/// Where the regular files of a tar lie. Reads headers only; links, folders and whatever else an archive may hold are
/// passed over, and names are never used as paths.
struct TarReader {
    private static let blockSize = 512
    /// More entries than an hour of avatar has are not read.
    private static let mostEntries = 500_000

    /// Byte ranges in the file by name, as the archive gives it.
    let entries: [String: Range<Int64>]

    /// - Throws: ``AvatarFault/unreadable(_:)`` for what is no tar, or is cut off.
    init(path: String) throws(PuppetryError) {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else { throw .avatar(.unreadable("The archive cannot be opened.")) }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw .avatar(.unreadable("The archive is not a regular file."))
        }
        let end = Int64(facts.st_size)
        var entries: [String: Range<Int64>] = [:]
        var offset: Int64 = 0
        var count = 0
        var block = [UInt8](repeating: 0, count: Self.blockSize)
        while offset + Int64(Self.blockSize) <= end, count < Self.mostEntries {
            guard pread(file, &block, Self.blockSize, off_t(offset)) == Self.blockSize else {
                throw .avatar(.unreadable("The archive cannot be read."))
            }
            if block.allSatisfy({ $0 == 0 }) { break }
            guard Self.isHeader(block), let size = Self.number(block[124..<136]) else {
                throw .avatar(.unreadable(count == 0 ? "The file is no tar archive." : "The archive is damaged."))
            }
            let start = offset + Int64(Self.blockSize)
            guard size <= end - start else { throw .avatar(.unreadable("The archive is cut off.")) }
            if block[156] == UInt8(ascii: "0") || block[156] == 0 {
                entries[Self.text(block[0..<100])] = start..<(start + size)
            }
            offset = start + (size + Int64(Self.blockSize) - 1) / Int64(Self.blockSize) * Int64(Self.blockSize)
            count += 1
        }
        self.entries = entries
    }

    /// The sum of the header's bytes stands in it, its own field counted as spaces.
    private static func isHeader(_ block: [UInt8]) -> Bool {
        let sum = block.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int(block[$1])) }
        return number(block[148..<156]) == Int64(sum)
    }

    /// Octal digits, ended by a space or a zero byte.
    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix {
            (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0)
        }
        guard !digits.isEmpty, digits.count <= 12 else { return nil }
        return digits.reduce(0) { $0 * 8 + Int64($1 - UInt8(ascii: "0")) }
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }
}
