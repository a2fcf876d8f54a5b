import Domain
import GRDB
import TestSupport
import Testing

@testable import Storage

struct SchemaTests {
    @Test func `syncs every commit, also against the default of the pool`() async throws {
        let store = try Store.temporary()

        let writer = try await store.commits.write { db in
            (
                try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                try Bool.fetchOne(db, sql: "PRAGMA foreign_keys")
            )
        }

        #expect(writer.0 == 2)
        #expect(writer.1 == "wal")
        #expect(writer.2 == true)
    }

    @Test func `holds every table to its types`() async throws {
        let store = try Store.temporary()

        let loose = try await store.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM pragma_table_list
                    WHERE schema = 'main' AND type = 'table' AND NOT strict
                        AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'
                    """)
        }

        #expect(loose.isEmpty)
    }

    @Test(arguments: [
        "UPDATE task SET status = 'succeeded'",
        "UPDATE task SET status = 'paused'",
        "UPDATE task SET finishedAt = 1",
        "UPDATE task SET progress = 1.1",
        "UPDATE task SET attempt = -1",
        "UPDATE task SET leaseUntil = 1",
        "UPDATE task SET failureCode = 'x', failureMessage = 'x', failureIsRetryable = 0",
        "UPDATE task SET creditsCharged = 1",
        "UPDATE task SET title = ''",
        "UPDATE taskInput SET fileID = 'nobody'",
        "UPDATE taskInput SET modelID = 'nobody'",
        "UPDATE taskInput SET fileID = NULL",
        "UPDATE taskInput SET role = 'The Image'",
        "UPDATE task SET options = '[]'",
        "UPDATE task SET options = '{'",
        "UPDATE task SET kind = 'Animate'",
        "UPDATE task SET mode = ''",
        "UPDATE task SET gpu = -1",
        "UPDATE task SET remoteState = 'PENDING'",
        "UPDATE task SET part = 1",
        "UPDATE task SET creditsHeld = 1",
        "UPDATE file SET deletedAt = 1",
        "UPDATE task SET createdAt = 'yesterday'",
        "UPDATE file SET blob = NULL",
        "UPDATE file SET facts = '{'",
        "UPDATE file SET sizeBytes = -1",
        "UPDATE file SET accountID = 'nobody'",
        "UPDATE blob SET hash = upper(hash) || 'g'",
        "DELETE FROM blob",
        "DELETE FROM account",
        "UPDATE account SET role = 'owner'",
        "UPDATE account SET storedBytes = -1",
        "INSERT INTO video (id, accountID, taskID, fileID, title, createdAt) SELECT 'v', accountID, id, 'nobody', title, 1 FROM task",
        "INSERT INTO ledgerTransaction (cause, externalKey, at) VALUES ('grant', 'open', 1)",
        "INSERT INTO ledgerTransaction (cause, externalKey, at, isSealed) VALUES ('grant', 'sealed', 1, 1)",
        "UPDATE ledgerTransaction SET at = 2",
        "UPDATE ledgerTransaction SET isSealed = 0",
        "DELETE FROM ledgerTransaction",
        "UPDATE ledgerPosting SET credits = credits * 2",
        "DELETE FROM ledgerPosting",
        "INSERT INTO ledgerPosting SELECT id, 'house expired', 1 FROM ledgerTransaction",
        "DELETE FROM ledgerAccount",
        "UPDATE ledgerAccount SET mayBeNegative = 1",
        "UPDATE ledgerAccount SET balance = -1 WHERE accountID IS NOT NULL",
    ]) func `refuses a row that says something untrue`(sql: String) async throws {
        let store = try Store.temporary()
        let account = try await store.someone()
        let task = try await store.someTask(of: account.id, holding: 2)

        let error = await #expect(throws: DatabaseError.self) {
            try await store.commits.write { db in try db.execute(sql: sql) }
        }

        #expect(error?.resultCode == .SQLITE_CONSTRAINT)
        #expect(try await store.task(task.id)?.creditsHeld == 2)
        #expect(try await store.task(task.id)?.inputs == task.inputs)
        #expect(try await store.checkIntegrity().isEmpty)
    }

    @Test func `tells an operator of rows that point at nothing`() async throws {
        let store = try Store.temporary()
        let account = try await store.someone()
        _ = try await store.someTask(of: account.id)
        #expect(try await store.checkIntegrity().isEmpty)

        try await store.withoutForeignKeys("DELETE FROM blob")

        #expect(try await store.checkIntegrity().count == 2)
    }

    @Test func `keeps nothing of a write when the disk is full, and goes on when it no longer is`() async throws {
        let store = try Store.temporary()
        let account = try await store.someone()
        let pages = try await store.commits.write { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages)")
            return pages
        }

        var written: [MediaFile] = []
        await #expect(throws: StoreError.full) {
            for _ in 0..<10_000 { written.append(try await store.someFile(of: account.id)) }
        }
        try await store.commits.write { db in try db.execute(sql: "PRAGMA max_page_count = \(pages + 1000)") }
        written.append(try await store.someFile(of: account.id))

        #expect(try await store.storageUsed(by: account.id) == Int64(written.count) * 1000)
        #expect(try await store.file(#require(written.first).id) != nil)
        #expect(try await store.checkIntegrity().isEmpty)
    }
}

extension Store {
    /// Does damage.
    fileprivate func withoutForeignKeys(_ sql: String) async throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let path = try await read { db in try String.fetchOne(db, sql: "SELECT file FROM pragma_database_list") ?? "" }
        try await DatabaseQueue(path: path, configuration: configuration).write { db in try db.execute(sql: sql) }
    }
}
