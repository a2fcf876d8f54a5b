import Domain
import Glibc

/// A blob on its way back to the disk, piece by piece: those that somebody waits for, and a few behind them. Each piece is
/// fetched once, however many wait for it. With the last one the whole is compared with its name and becomes a blob again.
package actor BlobArrival {
    private static let pieceBytes: Int64 = 4 << 20
    /// So many pieces are on their way for one reader.
    private static let ahead = 3

    package nonisolated let sizeBytes: Int64
    /// Where it lies until it is whole.
    private let path: String
    private nonisolated let descriptor: Int32
    private nonisolated let io: BlockingIO
    private let origin: BlobOrigin
    private let settle: @Sendable (_ path: String, BlobOrigin) async throws -> Void

    private var pieces: [Int: Task<Void, any Error>] = [:]
    private var here = 0
    private var settling: Task<Void, any Error>?
    private var lastAsked = ContinuousClock.now

    /// - Parameters:
    ///   - path: nothing is there yet.
    ///   - settle: makes a blob of the file when all of it is there.
    init(
        from origin: BlobOrigin, at path: String, io: BlockingIO,
        settle: @escaping @Sendable (_ path: String, BlobOrigin) async throws -> Void
    ) async throws {
        (self.origin, self.path, self.io, self.settle) = (origin, path, io, settle)
        sizeBytes = origin.sizeBytes
        let size = off_t(origin.sizeBytes)
        descriptor = try await io.run {
            let descriptor = try Disk.open(path, O_RDWR | O_CREAT | O_EXCL)
            guard ftruncate(descriptor, size) == 0 else {
                let error = Disk.error("make", path)
                close(descriptor)
                unlink(path)
                throw error
            }
            return descriptor
        }
    }

    deinit {
        close(descriptor)
        // Not there any more once it is a blob.
        unlink(path)
    }

    /// Waits until it is a blob again.
    package func whole() async throws {
        try await load(0..<sizeBytes)
        if count == 0 { settleOnce() }
        try await settling?.value
    }

    /// These bytes, as soon as they are there. What they are is only known for sure once the whole is there.
    /// - Parameter range: within the blob; a mebibyte or so.
    package func bytes(_ range: Range<Int64>) async throws -> [UInt8] {
        try await load(range)
        let (descriptor, path) = (descriptor, path)
        return try await io.run {
            try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
                while filled < range.count, let place = buffer.baseAddress {
                    let got = pread(
                        descriptor, place + filled, range.count - filled, off_t(range.lowerBound) + off_t(filled))
                    if got < 0, errno == EINTR { continue }
                    guard got > 0 else { throw Disk.error("read", path) }
                    filled += got
                }
            }
        }
    }

    /// Whether nobody has asked for anything for so long.
    func isIdle(for duration: Duration) -> Bool { ContinuousClock.now - lastAsked >= duration }

    private nonisolated var count: Int { Int((sizeBytes + Self.pieceBytes - 1) / Self.pieceBytes) }

    private func load(_ range: Range<Int64>) async throws {
        guard !range.isEmpty else { return }
        for number in Int(range.lowerBound / Self.pieceBytes)...Int((range.upperBound - 1) / Self.pieceBytes) {
            try Task.checkCancellation()
            lastAsked = .now
            for next in number..<min(number + Self.ahead, count) where pieces[next] == nil {
                pieces[next] = fetch(next)
            }
            try await pieces[number]?.value
        }
    }

    private func fetch(_ number: Int) -> Task<Void, any Error> {
        let start = Int64(number) * Self.pieceBytes
        return Task {
            do {
                try await origin.read(start...(min(start + Self.pieceBytes, sizeBytes) - 1), path)
            } catch {
                // Whoever needs it next tries again.
                pieces[number] = nil
                throw error
            }
            here += 1
            if here == count { settleOnce() }
        }
    }

    private func settleOnce() {
        guard settling == nil else { return }
        settling = Task { try await settle(path, origin) }
    }
}
