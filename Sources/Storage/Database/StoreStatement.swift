import GRDB

/// One SQL statement of the store with named arguments. All of them are cases of enumerations in this folder, so that a
/// test can ask SQLite for the plan of each: none may read a whole table or sort.
protocol StoreStatement: RawRepresentable<String>, CaseIterable, Sendable {}

extension Database {
    /// All rows of the statement, which is compiled once a connection.
    func rows(_ statement: some StoreStatement, _ arguments: StatementArguments = [:]) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: statement.rawValue), arguments: arguments)
    }

    /// The first row. The statement is run to its end: with `RETURNING` it would otherwise not be done.
    func row(_ statement: some StoreStatement, _ arguments: StatementArguments = [:]) throws -> Row? {
        try rows(statement, arguments).first
    }

    /// The answer of a statement that selects one truth value.
    func holds(_ statement: some StoreStatement, _ arguments: StatementArguments = [:]) throws -> Bool {
        try Bool.fetchOne(cachedStatement(sql: statement.rawValue), arguments: arguments) ?? false
    }

    /// Runs a statement that changes rows.
    /// - Returns: how many it changed, those changed by foreign keys and triggers not counted.
    @discardableResult
    func run(_ statement: some StoreStatement, _ arguments: StatementArguments = [:]) throws -> Int {
        try cachedStatement(sql: statement.rawValue).execute(arguments: arguments)
        return changesCount
    }
}
