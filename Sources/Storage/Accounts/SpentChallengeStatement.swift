/// Challenges and tokens that work once.
enum SpentChallengeStatement: String, StoreStatement {
    case insert = """
        INSERT INTO spentChallenge (hash, expiresAt) VALUES (:hash, :expiresAt) ON CONFLICT (hash) DO NOTHING
        """
    case removeExpired = "DELETE FROM spentChallenge WHERE expiresAt <= :at"
}
