enum IdempotencyStatement: String, StoreStatement {
    case find = """
        SELECT requestHash, startedAt, status, body FROM idempotencyKey WHERE scope = :accountID AND key = :key
        """
    case begin = """
        INSERT INTO idempotencyKey (scope, key, accountID, requestHash, startedAt)
        VALUES (:accountID, :key, :accountID, :requestHash, :at)
        ON CONFLICT (scope, key) DO UPDATE
        SET requestHash = excluded.requestHash, startedAt = excluded.startedAt, status = NULL, body = NULL
        """
    case finish = """
        UPDATE idempotencyKey SET status = :status, body = :body
        WHERE scope = :accountID AND key = :key AND status IS NULL
        """
    case abandon = "DELETE FROM idempotencyKey WHERE scope = :accountID AND key = :key AND status IS NULL"
    case forgetOld = "DELETE FROM idempotencyKey WHERE startedAt <= :before"
    case forgetRunning = "DELETE FROM idempotencyKey WHERE status IS NULL AND effectID IS NULL"
}
