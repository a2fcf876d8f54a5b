enum LedgerStatement: String, StoreStatement {
    /// A person's accounts come with their first credits.
    case open = """
        INSERT INTO ledgerAccount (id, accountID, purpose, mayBeNegative) VALUES (:id, :accountID, :purpose, 0)
        ON CONFLICT (id) DO NOTHING
        """
    case balance = "SELECT balance FROM ledgerAccount WHERE id = :id"
    case begin = """
        INSERT INTO ledgerTransaction (cause, externalKey, accountID, taskID, note, at)
        VALUES (:cause, :key, :accountID, :taskID, :note, :at)
        ON CONFLICT (externalKey) DO NOTHING RETURNING id
        """
    case post = """
        INSERT INTO ledgerPosting (transactionID, ledgerAccountID, credits) VALUES (:transactionID, :ledgerAccountID, :credits)
        """
    case seal = "UPDATE ledgerTransaction SET isSealed = 1 WHERE id = :id"
    case holdCount = "SELECT count(*) AS count FROM ledgerTransaction WHERE taskID = :taskID AND cause = 'hold'"
}
