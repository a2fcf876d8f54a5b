enum IdempotencyStatement: String, StoreStatement {
    case find = """
        SELECT requestHash, startedAt, effectID, status, body FROM idempotencyKey WHERE scope = :accountID AND key = :key
        """
    case begin = """
        INSERT INTO idempotencyKey (scope, key, accountID, requestHash, startedAt, effectID)
        VALUES (:accountID, :key, :accountID, :requestHash, :at, :effectID)
        ON CONFLICT (scope, key) DO UPDATE
        SET requestHash = excluded.requestHash, startedAt = excluded.startedAt, effectID = excluded.effectID,
            status = NULL, body = NULL
        """
    case release = """
        UPDATE idempotencyKey SET startedAt = startedAt - :limitMs
        WHERE scope = :accountID AND key = :key AND status IS NULL
        """
    case finish = """
        UPDATE idempotencyKey SET status = :status, body = :body
        WHERE scope = :accountID AND key = :key AND status IS NULL
        """
    case abandon = "DELETE FROM idempotencyKey WHERE scope = :accountID AND key = :key AND status IS NULL"
    case forgetOld = "DELETE FROM idempotencyKey WHERE startedAt <= :before"
    case releaseAll = """
        UPDATE idempotencyKey INDEXED BY idempotencyKeyRunning SET startedAt = startedAt - :limitMs WHERE status IS NULL
        """
}
