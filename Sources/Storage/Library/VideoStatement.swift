enum VideoStatement: String, StoreStatement {
    case insert = """
        INSERT INTO video (id, accountID, taskID, fileID, title, createdAt)
        VALUES (:id, :accountID, :taskID, :fileID, :title, :createdAt)
        """
    case ofAccount = """
        SELECT video.id AS videoID, video.taskID, video.title AS videoTitle, video.createdAt AS madeAt,
            task.imageFileID, task.videoFileID, task.audioFileID, task.videoModelID, task.voiceModelID,
            task.scriptExcerpt, task.parameters, file.*
        FROM video JOIN file ON file.id = video.fileID JOIN task ON task.id = video.taskID
        WHERE video.id = :id AND video.accountID = :accountID
        """
    case list = """
        SELECT video.id AS videoID, video.taskID, video.title AS videoTitle, video.createdAt AS madeAt,
            task.imageFileID, task.videoFileID, task.audioFileID, task.videoModelID, task.voiceModelID,
            task.scriptExcerpt, task.parameters, file.*
        FROM video JOIN file ON file.id = video.fileID JOIN task ON task.id = video.taskID
        WHERE video.accountID = :accountID AND video.id < :before ORDER BY video.id DESC LIMIT :limit
        """
    case rename = "UPDATE video SET title = :title WHERE id = :id AND accountID = :accountID RETURNING fileID"
    case renameFile = "UPDATE file SET title = :title WHERE id = :id"
    case file = "SELECT fileID FROM video WHERE id = :id AND accountID = :accountID"
    case deleteOfFile = "DELETE FROM video WHERE fileID = :fileID RETURNING taskID"
}

enum EngineCheckStatement: String, StoreStatement {
    case remember = """
        INSERT INTO engineCheck (engine, kind, mode, imageBlob, videoBlob, estimate)
        SELECT :engine, :kind, :mode, :imageBlob, :videoBlob, :estimate
        WHERE EXISTS (SELECT 1 FROM blob WHERE hash = :imageBlob) AND EXISTS (SELECT 1 FROM blob WHERE hash = :videoBlob)
        ON CONFLICT (imageBlob, videoBlob, engine, kind, mode) DO UPDATE SET estimate = excluded.estimate
        """
    case find = """
        SELECT estimate FROM engineCheck
        WHERE imageBlob = :imageBlob AND videoBlob = :videoBlob AND engine = :engine AND kind = :kind AND mode = :mode
        """
}

enum IdempotencyStatement: String, StoreStatement {
    case find = """
        SELECT requestHash, startedAt, status, body FROM idempotencyKey WHERE accountID = :accountID AND key = :key
        """
    case begin = """
        INSERT INTO idempotencyKey (accountID, key, requestHash, startedAt) VALUES (:accountID, :key, :requestHash, :at)
        ON CONFLICT (accountID, key) DO UPDATE
        SET requestHash = excluded.requestHash, startedAt = excluded.startedAt, status = NULL, body = NULL
        """
    case finish = """
        UPDATE idempotencyKey SET status = :status, body = :body
        WHERE accountID = :accountID AND key = :key AND status IS NULL
        """
    case abandon = "DELETE FROM idempotencyKey WHERE accountID = :accountID AND key = :key AND status IS NULL"
    case forgetOld = "DELETE FROM idempotencyKey WHERE startedAt <= :before"
    case forgetRunning = "DELETE FROM idempotencyKey WHERE status IS NULL"
}

enum SidecarStatement: String, StoreStatement {
    case insert = "INSERT INTO sidecar (fileID, role, content) VALUES (:fileID, :role, :content)"
    case ofFile = "SELECT content FROM sidecar WHERE fileID = :fileID AND role = :role"
    case roles = "SELECT role FROM sidecar WHERE fileID = :fileID"
}
