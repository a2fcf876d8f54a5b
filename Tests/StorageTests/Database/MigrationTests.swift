import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

struct MigrationTests {
    private let folder: TemporaryFolder
    private var database: String { folder.path + "/greenroom.db" }
    private var migrations: String { folder.path + "/migrations" }

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: migrations, withIntermediateDirectories: true)
        try write("CREATE TABLE first (id INTEGER PRIMARY KEY) STRICT;", to: "0001-first.sql")
    }

    private func write(_ sql: String, to file: String) throws {
        try Data(sql.utf8).write(to: URL(fileURLWithPath: "\(migrations)/\(file)"))
    }

    private func open() throws -> Store { try Store(path: database, migrations: migrations) }

    @Test func `keeps what is there when a new migration is applied`() async throws {
        let old = try open()
        try await old.commits.write { db in try db.execute(sql: "INSERT INTO first VALUES (7)") }
        try old.close()
        try write("ALTER TABLE first ADD COLUMN title TEXT; CREATE TABLE second (id TEXT) STRICT;", to: "0002-next.sql")

        let store = try open()

        let kept = try await store.read { db in try Int.fetchOne(db, sql: "SELECT id FROM first WHERE title IS NULL") }
        #expect(kept == 7)
        #expect(try await store.read { db in try db.tableExists("second") })
    }

    @Test func `leaves the database as it was when a migration fails in the middle`() async throws {
        try open().close()
        try write("CREATE TABLE half (id TEXT) STRICT; INSERT INTO nowhere VALUES (1);", to: "0002-broken.sql")

        let error = #expect(throws: MigrationError.self) { try open() }
        try FileManager.default.removeItem(atPath: migrations + "/0002-broken.sql")
        let store = try open()

        #expect(error?.description.contains("0002-broken.sql") == true)
        #expect(try await !store.read { db in try db.tableExists("half") })
    }

    @Test func `the old version opens the database when the second of two new migrations fails`() async throws {
        try open().close()
        try write("CREATE TABLE second (id TEXT) STRICT;", to: "0002-good.sql")
        try write("CREATE TABLE half (id TEXT) STRICT; INSERT INTO nowhere VALUES (1);", to: "0003-broken.sql")

        #expect(throws: MigrationError.self) { try open() }
        for file in ["0002-good.sql", "0003-broken.sql"] {
            try FileManager.default.removeItem(atPath: "\(migrations)/\(file)")
        }
        let store = try open()

        #expect(try await !store.read { db in try db.tableExists("second") })
    }

    @Test func `a migration that leaves rows pointing at nothing is undone`() async throws {
        try write("CREATE TABLE other (id INTEGER PRIMARY KEY REFERENCES first(id)) STRICT;", to: "0002-other.sql")
        try open().close()
        try write("INSERT INTO other VALUES (9);", to: "0003-orphan.sql")

        #expect(throws: (any Error).self) { try open() }
        try FileManager.default.removeItem(atPath: migrations + "/0003-orphan.sql")
        let store = try open()

        #expect(try await store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM other") } == 0)
    }

    @Test func `is not opened by an older program`() throws {
        try write("CREATE TABLE second (id TEXT) STRICT;", to: "0002-next.sql")
        try open().close()
        try FileManager.default.removeItem(atPath: migrations + "/0002-next.sql")

        #expect(throws: StoreError.newerDatabase("0002-next")) { try open() }
    }

    @Test func `is not opened with a migration that was edited after it had been applied`() throws {
        try open().close()
        try write("CREATE TABLE first (id INTEGER PRIMARY KEY, more TEXT) STRICT;", to: "0001-first.sql")

        let error = #expect(throws: MigrationError.self) { try open() }

        #expect(error?.description.contains("0001-first.sql") == true)
    }

    @Test func `a database from before the first release is refused with one sentence`() throws {
        try open().close()
        try FileManager.default.moveItem(
            atPath: migrations + "/0001-first.sql", toPath: migrations + "/0001-accounts.sql")

        let error = #expect(throws: MigrationError.self) { try open() }

        #expect(error?.description.contains("from before the first release") == true)
    }

    @Test(arguments: ["0003-gap.sql", "2-short.sql", "0001-twice.sql", "next.sql"])
    func `refuses a migration whose number does not come next`(file: String) throws {
        try write("CREATE TABLE second (id TEXT) STRICT;", to: file)

        #expect(throws: MigrationError.self) { try open() }
        #expect(!FileManager.default.fileExists(atPath: database))
    }

    @Test func `says that the folder of migrations is empty or missing`() throws {
        try FileManager.default.removeItem(atPath: migrations + "/0001-first.sql")
        #expect(throws: MigrationError.self) { try open() }
        try FileManager.default.removeItem(atPath: migrations)
        #expect(throws: MigrationError.self) { try open() }
    }
}
