enum AccountStatement: String, StoreStatement {
    case registration = "SELECT value FROM serverSetting WHERE name = 'registration'"
    case setRegistration = """
        INSERT INTO serverSetting (name, value) VALUES ('registration', :value)
        ON CONFLICT (name) DO UPDATE SET value = :value
        """
    case isErased = "SELECT EXISTS (SELECT 1 FROM account WHERE id = :accountID AND erasedAt IS NOT NULL)"
    case isFirst = "SELECT NOT EXISTS (SELECT 1 FROM account WHERE id > '')"
    case insert = """
        INSERT INTO account (id, email, emailKey, name, passwordHash, role, status, emailVerifiedAt, ownerProvenAt,
            createdAt)
        VALUES (:id, :email, :emailKey, :name, :passwordHash, :role, :status, :emailVerifiedAt, :ownerProvenAt,
            :createdAt)
        """
    case byID = "SELECT * FROM account WHERE id = :id"
    case byEmail = "SELECT * FROM account WHERE emailKey = :emailKey"
    case byFormerEmail = "SELECT * FROM account WHERE formerEmailKey = :emailKey ORDER BY id DESC LIMIT 1"
    case setPasswordHash = "UPDATE account SET passwordHash = :hash WHERE id = :id"
    /// Whatever it was, or only what it was when it was compared.
    case replacePasswordHash = """
        UPDATE account SET passwordHash = :hash WHERE id = :id AND passwordHash = coalesce(:former, passwordHash)
        """
    case update = """
        UPDATE account SET name = coalesce(:name, name), visibleMark = coalesce(:visibleMark, visibleMark)
        WHERE id = :id RETURNING *
        """
    case see = "UPDATE account SET lastSeenAt = :at WHERE id = :id"
    case storedBytes = "SELECT storedBytes FROM account WHERE id = :id"
}

enum SessionStatement: String, StoreStatement {
    case insert = """
        INSERT INTO session (id, accountID, userAgent, address, createdAt, lastUsedAt, expiresAt, provenAt)
        VALUES (:id, :accountID, :userAgent, :address, :createdAt, :lastUsedAt, :expiresAt, :provenAt)
        """
    case ofAccount = """
        SELECT id, accountID, userAgent, address, createdAt, lastUsedAt, expiresAt, provenAt FROM session
        WHERE accountID = :accountID AND expiresAt > :at ORDER BY lastUsedAt DESC
        """
    case isOpen = "SELECT EXISTS (SELECT 1 FROM session WHERE id = :id)"
    case owner = "SELECT accountID FROM session WHERE id = :id"
    case use = """
        UPDATE session SET lastUsedAt = max(lastUsedAt, :at), expiresAt = max(expiresAt, :expiresAt), address = :address
        WHERE id = :id AND expiresAt > :at
        RETURNING id, accountID, userAgent, address, createdAt, lastUsedAt, expiresAt, provenAt
        """
    /// Of a token that comes with every request: once, as with challenges, which are remembered in the same place.
    case begin = """
        INSERT INTO spentChallenge (hash, expiresAt) VALUES (:hash, :expiresAt) ON CONFLICT (hash) DO NOTHING
        """
    case provenAt = "SELECT provenAt FROM session WHERE id = :id AND accountID = :accountID"
    case prove = "UPDATE session SET provenAt = max(provenAt, :at) WHERE id = :id AND accountID = :accountID"
    case hasPasskey = "SELECT EXISTS (SELECT 1 FROM passkey WHERE id = :id AND accountID = :accountID)"
    case useTicket = "DELETE FROM signInTicket WHERE hash = :hash AND accountID = :accountID AND expiresAt > :at"
    case noteSecondFactor = "UPDATE totp SET signedInAt = :at WHERE accountID = :accountID AND signedInAt IS NULL"
    case end = "DELETE FROM session WHERE id = :id"
    case endOfAccount = "DELETE FROM session WHERE id = :id AND accountID = :accountID"
    case endAll = "DELETE FROM session WHERE accountID = :accountID AND id IS NOT :kept RETURNING id"
    case endExpired = "DELETE FROM session WHERE expiresAt <= :at RETURNING id"
}

enum RefreshTokenStatement: String, StoreStatement {
    case insert = "INSERT INTO refreshToken (hash, sessionID) VALUES (:hash, :sessionID)"
    case byHash = "SELECT sessionID, retiredAt FROM refreshToken WHERE hash = :hash"
    case newestRetirement = "SELECT max(retiredAt) AS at FROM refreshToken WHERE sessionID = :sessionID"
    case retire = "UPDATE refreshToken SET retiredAt = :at WHERE sessionID = :sessionID AND retiredAt IS NULL"
    case forgetRetired = "DELETE FROM refreshToken WHERE sessionID = :sessionID AND retiredAt < :before"
}

enum LetterTokenStatement: String, StoreStatement {
    case insert = """
        INSERT INTO letterToken (hash, accountID, purpose, address, expiresAt)
        VALUES (:hash, :accountID, :purpose, :address, :expiresAt)
        """
    case find = "SELECT * FROM letterToken WHERE hash = :hash AND purpose = :purpose AND expiresAt > :at"
    case remove = "DELETE FROM letterToken WHERE accountID = :accountID AND purpose = :purpose"
    case removeAll = "DELETE FROM letterToken WHERE accountID = :accountID"
    /// What would let somebody in, or hand the account to another address.
    case removePowerful = """
        DELETE FROM letterToken WHERE accountID = :accountID
            AND (purpose = 'reset_password' OR address <> (SELECT email FROM account WHERE id = :accountID))
        """
    case removeExpired = "DELETE FROM letterToken WHERE expiresAt <= :at"
}

enum AddressStatement: String, StoreStatement {
    /// What was shown before stays; a link that was opened by nobody in particular may be opened by the owner later.
    case verify = """
        UPDATE account SET emailVerifiedAt = coalesce(emailVerifiedAt, :at),
            ownerProvenAt = coalesce(ownerProvenAt, :ownerProvenAt)
        WHERE id = :id
        """
    /// Also of one that was verified before: what was added since then is told from what was there.
    case prove = "UPDATE account SET emailVerifiedAt = :at, ownerProvenAt = :at WHERE id = :id"
    /// It never was verified.
    case giveUp = """
        UPDATE account SET formerEmailKey = emailKey, email = :email, emailKey = :emailKey WHERE id = :id
        """
    case change = """
        UPDATE account SET email = :email, emailKey = :emailKey, formerEmailKey = NULL, emailVerifiedAt = :at,
            ownerProvenAt = :ownerProvenAt
        WHERE id = :id
        """
}
