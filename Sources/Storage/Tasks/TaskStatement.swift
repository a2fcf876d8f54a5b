enum TaskStatement: String, StoreStatement {
    case insert = """
        INSERT INTO task (id, accountID, kind, engine, engineWish, mode, title, scriptExcerpt, options, parentTaskID,
            part, priority, status, maxAttempts, fullPrice, lengthMs, coveredMs, usagePeriod, creditsPrice, creditsHeld,
            createdAt, notBefore, estimatedSeconds)
        VALUES (:id, :accountID, :kind, :engine, :engineWish, :mode, :title, :scriptExcerpt, :options, :parentTaskID,
            :part, :priority, 'queued', :maxAttempts, :fullPrice, :lengthMs, :coveredMs, :usagePeriod, :creditsPrice,
            :creditsHeld, :createdAt, :notBefore, :estimatedSeconds)
        """
    case byID = "SELECT * FROM taskRecord WHERE id = :id"
    case list = """
        SELECT * FROM taskRecord WHERE accountID = :accountID AND id < :before AND parentTaskID IS NULL
        ORDER BY id DESC LIMIT :limit
        """
    case listOfStatus = """
        SELECT * FROM taskRecord WHERE accountID = :accountID AND status = :status AND id < :before
            AND parentTaskID IS NULL
        ORDER BY id DESC LIMIT :limit
        """
    case listOfKind = """
        SELECT * FROM taskRecord WHERE accountID = :accountID AND kind = :kind AND id < :before AND parentTaskID IS NULL
        ORDER BY id DESC LIMIT :limit
        """
    case listOfStatusAndKind = """
        SELECT taskRecord.* FROM task INDEXED BY taskOfStatus JOIN taskRecord ON taskRecord.id = task.id
        WHERE task.accountID = :accountID AND task.status = :status AND task.kind = :kind AND task.id < :before
            AND task.parentTaskID IS NULL
        ORDER BY task.id DESC LIMIT :limit
        """
    case unfinished = """
        SELECT * FROM taskRecord WHERE status IN ('queued', 'running') AND id > :after ORDER BY id LIMIT :limit
        """
    case last = "SELECT * FROM taskRecord WHERE id > '' ORDER BY id DESC LIMIT :limit"
    case countActive = """
        SELECT count(*) AS count FROM task WHERE accountID = :accountID AND status IN ('queued', 'running')
        """
    case isInput = """
        SELECT EXISTS (SELECT 1 FROM file WHERE id = :fileID AND accountID = :accountID AND deletedAt IS NULL)
        """
    case start = """
        UPDATE task SET status = 'running', stage = '', attempt = attempt + 1, startedAt = :at, leaseUntil = :lease,
            gpu = :gpu, notBefore = NULL
        WHERE id = :id AND status = 'queued'
        """
    case note = """
        UPDATE task SET stage = :stage, progress = :progress, leaseUntil = :lease,
            remoteState = CASE WHEN remoteID IS NOT NULL THEN nullif(:stage, '') END
        WHERE id = :id AND status = 'running'
        """
    case end = """
        UPDATE task SET status = :status, progress = :progress, finishedAt = :at, leaseUntil = NULL, notBefore = NULL,
            gpu = NULL, resultFileID = :resultFileID, creditsHeld = 0, creditsCharged = :creditsCharged,
            failureCode = :code, failureMessage = :message, failureIsRetryable = :isRetryable
        WHERE id = :id
        """
    case requeue = """
        UPDATE task SET status = 'queued', stage = '', leaseUntil = NULL, gpu = NULL, notBefore = :notBefore,
            attempt = CASE WHEN :countAttempt THEN attempt ELSE max(attempt - 1, 0) END
        WHERE id = :id AND status = 'running'
        """
    case handOver = "UPDATE task SET handedOverAt = :at WHERE id = :id AND status = 'running'"
    case noteRemote = """
        UPDATE task SET remoteID = :remoteID, handedOverAt = NULL WHERE id = :id AND status = 'running'
        """
    case hasRemote = "SELECT EXISTS (SELECT 1 FROM task WHERE engine = :engine AND remoteID = :remoteID)"
    case forgetRemote = "UPDATE task SET remoteID = NULL, remoteState = NULL, handedOverAt = NULL WHERE id = :id"
    case reassign = """
        UPDATE task SET engine = :engine
        WHERE id = :id AND status = 'queued' AND remoteID IS NULL AND handedOverAt IS NULL
        """
    /// Of a task that waits for a consent, or for its scenes.
    case release = "UPDATE task SET notBefore = NULL WHERE id = :id AND status = 'queued' AND notBefore = :never"
    case retry = """
        UPDATE task SET status = 'queued', engine = coalesce(:engine, engine),
            engineWish = coalesce(:engineWish, engineWish), stage = '', progress = 0, attempt = 0,
            startedAt = NULL, finishedAt = NULL, failureCode = NULL, failureMessage = NULL,
            failureIsRetryable = NULL, remoteID = NULL, remoteState = NULL, handedOverAt = NULL, notBefore = :notBefore, fullPrice = :fullPrice, lengthMs = :lengthMs,
            coveredMs = :coveredMs, usagePeriod = :usagePeriod, creditsPrice = :creditsPrice,
            creditsHeld = :creditsPrice
        WHERE id = :id AND accountID = :accountID AND status IN ('failed', 'cancelled')
        """
    /// Whether the task trains a model whose consent nobody has agreed to yet.
    case isConsentAwaited = """
        SELECT EXISTS (SELECT 1 FROM model JOIN consent ON consent.id = model.consentID
            WHERE model.taskID = :taskID AND consent.waivedBy IS NULL
                AND (consent.verdict IN ('checking', 'needs_review') OR model.awaitsComparison = 1))
        """
    case isConsentRefused = """
        SELECT EXISTS (SELECT 1 FROM model JOIN consent ON consent.id = model.consentID
            WHERE model.taskID = :taskID AND consent.waivedBy IS NULL
                AND coalesce(consent.verdict, 'refused') = 'refused')
        """
}

enum TaskInputStatement: String, StoreStatement {
    /// Nothing when the file is deleted or somebody else's.
    case insertFile = """
        INSERT INTO taskInput (taskID, role, position, fileID)
        SELECT :taskID, :role, :position, id FROM file
        WHERE id = :sourceID AND accountID = :accountID AND deletedAt IS NULL
        """
    /// Nothing when the model is deleted, somebody else's or not ready.
    case insertModel = """
        INSERT INTO taskInput (taskID, role, position, modelID)
        SELECT :taskID, :role, :position, id FROM model
        WHERE id = :sourceID AND accountID = :accountID AND deletedAt IS NULL AND completedAt IS NOT NULL
        """
}

enum ScriptStatement: String, StoreStatement {
    case insert = "INSERT INTO script (taskID, text) VALUES (:taskID, :text)"
    case ofTask = "SELECT text FROM script WHERE taskID = :taskID"
}
