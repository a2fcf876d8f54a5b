import Domain
import GRDB

enum FavouriteVoicesStatement: String, StoreStatement {
    case ofAccount = "SELECT voices FROM favouriteVoices WHERE accountID = :accountID"
    case set = """
        INSERT INTO favouriteVoices (accountID, voices) VALUES (:accountID, :voices)
        ON CONFLICT (accountID) DO UPDATE SET voices = excluded.voices
        """
}

extension Store {
    /// Empty for an account that has chosen none.
    package func favouriteVoices(of account: AccountID) async throws -> FavouriteVoices {
        try await read { db in
            guard let row = try db.row(FavouriteVoicesStatement.ofAccount, ["accountID": account]) else {
                return FavouriteVoices(voices: [])
            }
            return FavouriteVoices(voices: try JSONColumn.value(row.get("voices")))
        }
    }

    /// All of them, in the place of the earlier ones.
    package func setFavouriteVoices(_ favourites: FavouriteVoices, of account: AccountID) async throws {
        let voices = try JSONColumn.text(favourites.voices)
        try await commits.write { db in
            try db.run(FavouriteVoicesStatement.set, ["accountID": account, "voices": voices])
        }
    }
}
