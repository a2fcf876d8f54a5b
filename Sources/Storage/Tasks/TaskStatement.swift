enum TaskStatement: String, StoreStatement {
    case insert = """
        INSERT INTO task (id, accountID, kind, engine, mode, title, imageFileID, videoFileID, audioFileID,
            videoModelID, voiceModelID, scriptExcerpt, parameters, priority, status, maxAttempts, creditsHeld,
            createdAt, notBefore, estimatedSeconds)
        VALUES (:id, :accountID, :kind, :engine, :mode, :title, :imageFileID, :videoFileID, :audioFileID,
            :videoModelID, :voiceModelID, :scriptExcerpt, :parameters, :priority, 'queued', :maxAttempts, :creditsHeld,
            :createdAt, :notBefore, :estimatedSeconds)
        """
    case byID = """
        SELECT task.*, video.id AS videoID FROM task LEFT JOIN video ON video.taskID = task.id WHERE task.id = :id
        """
    case list = """
        SELECT task.*, video.id AS videoID FROM task LEFT JOIN video ON video.taskID = task.id
        WHERE task.accountID = :accountID AND task.id < :before ORDER BY task.id DESC LIMIT :limit
        """
    case listOfStatus = """
        SELECT task.*, video.id AS videoID FROM task LEFT JOIN video ON video.taskID = task.id
        WHERE task.accountID = :accountID AND task.status = :status AND task.id < :before
        ORDER BY task.id DESC LIMIT :limit
        """
    case listOfKind = """
        SELECT task.*, video.id AS videoID FROM task LEFT JOIN video ON video.taskID = task.id
        WHERE task.accountID = :accountID AND task.kind = :kind AND task.id < :before
        ORDER BY task.id DESC LIMIT :limit
        """
    case listOfStatusAndKind = """
        SELECT task.*, video.id AS videoID FROM task INDEXED BY taskOfStatus LEFT JOIN video ON video.taskID = task.id
        WHERE task.accountID = :accountID AND task.status = :status AND task.kind = :kind AND task.id < :before
        ORDER BY task.id DESC LIMIT :limit
        """
    case unfinished = """
        SELECT *, NULL AS videoID FROM task WHERE status IN ('queued', 'running') AND id > :after
        ORDER BY id LIMIT :limit
        """
    case last = """
        SELECT *, NULL AS videoID FROM task WHERE id > '' ORDER BY id DESC LIMIT :limit
        """
    case countActive = """
        SELECT count(*) AS count FROM task WHERE accountID = :accountID AND status IN ('queued', 'running')
        """
    case isInput = """
        SELECT EXISTS (SELECT 1 FROM file WHERE id = :fileID AND accountID = :accountID AND deletedAt IS NULL)
        """
    case needing = """
        SELECT id FROM task WHERE imageFileID = :fileID AND status IN ('queued', 'running')
        UNION ALL SELECT id FROM task WHERE videoFileID = :fileID AND status IN ('queued', 'running')
        UNION ALL SELECT id FROM task WHERE audioFileID = :fileID AND status IN ('queued', 'running')
        LIMIT 1
        """
    case needingModel = """
        SELECT id FROM task WHERE videoModelID = :modelID AND status IN ('queued', 'running')
        UNION ALL SELECT id FROM task WHERE voiceModelID = :modelID AND status IN ('queued', 'running')
        UNION ALL SELECT task.id FROM model JOIN task ON task.id = model.taskID
            WHERE model.id = :modelID AND task.status IN ('queued', 'running')
        LIMIT 1
        """
    case start = """
        UPDATE task SET status = 'running', stage = '', attempt = attempt + 1, startedAt = :at, leaseUntil = :lease,
            notBefore = NULL
        WHERE id = :id AND status = 'queued' RETURNING *, NULL AS videoID
        """
    case note = """
        UPDATE task SET stage = :stage, progress = :progress, leaseUntil = :lease
        WHERE id = :id AND status = 'running' RETURNING *, NULL AS videoID
        """
    case succeed = """
        UPDATE task SET status = 'succeeded', progress = 1, finishedAt = :at, leaseUntil = NULL,
            resultFileID = :resultFileID, creditsCharged = creditsHeld, creditsHeld = 0
        WHERE id = :id AND status = 'running' RETURNING *, NULL AS videoID
        """
    case fail = """
        UPDATE task SET status = 'failed', finishedAt = :at, leaseUntil = NULL, notBefore = NULL, creditsHeld = 0,
            failureCode = :code, failureMessage = :message, failureIsRetryable = :isRetryable
        WHERE id = :id AND status IN ('queued', 'running') RETURNING *, NULL AS videoID
        """
    case requeue = """
        UPDATE task SET status = 'queued', stage = '', leaseUntil = NULL, notBefore = :notBefore,
            attempt = CASE WHEN :countAttempt THEN attempt ELSE max(attempt - 1, 0) END
        WHERE id = :id AND status = 'running' RETURNING *, NULL AS videoID
        """
    case cancel = """
        UPDATE task SET status = 'cancelled', finishedAt = :at, leaseUntil = NULL, notBefore = NULL, creditsHeld = 0
        WHERE id = :id AND status IN ('queued', 'running') AND accountID = coalesce(:accountID, accountID)
        RETURNING *, NULL AS videoID
        """
    case retry = """
        UPDATE task SET status = 'queued', stage = '', progress = 0, attempt = 0, startedAt = NULL, finishedAt = NULL,
            failureCode = NULL, failureMessage = NULL, failureIsRetryable = NULL
        WHERE id = :id AND accountID = :accountID AND status IN ('failed', 'cancelled') RETURNING *, NULL AS videoID
        """
    case heldCredits = "SELECT creditsHeld FROM task WHERE id = :id"
}

enum LedgerStatement: String, StoreStatement {
    case insert = """
        INSERT INTO ledgerEntry (accountID, taskID, kind, credits, createdAt)
        VALUES (:accountID, :taskID, :kind, :credits, :at)
        """
}

enum ScriptStatement: String, StoreStatement {
    case insert = "INSERT INTO script (taskID, text) VALUES (:taskID, :text)"
    case ofTask = "SELECT text FROM script WHERE taskID = :taskID"
}
