import Dispatch
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Storage

/// Writes that wait for the same commit.
struct GroupCommitTests {
    /// Starts the writes while the writer is held up, so that they all share its next commit.
    /// - Returns: for each whether it was kept, as its caller was told.
    private func together(
        _ store: Store, _ writes: [@Sendable (Database) throws -> Void]
    ) async -> [Result<Void, any Error>] {
        let gate = DispatchSemaphore(value: 0)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let holder = Task {
            try await store.commits.write { _ in
                start.finish()
                gate.wait()
            }
        }
        for await _ in started {}
        return await withTaskGroup(of: (Int, Result<Void, any Error>).self) { group in
            for (index, write) in writes.enumerated() {
                group.addTask {
                    do {
                        try await store.commits.write(write)
                        return (index, .success(()))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            while store.commits.waitingCount < writes.count { await Task.yield() }
            gate.signal()
            var results: [Int: Result<Void, any Error>] = [:]
            for await (index, result) in group { results[index] = result }
            _ = await holder.result
            return writes.indices.compactMap { results[$0] }
        }
    }

    private func insert(_ number: Int) -> @Sendable (Database) throws -> Void {
        { db in
            try db.execute(
                sql: "INSERT INTO blob (hash, sizeBytes) VALUES (?, 1)",
                arguments: [String(repeating: "0", count: 60) + String(1000 + number)])
        }
    }

    private func count(_ store: Store) async throws -> Int {
        try await store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM blob") ?? 0 }
    }

    @Test func `pays for one sync where a hundred callers wait`() async throws {
        let store = try Store.temporary()
        let observer = CommitCounter()
        try await store.commits.write { db in db.add(transactionObserver: observer) }
        let before = observer.count

        let results = await together(store, (0..<100).map(insert))

        #expect(results.allSatisfy { (try? $0.get()) != nil })
        #expect(try await count(store) == 100)
        #expect(observer.count - before <= 2)
    }

    @Test func `undoes only the write that failed`() async throws {
        let store = try Store.temporary()
        var writes = (0..<20).map(insert)
        writes[7] = { db in
            try insert(500)(db)
            throw StoreError.emailTaken
        }
        writes[13] = insert(12)

        let results = await together(store, writes)

        let failed = results.indices.filter { (try? results[$0].get()) == nil }
        // Of the two that want the same row the one that comes second fails, whichever that is.
        #expect(failed == [7, 12] || failed == [7, 13])
        #expect(throws: StoreError.emailTaken) { try results[7].get() }
        #expect(try await count(store) == 18)
    }

    @Test func `keeps the neighbours of a write that took the whole transaction with it`() async throws {
        let store = try Store.temporary()
        var writes = (0..<20).map(insert)
        // SQLite itself does this for some errors of the disk.
        writes[7] = { db in
            try db.execute(sql: "ROLLBACK")
            throw StoreError.full
        }

        let results = await together(store, writes)

        #expect(results.indices.filter { (try? results[$0].get()) == nil } == [7])
        #expect(throws: StoreError.full) { try results[7].get() }
        #expect(try await count(store) == 19)
    }

    @Test func `keeps the neighbours of a write that the commit refuses`() async throws {
        let store = try Store.temporary()
        var writes = (0..<20).map(insert)
        writes[7] = { db in
            try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
            try db.execute(sql: "INSERT INTO refreshToken (hash, sessionID) VALUES (randomblob(32), 'nobody')")
        }

        let results = await together(store, writes)

        #expect(results.indices.filter { (try? results[$0].get()) == nil } == [7])
        #expect(try await count(store) == 19)
        #expect(try await store.checkIntegrity().isEmpty)
    }

    @Test func `answers every caller among thousands`() async throws {
        let store = try Store.temporary()

        let kept = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<3000 {
                group.addTask {
                    do {
                        try await store.commits.write { db in
                            try insert(number)(db)
                            if number.isMultiple(of: 10) { throw StoreError.emailTaken }
                        }
                        return true
                    } catch StoreError.emailTaken {
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }

        #expect(kept == 2700)
        #expect(try await count(store) == 2700)
    }

    @Test func `tells of a write only once it is on the disk`() async throws {
        let store = try Store.temporary()
        let told = Mutex(0)

        await #expect(throws: StoreError.emailTaken) {
            try await store.commits.write(committed: { told.withLock { $0 += 1 } }) { _ in
                throw StoreError.emailTaken
            }
        }
        #expect(told.withLock { $0 } == 0)
        try await store.commits.write(committed: { told.withLock { $0 += 1 } }) { _ in }

        #expect(told.withLock { $0 } == 1)
    }

    @Test func `refuses a write once the store is closed`() async throws {
        let store = try Store.temporary()
        try store.close()

        await #expect(throws: (any Error).self) { try await store.someone() }
    }
}

/// Used by the writer's thread; read when it is idle.
private final class CommitCounter: TransactionObserver, Sendable {
    private let commits = Mutex(0)
    var count: Int { commits.withLock { $0 } }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { commits.withLock { $0 += 1 } }
    func databaseDidRollback(_ db: Database) {}
}
