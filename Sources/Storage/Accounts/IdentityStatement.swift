enum IdentityStatement: String, StoreStatement {
    case insert = """
        INSERT INTO identity (id, accountID, provider, name, email, createdAt, lastUsedAt)
        VALUES (:id, :accountID, :provider, :name, :email, :createdAt, :lastUsedAt)
        """
    case byKey = """
        SELECT identity.* FROM identityKey JOIN identity ON identity.id = identityKey.identityID
        WHERE identityKey.provider = :provider AND realm = :realm AND subject = :subject
        """
    case insertKey = """
        INSERT INTO identityKey (provider, realm, subject, identityID)
        VALUES (:provider, :realm, :subject, :identityID) ON CONFLICT DO NOTHING
        """
    case use = """
        UPDATE identity SET lastUsedAt = max(lastUsedAt, :at), name = coalesce(:name, name), email = coalesce(:email, email)
        WHERE id = :id
        """
    case ofAccount = "SELECT * FROM identity WHERE accountID = :accountID ORDER BY id DESC"
    /// What a provider's app calls the owner of the account.
    case subject = """
        SELECT subject FROM identity JOIN identityKey ON identityKey.identityID = identity.id
        WHERE accountID = :accountID AND identity.provider = :provider AND realm = :realm LIMIT 1
        """
    case delete = "DELETE FROM identity WHERE id = :id AND accountID = :accountID"
    case countPasskeys = "SELECT count(*) AS count FROM passkey WHERE accountID = :accountID"
}

enum SignInStateStatement: String, StoreStatement {
    case insert = """
        INSERT INTO signInState (hash, browserHash, provider, app, redirectURI, returnTo, sessionID, expiresAt)
        VALUES (:hash, :browserHash, :provider, :app, :redirectURI, :returnTo, :sessionID, :expiresAt)
        """
    case take = """
        DELETE FROM signInState
        WHERE hash = :hash AND browserHash = :browserHash AND provider = :provider AND expiresAt > :at RETURNING *
        """
    case forgetExpired = "DELETE FROM signInState WHERE expiresAt <= :at"
}
