enum MailStatement: String, StoreStatement {
    case insert = """
        INSERT INTO mail (id, accountID, sealedContent, createdAt, dueAt)
        VALUES (:id, :accountID, :sealedContent, :createdAt, :createdAt)
        """
    case nextDue = "SELECT dueAt FROM mail INDEXED BY mailDue WHERE status = 'queued' ORDER BY dueAt LIMIT 1"
    case claim = """
        UPDATE mail SET isClaimed = 1, attempts = attempts + 1, dueAt = :until WHERE id = (
            SELECT id FROM mail INDEXED BY mailDue WHERE status = 'queued' AND dueAt <= :at ORDER BY dueAt LIMIT 1
        ) RETURNING *
        """
    case handOver = "UPDATE mail SET isHandedOver = 1 WHERE id = :id AND isClaimed"
    case postpone = """
        UPDATE mail SET isClaimed = 0, isHandedOver = 0, dueAt = :dueAt, failure = :failure
        WHERE id = :id AND status = 'queued'
        """
    case finish = """
        UPDATE mail SET status = :status, isClaimed = 0, isHandedOver = 0, sealedContent = NULL, finishedAt = :at,
            failure = :failure
        WHERE id = :id AND status = 'queued'
        """
    /// Whether the post office took these before the process ended nobody knows.
    case finishInterrupted = """
        UPDATE mail SET status = 'uncertain', isClaimed = 0, isHandedOver = 0, sealedContent = NULL, finishedAt = :at,
            failure = 'the server was stopped while the letter was handed over'
        WHERE id IN (SELECT id FROM mail INDEXED BY mailDue WHERE status = 'queued' AND isHandedOver)
        """
    case releaseInterrupted = """
        UPDATE mail SET isClaimed = 0, dueAt = :at
        WHERE id IN (SELECT id FROM mail INDEXED BY mailDue WHERE status = 'queued' AND isClaimed)
        """
    case removeOld = "DELETE FROM mail WHERE finishedAt IS NOT NULL AND finishedAt <= :before"
}

enum LetterTokenStatement: String, StoreStatement {
    case insert = """
        INSERT INTO letterToken (hash, accountID, purpose, address, expiresAt)
        VALUES (:hash, :accountID, :purpose, :address, :expiresAt)
        """
    case find = "SELECT * FROM letterToken WHERE hash = :hash AND purpose = :purpose AND expiresAt > :at"
    case remove = "DELETE FROM letterToken WHERE accountID = :accountID AND purpose = :purpose"
    /// What would let somebody in, or hand the account to another address.
    case removePowerful = """
        DELETE FROM letterToken WHERE accountID = :accountID
            AND (purpose = 'reset_password' OR address <> (SELECT email FROM account WHERE id = :accountID))
        """
    case removeExpired = "DELETE FROM letterToken WHERE expiresAt <= :at"
}

enum AddressStatement: String, StoreStatement {
    case verify = "UPDATE account SET emailVerifiedAt = :at WHERE id = :id AND emailVerifiedAt IS NULL"
    /// Also of one that was verified before: what was added since then is told from what was there.
    case prove = "UPDATE account SET emailVerifiedAt = :at WHERE id = :id"
    case change = "UPDATE account SET email = :email, emailKey = :emailKey, emailVerifiedAt = :at WHERE id = :id"
}
