import Domain
import GRDB

/// A look at a database from outside, for `greenroom doctor`: read-only, also while a server is using it.
package struct DatabaseInspection: Sendable {
    /// Names of the migrations that were applied, in order.
    package let migrations: [String]
    /// What is damaged, as sentences; empty when all is well.
    package let problems: [String]
    /// What waits in the outbox and what was given up there, by kind; empty for a database of an earlier version.
    package let outbox: [OutboxEntry.Kind: OutboxBacklog]
    /// How far the mirrors are; empty for a database of an earlier version.
    package let mirrors: [MirrorStanding]
    /// The verification under way, or else the last one.
    package let verification: VerificationReport?
    /// Of SQLite.
    package let libraryVersion: String

    /// - Throws: `DatabaseError` when the file is not a database or cannot be opened.
    package init(path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        (migrations, problems, outbox, mirrors, verification, libraryVersion) = try queue.read { db in
            (
                try String.fetchAll(db, sql: "SELECT name FROM appliedMigration ORDER BY name"),
                try Store.faults(db),
                try db.tableExists("outbox") ? db.outboxBacklog() : [:],
                try Self.knowsPlaces(db) ? db.mirrorStandings() : [],
                try db.tableExists("verification") ? db.verificationReport(faults: 1) : nil,
                try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? ""
            )
        }
    }

    private static func knowsPlaces(_ db: Database) throws -> Bool {
        try db.tableExists("mirror") && db.columns(in: "mirror").contains { $0.name == "place" }
    }
}
