enum OutboxStatement: String, StoreStatement {
    case insert = """
        INSERT INTO outbox (id, kind, subject, accountID, payload, createdAt, dueAt)
        VALUES (:id, :kind, :subject, :accountID, :payload, :createdAt, :dueAt)
        """
    case nextDue = """
        SELECT dueAt FROM outbox INDEXED BY outboxDue
        WHERE kind = :kind AND status = 'waiting' AND leaseUntil IS NULL ORDER BY dueAt LIMIT 1
        """
    case shiftDue = """
        UPDATE outbox SET dueAt = dueAt - :by
        WHERE id IN (SELECT id FROM outbox INDEXED BY outboxDue
            WHERE kind = :kind AND status = 'waiting' AND leaseUntil IS NULL)
        """
    case capDue = """
        UPDATE outbox SET dueAt = :to
        WHERE id IN (SELECT id FROM outbox INDEXED BY outboxDue
            WHERE kind = :kind AND status = 'waiting' AND leaseUntil IS NULL AND dueAt > :latest)
        """
    case claim = """
        UPDATE outbox SET leaseUntil = :until, attempt = attempt + 1 WHERE id = (
            SELECT id FROM outbox INDEXED BY outboxDue
            WHERE kind = :kind AND status = 'waiting' AND leaseUntil IS NULL AND dueAt <= :at ORDER BY dueAt LIMIT 1
        ) RETURNING *
        """
    case handOver = """
        UPDATE outbox SET isHandedOver = 1 WHERE id = :id AND attempt = :attempt AND leaseUntil IS NOT NULL
        """
    case postpone = """
        UPDATE outbox SET leaseUntil = NULL, isHandedOver = 0, dueAt = :dueAt, failure = :failure
        WHERE id = :id AND attempt = :attempt AND leaseUntil IS NOT NULL
        """
    /// The attempt does not count.
    case release = """
        UPDATE outbox SET leaseUntil = NULL, isHandedOver = 0, attempt = attempt - 1
        WHERE id = :id AND attempt = :attempt AND leaseUntil IS NOT NULL
        """
    /// The attempt does not count.
    case putOff = """
        UPDATE outbox SET leaseUntil = NULL, isHandedOver = 0, attempt = attempt - 1, dueAt = :dueAt, failure = :failure
        WHERE id = :id AND attempt = :attempt AND leaseUntil IS NOT NULL
        """
    /// All that waits, for what begins so.
    case bringBack = """
        UPDATE outbox INDEXED BY outboxDue SET dueAt = :at
        WHERE kind = :kind AND status = 'waiting' AND leaseUntil IS NULL AND dueAt > :at
            AND substr(subject, 1, length(:prefix)) = :prefix
        """
    case putOffAll = """
        UPDATE outbox INDEXED BY outboxDue SET dueAt = :dueAt
        WHERE kind = :kind AND status = 'waiting' AND leaseUntil IS NULL AND dueAt < :dueAt
            AND substr(subject, 1, length(:prefix)) = :prefix
        """
    case finish = """
        UPDATE outbox SET status = :status, leaseUntil = NULL, isHandedOver = 0, finishedAt = :at, failure = :failure,
            payload = CASE :status WHEN 'given_up' THEN payload END
        WHERE id = :id AND attempt = :attempt AND leaseUntil IS NOT NULL
        """
    /// Whether these had their effect nobody knows.
    case finishLapsed = """
        UPDATE outbox SET status = 'uncertain', leaseUntil = NULL, isHandedOver = 0, finishedAt = :at, payload = NULL,
            failure = 'the work was cut off while it was handed over'
        WHERE id IN (SELECT id FROM outbox INDEXED BY outboxLeased WHERE leaseUntil <= :lapsedAt AND isHandedOver)
        """
    case releaseLapsed = """
        UPDATE outbox SET leaseUntil = NULL, dueAt = :at
        WHERE id IN (SELECT id FROM outbox INDEXED BY outboxLeased WHERE leaseUntil <= :lapsedAt AND NOT isHandedOver)
        """
    case removeOld = "DELETE FROM outbox WHERE finishedAt IS NOT NULL AND finishedAt <= :before"
    case list = "SELECT * FROM outbox WHERE id < :before ORDER BY id DESC LIMIT :limit"
    case ofStatus = "SELECT * FROM outbox WHERE status = :status AND id < :before ORDER BY id DESC LIMIT :limit"
    case tryAgain = """
        UPDATE outbox SET status = 'waiting', attempt = 0, dueAt = :at, finishedAt = NULL
        WHERE id = :id AND status = 'given_up' RETURNING *
        """
    case find = "SELECT * FROM outbox WHERE id = :id"
    case backlog = """
        SELECT kind, status, count(*) AS entries, min(createdAt) AS oldest FROM outbox INDEXED BY outboxOpen
        WHERE status IN ('waiting', 'given_up') GROUP BY kind, status
        """
}
