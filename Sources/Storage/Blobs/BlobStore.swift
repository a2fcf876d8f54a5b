import Domain
import Glibc
import Synchronization

/// The bytes of media: files named by their SHA-256 in `media/ab/`, written once, never changed.
///
/// Bytes come first and rows after: a blob is durable before a row tells of it, and a row is gone before its blob. What
/// a crash leaves between the two is a file without a row, which ``BlobSweeper`` finds.
package struct BlobStore: Sendable {
    /// The threads on which it works, for disk work of others.
    package let io: BlockingIO
    private let media: String
    private let incoming: String
    let quarantine: String
    private let holdFile: String
    /// Room on the disk that media leave alone.
    package let reserve: DiskReserve
    let adoptions: Adoptions
    let verdicts = BlobVerdicts()
    let uses = BlobUses()
    let arrivals = BlobArrivals()
    /// Nil when what is not on the disk is nowhere.
    let source: (any BlobSource)?

    /// - Parameters:
    ///   - home: an existing home, whose folders ``Home`` made.
    ///   - source: of blobs that are not on the disk, if there is one.
    ///   - reserve: nil keeps the usual one.
    ///   - settling: how long after its adoption a blob cannot be removed, so that its row has time to be committed.
    package init(
        home: String, source: (any BlobSource)? = nil, io: BlockingIO = BlockingIO(), reserve: DiskReserve? = nil,
        settling: Duration = .seconds(600)
    ) {
        self.source = source
        self.reserve = reserve ?? DiskReserve(folder: home)
        media = home + "/media"
        incoming = home + "/incoming"
        quarantine = home + "/quarantine"
        holdFile = home + "/media.lock"
        self.io = io
        adoptions = Adoptions(settling: settling)
    }

    package func path(of hash: BlobHash) -> String { "\(folder(of: hash))/\(hash.hex)" }

    /// A name for bytes on their way in, on the same file system as the blobs. Nothing is there yet.
    package func temporaryPath() -> String { "\(incoming)/\(UInt64.random(in: 0 ... .max))" }

    /// A new file in `incoming/` that hashes what is written to it.
    package func newIncomingFile() async throws -> IncomingFile {
        let (path, io, reserve) = (temporaryPath(), io, reserve)
        return try await io.run {
            try reserve.requireRoom()
            let descriptor = try Disk.open(path, O_WRONLY | O_CREAT | O_EXCL)
            return IncomingFile(path: path, descriptor: descriptor, queue: io.queue(), reserve: reserve)
        }
    }

    /// Makes the file a blob, durably: when this returns, a power failure does not take it away.
    /// - Parameters:
    ///   - temporary: on the same file system; gone afterwards, also when equal bytes were there already.
    ///   - hash: of exactly these bytes.
    /// - Throws: ``StoreError/full``, ``DiskError``.
    package func adopt(_ temporary: String, as hash: BlobHash) async throws {
        try await io.run { try adoptNow(temporary, as: hash) }
    }

    /// The same on this thread.
    /// - Parameter settles: whether its row is still to come.
    func adoptNow(_ temporary: String, as hash: BlobHash, settles: Bool = true) throws {
        let (folder, target) = (folder(of: hash), path(of: hash))
        try Disk.sync(temporary)
        if try Disk.makeFolder(folder) { try Disk.sync(media) }
        try adoptions.adopt(hash, settles: settles) {
            // Also where equal bytes should be already: if those are damaged, these heal them.
            guard rename(temporary, target) == 0 else { throw Disk.error("rename", temporary) }
        }
        try Disk.sync(folder)
        // They were hashed on their way in.
        if let identity = BlobVerdicts.Identity(of: target) { verdicts.note(hash, identity, isSound: true) }
    }

    /// Removes the bytes, unless they were adopted lately.
    /// - Returns: false when the blob stays because somebody is just storing the same bytes.
    @discardableResult
    package func remove(_ hash: BlobHash) async throws -> Bool {
        let path = path(of: hash)
        return try await io.run { [adoptions] in try adoptions.remove(hash) { try Disk.remove(path) } }
    }

    /// Removes what a process that was killed left in `incoming/`. Only for the holder of the ``HomeLock``, before it
    /// takes files in.
    package func discardLeftovers() async throws {
        try await io.run { [incoming] in
            for name in try Disk.names(in: incoming) where !DatabaseCopyPlace.isUsed(name, in: incoming) {
                try Disk.remove("\(incoming)/\(name)")
            }
        }
    }

    /// No blob is removed until the answer is let go.
    package func hold() async throws -> MediaHold {
        try await io.run { [holdFile] in try MediaHold.shared(holdFile) }
    }

    /// The right to remove blobs; nil while somebody copies them.
    func rightToRemove() async throws -> MediaHold? {
        try await io.run { [holdFile] in try MediaHold.exclusive(holdFile) }
    }

    /// Whether the blob may be removed at present.
    func isSettled(_ hash: BlobHash) -> Bool { adoptions.isSettled(hash) }

    /// The blobs whose hash begins with this byte.
    package func blobs(beginningWith byte: UInt8) async throws -> [BlobHash] {
        let digits = Array("0123456789abcdef")
        let folder = "\(media)/\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        return try await io.run { try Disk.names(in: folder).compactMap(BlobHash.init(hex:)) }
    }

    private func folder(of hash: BlobHash) -> String { "\(media)/\(hash.hex.prefix(2))" }
}

/// Which blobs were adopted lately. Between the bytes and their row nothing else would keep a sweeper from removing
/// bytes that were there before.
final class Adoptions: Sendable {
    private let settling: Duration
    private let latest = Mutex<[BlobHash: ContinuousClock.Instant]>([:])

    init(settling: Duration) { self.settling = settling }

    func adopt(_ hash: BlobHash, settles: Bool, _ move: () throws -> Void) throws {
        try latest.withLock { latest in
            let now = ContinuousClock.now
            latest = latest.filter { now - $0.value < settling }
            try move()
            if settles { latest[hash] = now }
        }
    }

    func remove(_ hash: BlobHash, _ unlink: () throws -> Void) throws -> Bool {
        try latest.withLock { latest in
            if let moment = latest[hash], ContinuousClock.now - moment < settling { return false }
            try unlink()
            return true
        }
    }

    func isSettled(_ hash: BlobHash) -> Bool {
        latest.withLock { latest in latest[hash].map { ContinuousClock.now - $0 >= settling } ?? true }
    }
}
