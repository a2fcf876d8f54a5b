import Crypto
import Domain
import Foundation
import GRDB

/// Why the schema could not be brought up to date, in a sentence for an operator.
package struct MigrationError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

/// The numbered SQL files of `data/migrations`, each applied once.
struct Migrations {
    private struct Step {
        /// The file's name without `.sql`.
        let name: String
        let sql: String
        var sha256: Data { Data(SHA256.hash(data: Data(sql.utf8))) }
    }

    /// The first migration of databases made before the first release.
    private static let unreleased: Set = ["0001-first"]

    private let folder: String
    private let steps: [Step]

    /// Reads the folder; its files must be named `0001-what-changed.sql`, `0002-…` without a gap.
    init(folder: String) throws {
        self.folder = folder
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sql") }.sorted()
        } catch {
            throw MigrationError(description: "The folder of migrations \(folder) cannot be read: \(Cause(error))")
        }
        guard !files.isEmpty else { throw MigrationError(description: "There are no migrations in \(folder).") }
        steps = try files.enumerated().map { index, file in
            guard file.prefix(5) == String(format: "%04d-", index + 1) else {
                throw MigrationError(
                    description: "\(file) in \(folder) is out of order: migration number \(index + 1) is expected.")
            }
            let sql = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            return Step(name: String(file.dropLast(4)), sql: sql)
        }
    }

    /// Those of the names that the folder does not have.
    func unknown(among names: [String]) -> [String] {
        let known = Set(steps.map(\.name))
        return names.filter { !known.contains($0) }
    }

    /// - Parameter first: called before a database that is in use already is changed.
    /// - Throws: ``StoreError/newerDatabase(_:)`` for a database with a migration that the folder does not have,
    ///   ``MigrationError`` for one that was made before the first release, or whose migration was edited after it had
    ///   been applied; what `first` threw.
    func apply(to pool: DatabasePool, first: () throws -> Void = {}) throws {
        let applied = try pool.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS appliedMigration (
                        name   TEXT NOT NULL PRIMARY KEY,
                        sha256 BLOB NOT NULL CHECK (length(sha256) = 32)
                    ) STRICT, WITHOUT ROWID
                    """)
            return try Row.fetchAll(db, sql: "SELECT name, sha256 FROM appliedMigration ORDER BY name")
                .map { row -> (name: String, sha256: Data) in (row["name"], row["sha256"]) }
        }
        let names = Set(steps.map(\.name))
        if let first = applied.first?.name, Self.unreleased.contains(first), !names.contains(first) {
            throw MigrationError(
                description: "It was made by a version from before the first release, which cannot be upgraded. Start "
                    + "with an empty home.")
        }
        for (name, sha256) in applied {
            guard let step = steps.first(where: { $0.name == name }) else { throw StoreError.newerDatabase(name) }
            guard step.sha256 == sha256 else {
                throw MigrationError(
                    description: "It was made by another version, or \(name).sql in \(folder) was changed: install the "
                        + "version that made it, or start with an empty home.")
            }
        }
        if !applied.isEmpty, applied.count < steps.count { try first() }
        try apply(steps.filter { step in !applied.contains { $0.name == step.name } }, to: pool)
    }

    /// All in one transaction: the old version still opens the database when the last one fails.
    private func apply(_ pending: [Step], to pool: DatabasePool) throws {
        guard !pending.isEmpty else { return }
        try pool.barrierWriteWithoutTransaction { db in
            // A table that others point at may be made anew. What points at nothing in the end is refused below.
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            defer { try? db.execute(sql: "PRAGMA foreign_keys = ON") }
            try db.inTransaction(.immediate) {
                for step in pending {
                    do {
                        try db.execute(sql: step.sql)
                    } catch let error as DatabaseError where error.resultCode != .SQLITE_FULL {
                        // The error's own description would quote the whole file.
                        throw MigrationError(
                            description: "\(step.name).sql could not be applied: \(error.message ?? "")")
                    }
                    try db.execute(
                        sql: "INSERT INTO appliedMigration VALUES (?, ?)", arguments: [step.name, step.sha256])
                }
                try db.checkForeignKeys()
                return .commit
            }
        }
    }
}
