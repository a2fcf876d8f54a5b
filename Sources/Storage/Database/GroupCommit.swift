import GRDB
import Synchronization

/// Lets concurrent writes share a commit: while one transaction is being synced to the disk the next writes gather, and
/// then run in one transaction. When one of them fails they are all run again, each inside a savepoint of its own, so
/// that an error undoes only its own write.
///
/// A caller continues after the sync of the commit that holds its write.
final class GroupCommit: Sendable {
    private struct Gathering {
        var waiting: [any PendingWrite] = []
        var isRunning = false
    }

    /// How many writes share a commit at most: bounds how long one of them waits for the others.
    private static let batchLimit = 512

    private let writer: DatabasePool
    private let reserve: DiskReserve
    private let spare: SpareRoom?
    private let meters: StoreMeters
    private let gathering = Mutex(Gathering())

    /// - Parameter reserve: on the disk, for the writes that do not need room.
    ///   - spare: given to the first write that the disk has no room for.
    init(_ writer: DatabasePool, reserve: DiskReserve, spare: SpareRoom? = nil, meters: StoreMeters = StoreMeters()) {
        self.spare = spare
        self.writer = writer
        self.reserve = reserve
        self.meters = meters
    }

    /// How many writes wait for the next commit.
    var waitingCount: Int { gathering.withLock { $0.waiting.count } }

    /// Runs `body` in a transaction and returns once it is durable.
    /// - Parameters:
    ///   - needsRoom: true for what may wait until there is room on the disk: it leaves the reserve alone.
    ///   - committed: called after the commit and before the caller continues, in the order of the writes, one at a time:
    ///     the place to bring what is remembered in memory up to date.
    ///   - body: changes nothing outside the database, because it is run again when one of its neighbours failed.
    /// - Throws: what `body` threw, or why the commit failed; the write was undone then.
    @discardableResult
    func write<Value: Sendable>(
        needsRoom: Bool = false,
        committed: @escaping @Sendable (Value) -> Void = { _ in },
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        if needsRoom {
            try reserve.requireRoom()
            spare?.hold()
        }
        return try await withCheckedThrowingContinuation { continuation in
            enqueue(Write(body: body, committed: committed, continuation: continuation))
        }
    }

    private func enqueue(_ write: any PendingWrite) {
        let mustStart = gathering.withLock { gathering in
            gathering.waiting.append(write)
            defer { gathering.isRunning = true }
            return !gathering.isRunning
        }
        guard mustStart else { return }
        writer.asyncWriteWithoutTransaction { [self] db in
            while let batch = nextBatch() {
                let begin = ContinuousClock.now
                commit(batch, in: db)
                meters.commit((ContinuousClock.now - begin).nanoseconds, batch.count)
            }
        }
    }

    /// Nil when nothing waits; whoever comes next starts the writer again.
    private func nextBatch() -> [any PendingWrite]? {
        gathering.withLock { gathering in
            guard !gathering.waiting.isEmpty else {
                gathering.isRunning = false
                return nil
            }
            let batch = Array(gathering.waiting.prefix(Self.batchLimit))
            gathering.waiting.removeFirst(batch.count)
            return batch
        }
    }

    private func commit(_ batch: [any PendingWrite], in db: Database) {
        do {
            var isWhole = true
            try db.inTransaction(.immediate) {
                // Failures are rare: until there is one, what undoes a write is the end of the transaction.
                isWhole = batch.allSatisfy { $0.run(in: db) }
                return isWhole ? .commit : .rollback
            }
            if !isWhole, batch.contains(where: \.lacksRoom), spare?.give() == true { return commit(batch, in: db) }
            if !isWhole, batch.count > 1 { try Self.commitApart(batch, in: db) }
        } catch {
            if (error as? DatabaseError)?.resultCode == .SQLITE_FULL, spare?.give() == true {
                return commit(batch, in: db)
            }
            guard batch.count > 1 else {
                batch.forEach { $0.fail(error) }
                return
            }
            // Who is to blame shows when each has a transaction of its own.
            for write in batch { commit([write], in: db) }
            return
        }
        batch.forEach { $0.settle() }
    }

    /// One transaction in which every write that fails is undone alone.
    private static func commitApart(_ batch: [any PendingWrite], in db: Database) throws {
        try db.inTransaction(.immediate) {
            for write in batch { try runInSavepoint(write, in: db) }
            return .commit
        }
    }

    private static func runInSavepoint(_ write: any PendingWrite, in db: Database) throws {
        try db.run(SavepointStatement.begin)
        let isKept = write.run(in: db)
        // A full disk and some I/O errors end the transaction, and with it the neighbours' writes.
        guard db.isInsideTransaction else { throw LostTransaction() }
        if !isKept { try db.run(SavepointStatement.undo) }
        try db.run(SavepointStatement.end)
    }
}

private struct LostTransaction: Error {}

/// A write of any type, used by one thread at a time: the writer's.
private protocol PendingWrite: Sendable {
    /// - Returns: false when it failed and what it did has to be undone.
    func run(in db: Database) -> Bool
    /// Whether it failed because the disk is full.
    var lacksRoom: Bool { get }
    /// Its transaction is over: its caller gets its value or its own error.
    func settle()
    /// Its transaction could not be committed; an error of its own goes first.
    func fail(_ error: any Error)
}

private final class Write<Value: Sendable>: PendingWrite {
    private let body: @Sendable (Database) throws -> Value
    private let committed: @Sendable (Value) -> Void
    private let continuation: CheckedContinuation<Value, any Error>
    private let outcome = Mutex<Result<Value, any Error>?>(nil)

    init(
        body: @escaping @Sendable (Database) throws -> Value, committed: @escaping @Sendable (Value) -> Void,
        continuation: CheckedContinuation<Value, any Error>
    ) {
        self.body = body
        self.committed = committed
        self.continuation = continuation
    }

    func run(in db: Database) -> Bool {
        let result = Result { try body(db) }
        outcome.withLock { $0 = result }
        return (try? result.get()) != nil
    }

    var lacksRoom: Bool {
        guard case .failure(let error as DatabaseError) = outcome.withLock({ $0 }) else { return false }
        return error.resultCode == .SQLITE_FULL
    }

    func settle() {
        switch outcome.withLock({ $0 }) {
        case .success(let value):
            committed(value)
            continuation.resume(returning: value)
        case .failure(let error): continuation.resume(throwing: Self.translated(error))
        case nil: continuation.resume(throwing: LostTransaction())
        }
    }

    func fail(_ error: any Error) {
        if case .failure(let own) = outcome.withLock({ $0 }) {
            continuation.resume(throwing: Self.translated(own))
        } else {
            continuation.resume(throwing: Self.translated(error))
        }
    }

    private static func translated(_ error: any Error) -> any Error {
        if let error = error as? DatabaseError, error.resultCode == .SQLITE_FULL { return StoreError.full }
        return error
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
