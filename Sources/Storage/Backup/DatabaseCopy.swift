import Domain
import Foundation
import GRDB
import Glibc

/// A whole copy of a database in a file of its own, made by SQLite's online backup from one snapshot: neither readers nor
/// writers wait for it, whichever process they are in.
struct DatabaseCopy {
    let path: String
    let migrations: [String]
    let identity: DatabaseIdentity?
    let accounts: Int
    let blobs: Int
    let blobBytes: Int64
    private let database: DatabaseQueue

    /// - Parameter path: where nothing is yet, or an empty file.
    init(of source: String, at path: String) throws {
        var reading = Configuration()
        reading.readonly = true
        reading.busyMode = .timeout(10)
        let original = try DatabaseQueue(path: source, configuration: reading)
        // For its owner alone: SQLite would let everybody read it.
        Glibc.close(try Disk.open(path, O_RDWR | O_CREAT))
        let copy = try DatabaseQueue(path: path)
        do {
            try original.backup(to: copy)
            // One file that can be read where nothing can be written.
            try copy.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            throw StoreError.full
        }
        try self.init(path: path, copy)
    }

    /// One that was made before.
    init(path: String) throws {
        var reading = Configuration()
        reading.readonly = true
        try self.init(path: path, try DatabaseQueue(path: path, configuration: reading))
    }

    private init(path: String, _ database: DatabaseQueue) throws {
        self.path = path
        self.database = database
        (migrations, identity, accounts, (blobs, blobBytes)) = try database.read { db in
            (
                try db.tableExists("appliedMigration")
                    ? String.fetchAll(db, sql: "SELECT name FROM appliedMigration ORDER BY name") : [],
                try db.tableExists("databaseIdentity")
                    ? db.row(DatabaseIdentityStatement.find).map(DatabaseIdentity.init(row:)) : nil,
                try db.tableExists("account") ? Int.fetchOne(db, sql: "SELECT count(*) FROM account") ?? 0 : 0,
                try Self.totals(db)
            )
        }
    }

    private static func totals(_ db: Database) throws -> (Int, Int64) {
        guard try db.tableExists("blob"),
            let row = try Row.fetchOne(db, sql: "SELECT count(*), coalesce(sum(sizeBytes), 0) FROM blob")
        else { return (0, 0) }
        return (row[0], row[1])
    }

    /// Calls `body` with every blob that it knows, in no order, one after another.
    func eachBlob(_ body: (BlobHash, Int64) throws -> Void) throws {
        try database.read { db in
            guard try db.tableExists("blob") else { return }
            let rows = try Row.fetchCursor(db, sql: "SELECT hash, sizeBytes FROM blob")
            while let row = try rows.next() { try body(row.get("hash"), row.get("sizeBytes")) }
        }
    }

    /// What is damaged, as sentences.
    func faults() throws -> [String] { try database.read { db in try Store.faults(db) } }

    func close() throws { try database.close() }
}
