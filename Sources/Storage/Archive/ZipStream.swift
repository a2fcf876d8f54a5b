import Domain
import Glibc

/// A ZIP archive that is made while it is sent: its length is known beforehand and nothing of it is kept. Each file is
/// read twice, first for its checksum, so that what stands before its content is true and every program opens it.
package actor ZipStream {
    /// A file of the archive.
    package struct Source: Sendable {
        package enum Content: Sendable {
            case text([UInt8])
            /// - Parameter check: asked before it is read.
            case file(path: String, sizeBytes: UInt64, check: @Sendable () async throws -> Void)
        }

        let name: String
        let modifiedAt: Timestamp
        let content: Content

        /// - Parameter name: at most 65535 bytes in UTF-8; unlike all others of the archive.
        package init(name: String, modifiedAt: Timestamp, content: Content) {
            self.name = name
            self.modifiedAt = modifiedAt
            self.content = content
        }

        fileprivate var sizeBytes: UInt64 {
            switch content {
            case .text(let text): UInt64(text.count)
            case .file(_, let sizeBytes, _): sizeBytes
            }
        }
    }

    /// A file is no more what it was when its length was told: the archive cannot be finished.
    package struct Changed: Error {}

    /// Of the whole archive.
    package nonisolated let sizeBytes: UInt64

    private static let partBytes = 1 << 20
    private let io: BlockingIO
    private var waiting: ArraySlice<Source>
    private var open: OpenSource?
    private var entries: [ZipEntry] = []
    private var position: UInt64 = 0
    private var isFinished = false

    package init(of sources: [Source], io: BlockingIO) {
        self.io = io
        waiting = sources[...]
        // Twice the name, the sizes of both headers, and the end (APPNOTE, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16).
        sizeBytes = sources.reduce(98) { $0 + 2 * UInt64($1.name.utf8.count) + 124 + $1.sizeBytes }
    }

    /// The next bytes, at most a mebibyte of a file; nil when all were given.
    package func next() async throws -> [UInt8]? {
        if let part = try await content() { return part }
        guard let source = waiting.popFirst() else {
            guard !isFinished else { return nil }
            isFinished = true
            return count(ZipEntry.contents(of: entries, at: position))
        }
        var entry = ZipEntry(name: source.name, start: position, modifiedAt: source.modifiedAt)
        (entry.checksum, entry.size) = (try await begin(source), source.sizeBytes)
        entries.append(entry)
        return count(entry.header)
    }

    private func count(_ bytes: [UInt8]) -> [UInt8] {
        position += UInt64(bytes.count)
        return bytes
    }

    /// Makes the source the one whose content comes next.
    /// - Returns: its checksum.
    private func begin(_ source: Source) async throws -> UInt32 {
        switch source.content {
        case .text(let text):
            open = OpenSource(text: text)
            var checksum = CRC32()
            text.withUnsafeBytes { checksum.append($0) }
            return checksum.value
        case .file(let path, let sizeBytes, let check):
            try await check()
            let file = try await io.run { try OpenFileSource(path: path, sizeBytes: sizeBytes) }
            var (checksum, offset) = (CRC32(), 0 as UInt64)
            while offset < sizeBytes {
                let part = try await read(file, at: offset)
                part.withUnsafeBytes { checksum.append($0) }
                offset += UInt64(part.count)
            }
            open = OpenSource(file: file)
            return checksum.value
        }
    }

    private func content() async throws -> [UInt8]? {
        guard let source = open else { return nil }
        if let file = source.file, source.offset < file.sizeBytes {
            let part = try await read(file, at: source.offset)
            open?.offset += UInt64(part.count)
            return count(part)
        }
        open = nil
        return source.text.isEmpty ? nil : count(source.text)
    }

    private func read(_ file: OpenFileSource, at offset: UInt64) async throws -> [UInt8] {
        let count = Int(min(UInt64(Self.partBytes), file.sizeBytes - offset))
        return try await io.run { try file.read(count, at: offset) }
    }

    private struct OpenSource {
        var text: [UInt8] = []
        var file: OpenFileSource?
        var offset: UInt64 = 0
    }
}

/// A file that stays open while it is sent, so that a deletion meanwhile does not cut it off.
private final class OpenFileSource: Sendable {
    let sizeBytes: UInt64
    private let descriptor: Int32

    init(path: String, sizeBytes: UInt64) throws {
        self.sizeBytes = sizeBytes
        descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ZipStream.Changed() }
    }

    deinit { close(descriptor) }

    /// All `count` bytes.
    func read(_ count: Int, at offset: UInt64) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, let place = buffer.baseAddress {
                let got = pread(descriptor, place + filled, count - filled, off_t(offset) + off_t(filled))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { throw ZipStream.Changed() }
                filled += got
            }
        }
    }
}
