enum APIKeyStatement: String, StoreStatement {
    case insert = """
        INSERT INTO apiKey (id, accountID, name, prefix, hash, scopes, createdAt, expiresAt)
        VALUES (:id, :accountID, :name, :prefix, :hash, :scopes, :createdAt, :expiresAt)
        """
    case isFull = "SELECT count(*) >= :limit FROM apiKey WHERE accountID = :accountID"
    case byPrefix = """
        SELECT id, accountID, name, prefix, hash, scopes, createdAt, expiresAt, endsAt, replacedBy, lastUsedAt,
            lastUsedAddress FROM apiKey WHERE prefix = :prefix
        """
    case ofAccount = """
        SELECT id, accountID, name, prefix, scopes, createdAt, expiresAt, endsAt, replacedBy, lastUsedAt,
            lastUsedAddress FROM apiKey WHERE id = :id AND accountID = :accountID
        """
    case list = """
        SELECT id, accountID, name, prefix, scopes, createdAt, expiresAt, endsAt, replacedBy, lastUsedAt,
            lastUsedAddress FROM apiKey WHERE accountID = :accountID AND id < :before ORDER BY id DESC LIMIT :limit
        """
    case replace = """
        UPDATE apiKey SET replacedBy = :by, endsAt = :endsAt
        WHERE id = :id AND accountID = :accountID AND replacedBy IS NULL AND endsAt IS NULL RETURNING prefix
        """
    case retell = "UPDATE apiKey SET prefix = :prefix, hash = :hash WHERE id = :id AND accountID = :accountID"
    case remove = "DELETE FROM apiKey WHERE id = :id AND accountID = :accountID RETURNING prefix"
    case noteUse = "UPDATE apiKey SET lastUsedAt = :at, lastUsedAddress = :address WHERE id = :id"
}

enum AuditStatement: String, StoreStatement {
    case insert = """
        INSERT INTO auditEntry (id, at, actorID, action, targetKind, targetID, address, userAgent, details)
        VALUES (:id, :at, :actorID, :action, :targetKind, :targetID, :address, :userAgent, :details)
        """
    case isNoted = "SELECT EXISTS (SELECT 1 FROM auditEntry WHERE id = :id AND actorID = :actorID)"
    case list = """
        SELECT auditEntry.*, email FROM auditEntry LEFT JOIN account ON account.id = actorID AND erasedAt IS NULL
        WHERE auditEntry.id < :before ORDER BY auditEntry.id DESC LIMIT :limit
        """
    case ofAction = """
        SELECT auditEntry.*, email FROM auditEntry LEFT JOIN account ON account.id = actorID AND erasedAt IS NULL
        WHERE action = :action AND auditEntry.id < :before ORDER BY auditEntry.id DESC LIMIT :limit
        """
    case ofActor = """
        SELECT auditEntry.*, email FROM auditEntry LEFT JOIN account ON account.id = actorID AND erasedAt IS NULL
        WHERE actorID = :actorID AND auditEntry.id < :before ORDER BY auditEntry.id DESC LIMIT :limit
        """
    case ofActorAndAction = """
        SELECT auditEntry.*, email FROM auditEntry LEFT JOIN account ON account.id = actorID AND erasedAt IS NULL
        WHERE actorID = :actorID AND action = :action AND auditEntry.id < :before
        ORDER BY auditEntry.id DESC LIMIT :limit
        """
}

enum AdministrationStatement: String, StoreStatement {
    case firstAdmin = "SELECT id FROM account WHERE role = 'admin' AND status = 'active' ORDER BY id LIMIT 1"
    case admins = "SELECT id FROM account WHERE role = 'admin' AND status = 'active' ORDER BY id"
    case hasOtherAdmin = """
        SELECT EXISTS (SELECT 1 FROM account WHERE role = 'admin' AND status = 'active' AND id <> :id)
        """
    case list = """
        SELECT * FROM account WHERE id < :before AND erasedAt IS NULL AND (:role IS NULL OR role = :role)
            AND (:status IS NULL OR status = :status)
            AND (:text IS NULL OR instr(lower(email), lower(:text)) > 0 OR instr(lower(name), lower(:text)) > 0)
        ORDER BY id DESC LIMIT :limit
        """
    case byID = "SELECT * FROM account WHERE id = :id AND erasedAt IS NULL"
    case change = """
        UPDATE account SET role = coalesce(:role, role), status = coalesce(:status, status), name = coalesce(:name, name)
        WHERE id = :id AND erasedAt IS NULL RETURNING *
        """
    case queueState = "SELECT value FROM serverSetting WHERE name = 'queue'"
    case setQueueState = """
        INSERT INTO serverSetting (name, value) VALUES ('queue', :value)
        ON CONFLICT (name) DO UPDATE SET value = :value
        """
    case preference = "SELECT language, country FROM preference WHERE accountID = :accountID"
    case setPreference = """
        INSERT INTO preference (accountID, language, country) VALUES (:accountID, :language, :country)
        ON CONFLICT (accountID) DO UPDATE SET language = :language, country = :country
        """
}
