import GRDB

/// Which database it is, and how old.
struct DatabaseIdentity: Codable, Equatable, Sendable {
    let databaseID: String
    /// Rises while the database is in use.
    let generation: Int

    init(databaseID: String, generation: Int) {
        self.databaseID = databaseID
        self.generation = generation
    }

    init(row: Row) throws { self.init(databaseID: try row.get("databaseID"), generation: try row.get("generation")) }

    private enum CodingKeys: String, CodingKey {
        case databaseID = "database_id"
        case generation
    }
}

enum DatabaseIdentityStatement: String, StoreStatement {
    case find = "SELECT databaseID, generation FROM databaseIdentity WHERE number = 1"
    /// The first time with the id that it has from then on.
    case advance = """
        INSERT INTO databaseIdentity (number, databaseID, generation) VALUES (1, :newID, 1)
        ON CONFLICT (number) DO UPDATE SET generation = generation + 1
        RETURNING databaseID, generation
        """
    case knowsMedia = "SELECT EXISTS (SELECT 1 FROM blob WHERE hash > '')"
}

extension Store {
    /// Nil for a database that was never used with media.
    func identity() async throws -> DatabaseIdentity? {
        try await read { db in try db.row(DatabaseIdentityStatement.find).map(DatabaseIdentity.init(row:)) }
    }

    /// - Parameter newID: of a database that has none yet.
    func advanceIdentity(newID: String) async throws -> DatabaseIdentity? {
        try await commits.write { db in
            try db.row(DatabaseIdentityStatement.advance, ["newID": newID]).map(DatabaseIdentity.init(row:))
        }
    }

    /// Whether any media ever came to it and are there still.
    func knowsMedia() async throws -> Bool {
        try await read { db in try db.holds(DatabaseIdentityStatement.knowsMedia) }
    }
}
