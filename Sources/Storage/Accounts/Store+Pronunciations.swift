import Domain
import GRDB

enum PronunciationStatement: String, StoreStatement {
    case ofAccount = "SELECT words FROM pronunciation WHERE accountID = :accountID"
    case set = """
        INSERT INTO pronunciation (accountID, words) VALUES (:accountID, :words)
        ON CONFLICT (accountID) DO UPDATE SET words = excluded.words
        """
}

extension Store {
    /// Empty for an account that has chosen none.
    package func pronunciations(of account: AccountID) async throws -> Pronunciations {
        try await read { db in
            guard let row = try db.row(PronunciationStatement.ofAccount, ["accountID": account]) else {
                return Pronunciations(words: [:])
            }
            return Pronunciations(words: try JSONColumn.value(row.get("words")))
        }
    }

    /// All of them, in the place of the earlier ones.
    package func setPronunciations(_ pronunciations: Pronunciations, of account: AccountID) async throws {
        let words = try JSONColumn.text(pronunciations.words)
        try await commits.write { db in
            try db.run(PronunciationStatement.set, ["accountID": account, "words": words])
        }
    }
}
