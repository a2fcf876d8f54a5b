enum WebhookStatement: String, StoreStatement {
    case insert = """
        INSERT INTO webhook (id, accountID, url, note, events, kinds, createdAt, addressedAt)
        VALUES (:id, :accountID, :url, :note, :events, :kinds, :createdAt, :createdAt)
        """
    case isFull = "SELECT count(*) >= :limit FROM webhook WHERE accountID = :accountID"
    case list = """
        SELECT * FROM webhook WHERE accountID = :accountID AND id < :before ORDER BY id DESC LIMIT :limit
        """
    case ofAccount = "SELECT * FROM webhook WHERE id = :id AND accountID = :accountID"
    case byID = "SELECT * FROM webhook WHERE id = :id"
    case listening = "SELECT * FROM webhook WHERE accountID = :accountID AND offSince IS NULL"
    case change = """
        UPDATE webhook SET addressedAt = iif(url = :url, addressedAt, :at), url = :url, note = :note, events = :events,
            kinds = :kinds
        WHERE id = :id AND accountID = :accountID
        """
    /// What went wrong before is forgotten.
    case switchOn = """
        UPDATE webhook SET offSince = NULL, offCause = NULL, offByRecovery = 0, failingSince = NULL, restsUntil = NULL
        WHERE id = :id
        """
    case switchOff = "UPDATE webhook SET offSince = :at, offCause = :cause WHERE id = :id AND offSince IS NULL"
    case rotate = """
        UPDATE webhook SET secretNumber = secretNumber + 1, oldSecretUntil = :until
        WHERE id = :id AND accountID = :accountID RETURNING *
        """
    case delete = "DELETE FROM webhook WHERE id = :id AND accountID = :accountID"
    case noteArrival = """
        UPDATE webhook SET failingSince = NULL, restsUntil = NULL WHERE id = :id AND failingSince IS NOT NULL
        """
    case noteFailure = """
        UPDATE webhook SET failingSince = coalesce(failingSince, :at), restsUntil = :restsUntil WHERE id = :id
        """
    case wake = "UPDATE webhook SET restsUntil = NULL WHERE id = :id"
}

enum WebhookDeliveryStatement: String, StoreStatement {
    case insert = """
        INSERT INTO webhookDelivery (id, accountID, webhookID, messageID, event, taskID, occurredAt, createdAt)
        VALUES (:id, :accountID, :webhookID, :messageID, :event, :taskID, :occurredAt, :createdAt)
        """
    case byID = "SELECT * FROM webhookDelivery WHERE id = :id"
    case ofAccount = """
        SELECT webhookDelivery.*, dueAt FROM webhookDelivery
            LEFT JOIN outbox ON outbox.id = webhookDelivery.id AND outbox.status = 'waiting'
        WHERE webhookDelivery.id = :id AND webhookDelivery.accountID = :accountID
        """
    case list = """
        SELECT webhookDelivery.*, dueAt FROM webhookDelivery
            LEFT JOIN outbox ON outbox.id = webhookDelivery.id AND outbox.status = 'waiting'
        WHERE webhookDelivery.accountID = :accountID AND webhookDelivery.id < :before
        ORDER BY webhookDelivery.id DESC LIMIT :limit
        """
    case ofWebhook = """
        SELECT webhookDelivery.*, dueAt FROM webhookDelivery
            LEFT JOIN outbox ON outbox.id = webhookDelivery.id AND outbox.status = 'waiting'
        WHERE webhookID = :webhookID AND webhookDelivery.id < :before
        ORDER BY webhookDelivery.id DESC LIMIT :limit
        """
    case note = """
        UPDATE webhookDelivery SET status = :status, attempts = attempts + 1, attemptedAt = :at, tookMs = :tookMs,
            answer = :answer, failure = :failure
        WHERE id = :id RETURNING *
        """
    case giveUp = "UPDATE webhookDelivery SET status = 'failed' WHERE id = :id AND status = 'waiting' RETURNING *"
    case removeOld = "DELETE FROM webhookDelivery WHERE createdAt <= :before"
}
