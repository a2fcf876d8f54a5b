enum SecondFactorStatement: String, StoreStatement {
    /// Replaces one that was never confirmed.
    case begin = """
        INSERT INTO totp (accountID, sealedSecret, createdAt) VALUES (:accountID, :sealedSecret, :at)
        ON CONFLICT (accountID) DO UPDATE SET sealedSecret = excluded.sealedSecret, createdAt = excluded.createdAt
        WHERE confirmedAt IS NULL
        """
    case ofAccount = "SELECT * FROM totp WHERE accountID = :accountID"
    /// Counts an attempt before its code is looked at, so that many at once do not get past the count.
    case attempt = """
        UPDATE totp SET
            attempts = CASE WHEN attemptsSince > :windowStart THEN attempts + 1 ELSE 1 END,
            attemptsSince = CASE WHEN attemptsSince > :windowStart THEN attemptsSince ELSE :at END
        WHERE accountID = :accountID AND (attemptsSince <= :windowStart OR attempts < :limit)
        RETURNING sealedSecret
        """
    case take = "UPDATE totp SET lastStep = :step, attempts = 0 WHERE accountID = :accountID AND lastStep < :step"
    case confirm = "UPDATE totp SET confirmedAt = :at WHERE accountID = :accountID AND confirmedAt IS NULL"
    case remove = "DELETE FROM totp WHERE accountID = :accountID"
}

enum RecoveryCodeStatement: String, StoreStatement {
    case insert = "INSERT INTO recoveryCode (accountID, hash) VALUES (:accountID, :hash)"
    case use = "DELETE FROM recoveryCode WHERE accountID = :accountID AND hash = :hash"
    case removeAll = "DELETE FROM recoveryCode WHERE accountID = :accountID"
    case count = "SELECT count(*) AS count FROM recoveryCode WHERE accountID = :accountID"
}

enum SignInTicketStatement: String, StoreStatement {
    case insert = "INSERT INTO signInTicket (hash, accountID, expiresAt) VALUES (:hash, :accountID, :expiresAt)"
    case attempt = """
        UPDATE signInTicket SET attempts = attempts + 1 WHERE hash = :hash AND expiresAt > :at AND attempts < :limit
        RETURNING accountID
        """
    case owner = "SELECT accountID FROM signInTicket WHERE hash = :hash AND expiresAt > :at"
    case removeAll = "DELETE FROM signInTicket WHERE accountID = :accountID"
    case removeExpired = "DELETE FROM signInTicket WHERE expiresAt <= :at"
}

enum PasskeyStatement: String, StoreStatement {
    case insert = """
        INSERT INTO passkey (id, accountID, name, credentialID, publicKey, relyingParty, transports, signCount,
            isBackupEligible, isBackedUp, createdAt)
        VALUES (:id, :accountID, :name, :credentialID, :publicKey, :relyingParty, :transports, :signCount,
            :isBackupEligible, :isBackedUp, :createdAt)
        ON CONFLICT (credentialID) DO NOTHING
        """
    case ofAccount = "SELECT * FROM passkey WHERE accountID = :accountID ORDER BY id"
    case byCredential = "SELECT * FROM passkey WHERE credentialID = :credentialID"
    /// A counter that does not rise shows a copy.
    case use = """
        UPDATE passkey SET signCount = :signCount, isBackedUp = :isBackedUp, lastUsedAt = :at
        WHERE id = :id AND (signCount < :signCount OR (signCount = 0 AND :signCount = 0))
        """
    case rename = "UPDATE passkey SET name = :name WHERE id = :id AND accountID = :accountID RETURNING *"
    case delete = "DELETE FROM passkey WHERE id = :id AND accountID = :accountID"
}

/// What a rotation of the keys goes through: see ``SealedColumn``.
enum SealedStatement: String, StoreStatement {
    case secondFactors = """
        SELECT accountID AS row, sealedSecret AS sealed FROM totp WHERE accountID > :after
        ORDER BY accountID LIMIT 100
        """
    case setSecondFactor = """
        UPDATE totp SET sealedSecret = :sealed WHERE accountID = :row AND sealedSecret = :old
        """
    case payloads = """
        SELECT id AS row, payload AS sealed FROM outbox WHERE id > :after AND payload IS NOT NULL
        ORDER BY id LIMIT 100
        """
    case setPayload = "UPDATE outbox SET payload = :sealed WHERE id = :row AND payload = :old"
}
