import Domain
import Foundation
import GRDB
import Synchronization

/// The room of everything that outlives the process: rows in one SQLite file, bytes as blobs beside it.
///
/// One writer shares its commits among concurrent writes (``GroupCommit``), `readers` snapshot readers answer the rest.
/// Rows that many requests ask for are also remembered in memory, in a bounded number: this process is the only writer
/// (``HomeLock``), so what was committed last is what is true.
package final class Store: Sendable {
    let commits: GroupCommit
    let tasks = RowCache<TaskID, GenerationTask>(capacity: 8192)
    let accounts = RowCache<AccountID, Account>(capacity: 4096)
    /// Whether the session is open; closed ones are remembered too.
    let openSessions: RowCache<SessionID, Bool>
    /// By their prefix.
    let apiKeys: RowCache<String, StoredAPIKey>
    package let credentialEnds: CredentialEnds
    let files = RowCache<FileID, MediaFile>(capacity: 8192)
    /// With their files.
    let videos = RowCache<VideoID, LibraryEntry>(capacity: 8192)
    /// Nil for an account without one.
    let subscriptions = RowCache<AccountID, Subscription?>(capacity: 4096)
    let checks = RowCache<EngineCheckKey, EngineEstimate>(capacity: 1024)
    /// Told after every commit with something new in the outbox.
    package let outboxArrivals = OutboxArrivals()
    private let pool: DatabasePool

    /// How long one connection waits for another one.
    private static let busySeconds = 10

    /// Opens the database, makes it if it is not there, and brings its schema up to date.
    /// - Parameters:
    ///   - path: of the database; its folder must exist.
    ///   - folder: of the numbered SQL files, `data/migrations`.
    ///   - readers: how many reads may run at a time, at least 1.
    ///   - reserve: nil keeps the usual one beside the database.
    ///   - meters: told of what the database does.
    ///   - beforeUpgrade: called before the schema of a database that is in use already is changed.
    /// - Throws: ``StoreError/newerDatabase(_:)``, ``MigrationError``; what `beforeUpgrade` threw.
    package init(
        path: String, migrations folder: String, readers: Int = 4, reserve: DiskReserve? = nil,
        meters: StoreMeters = StoreMeters(), beforeUpgrade: () throws -> Void = {}
    ) throws {
        let ends = CredentialEnds()
        credentialEnds = ends
        openSessions = RowCache(capacity: 16384) { id, isOpen in if isOpen != true { ends.note(.session(id)) } }
        apiKeys = RowCache(capacity: 4096) { prefix, key in if key == nil { ends.note(.key(prefix: prefix)) } }
        let migrations = try Migrations(folder: folder)
        var configuration = Configuration()
        configuration.maximumReaderCount = max(1, readers)
        configuration.busyMode = .timeout(Double(Self.busySeconds))
        configuration.foreignKeysEnabled = true
        configuration.persistentReadOnlyConnections = true
        configuration.label = "greenroom.store"
        configuration.prepareDatabase { db in
            // What a long read made the WAL grow to is given back at the next checkpoint.
            try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
            // What is deleted, and what an update replaces, is overwritten with zeros. FAST would leave it in pages
            // that became free.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            // What REPLACE deletes is deleted before the eyes of the triggers.
            try db.execute(sql: "PRAGMA recursive_triggers = ON")
            Self.watch(db, meters)
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // A pool sets NORMAL on its writer after it has prepared it. With FULL a commit is on the disk before it is
            // acknowledged.
            try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
            try migrations.apply(to: pool, first: beforeUpgrade)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            throw StoreError.full
        }
        pool.add(transactionObserver: MirrorObserver(outboxArrivals), extent: .databaseLifetime)
        let place = URL(fileURLWithPath: path).deletingLastPathComponent().path
        commits = GroupCommit(
            pool, reserve: reserve ?? DiskReserve(folder: place), spare: SpareRoom(path: place + "/spare-room"),
            meters: meters)
    }

    private static func watch(_ db: Database, _ meters: StoreMeters) {
        guard let note = meters.slowStatement else { return }
        db.trace(options: .profile) { event in
            guard case .profile(let statement, let seconds) = event, seconds > meters.patience else { return }
            note(statement.sql, seconds)
        }
    }

    /// Looks for damage: of the file's structure, and rows that point at nothing.
    /// - Returns: sentences for an operator; empty when all is well.
    package func checkIntegrity() async throws -> [String] {
        try await pool.read { db in try Self.faults(db) }
    }

    static func faults(_ db: Database) throws -> [String] {
        let faults = try String.fetchAll(db, sql: "PRAGMA quick_check").filter { $0 != "ok" }
        let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row in
            let table: String = row["table"]
            let parent: String = row["parent"]
            return "a row of \(table) points at a row of \(parent) that is not there"
        }
        return faults + orphans + (try ledgerFaults(db))
    }

    /// Holds the books against each other, and mends nothing.
    /// - Returns: sentences for an operator; empty when all is well.
    package func checkLedger() async throws -> [String] {
        try await pool.read { db in try Self.ledgerFaults(db) }
    }

    private static func ledgerFaults(_ db: Database) throws -> [String] {
        let checks = [
            """
            SELECT 'the balance of the ledger account ' || id || ' is not the sum of its postings' FROM ledgerAccount
            LEFT JOIN (SELECT ledgerAccountID, sum(credits) AS total FROM ledgerPosting GROUP BY ledgerAccountID)
                ON ledgerAccountID = id
            WHERE balance <> coalesce(total, 0)
            """,
            """
            SELECT 'the account ' || accountID || ' holds other credits than its tasks' FROM ledgerAccount AS held
            WHERE purpose = 'held' AND balance <> (SELECT coalesce(sum(creditsHeld), 0) FROM task
                WHERE task.accountID = held.accountID AND status IN ('queued', 'running'))
            """,
            """
            SELECT 'the task ' || id || ' holds credits that its account does not have' FROM task
            WHERE creditsHeld > 0 AND NOT EXISTS (SELECT 1 FROM ledgerTransaction WHERE taskID = task.id AND cause = 'hold')
            """,
            """
            SELECT 'the lot of credits ' || transactionID || ' has another rest than its moves' FROM creditLot
            WHERE rest <> (SELECT coalesce(sum(credits), 0) FROM creditLotMove WHERE lotID = creditLot.transactionID)
            """,
            """
            SELECT 'the account ' || accountID || ' has more credits that lapse than credits' FROM creditLot
            GROUP BY accountID HAVING sum(rest) > coalesce(
                (SELECT balance FROM ledgerAccount WHERE id = creditLot.accountID || ' available'), 0)
            """,
            """
            SELECT 'the account ' || accountID || ' holds other minutes than its tasks' FROM usagePeriod
            WHERE heldMs <> (SELECT coalesce(sum(coveredMs), 0) FROM task
                WHERE task.accountID = usagePeriod.accountID AND usagePeriod = startsAt
                    AND status IN ('queued', 'running'))
            """,
        ]
        // A database of an earlier version has not all of these tables.
        guard try db.tableExists("usagePeriod") else { return try String.fetchAll(db, sql: checks[0]) }
        return try checks.flatMap { try String.fetchAll(db, sql: $0) }
    }

    /// Brings all that was written into the database itself and cuts the write-ahead log down to nothing, so that
    /// neither holds anything any more that was deleted before. Reads under way are waited for, but shortly, because
    /// every write waits meanwhile; with one that takes longer the log stays as it is until the next time.
    package func dropTraces() async throws {
        do {
            _ = try await pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA busy_timeout = 500")
                defer { try? db.execute(sql: "PRAGMA busy_timeout = \(Self.busySeconds * 1000)") }
                return try db.checkpoint(.truncate)
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {}
    }

    /// What remembers who is let in.
    var credentialCaches:
        (
            accounts: RowCache<AccountID, Account>, sessions: RowCache<SessionID, Bool>,
            keys: RowCache<String, StoredAPIKey>
        )
    { (accounts, openSessions, apiKeys) }

    /// Waits for the writes under way and closes the file. Reads and writes that come later throw.
    package func close() throws { try pool.close() }

    /// Reads from one snapshot, which holds every write acknowledged before.
    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await pool.read(body)
    }
}
