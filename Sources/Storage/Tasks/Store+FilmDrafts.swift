import Domain
import GRDB

enum FilmDraftStatement: String, StoreStatement {
    case ofAccount = "SELECT content, version, savedAt FROM filmDraft WHERE accountID = :accountID"
    case begin = """
        INSERT INTO filmDraft (accountID, content, version, savedAt) VALUES (:accountID, :content, 1, :at)
        ON CONFLICT (accountID) DO NOTHING
        """
    case save = """
        UPDATE filmDraft SET content = :content, version = version + 1, savedAt = :at
        WHERE accountID = :accountID AND version = :version
        """
}

extension Store {
    package func filmDraft(of account: AccountID) async throws -> FilmDraft {
        try await read { db in try db.filmDraft(of: account) }
    }

    /// - Parameter version: that the content was made from.
    /// - Returns: nil when another one was saved since.
    package func saveFilmDraft(
        _ content: String, after version: Int, of account: AccountID, at moment: Timestamp
    ) async throws -> FilmDraft? {
        try await commits.write(needsRoom: true) { db in
            let statement: FilmDraftStatement = version == 0 ? .begin : .save
            var arguments: StatementArguments = ["accountID": account, "content": content, "at": moment]
            if version > 0 { arguments = arguments &+ ["version": version] }
            return try db.run(statement, arguments) == 1 ? try db.filmDraft(of: account) : nil
        }
    }
}

extension Database {
    fileprivate func filmDraft(of account: AccountID) throws -> FilmDraft {
        guard let row = try row(FilmDraftStatement.ofAccount, ["accountID": account]) else { return FilmDraft() }
        return FilmDraft(
            content: try row.get("content"), version: try row.get("version"), savedAt: try row.get("savedAt"))
    }
}
