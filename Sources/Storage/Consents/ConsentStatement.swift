enum ConsentStatement: String, StoreStatement {
    case insert = """
        INSERT INTO consent (id, accountID, kind, subject, sentence, code, language, createdAt, expiresAt)
        VALUES (:id, :accountID, :kind, :subject, :sentence, :code, :language, :createdAt, :expiresAt)
        """
    case ofAccount = "SELECT * FROM consent WHERE id = :id AND accountID = :accountID"
    case byID = "SELECT * FROM consent WHERE id = :id"
    case list = """
        SELECT * FROM consent WHERE accountID = :accountID AND id < :before ORDER BY id DESC LIMIT :limit
        """
    /// The first recording, or another in place of one that a person would have to hear.
    case record = """
        UPDATE consent SET recordingFileID = :fileID, recordedAt = :at, verdict = 'checking', findings = NULL
        WHERE id = :id AND accountID = :accountID AND waivedBy IS NULL AND expiresAt > :at
            AND (verdict IS NULL OR verdict = 'needs_review')
        RETURNING *
        """
    case conclude = """
        UPDATE consent SET verdict = :verdict, findings = :findings
        WHERE id = :id AND verdict = 'checking' AND recordingFileID = :fileID RETURNING *
        """
    case turnAway = """
        UPDATE consent SET recordingFileID = NULL, recordedAt = NULL, verdict = NULL, findings = :findings
        WHERE id = :id AND verdict = 'checking' AND recordingFileID = :fileID RETURNING *
        """
    case unchecked = "SELECT * FROM consent WHERE verdict = 'checking' AND id > :after ORDER BY id LIMIT 100"
    case waive = """
        UPDATE consent SET waivedBy = :by, waiverReason = :reason, waivedAt = :at
        WHERE id = :id AND waivedBy IS NULL AND recordingFileID IS NULL RETURNING *
        """
    /// What a comparison adds to the findings; a doubt takes the verdict of a machine or a person back.
    case compared = """
        UPDATE consent SET findings = :findings, verdict = iif(:isDoubted, 'needs_review', verdict),
            reviewedBy = iif(:isDoubted, NULL, reviewedBy), reviewedAt = iif(:isDoubted, NULL, reviewedAt),
            reviewNote = iif(:isDoubted, NULL, reviewNote)
        WHERE id = :id AND recordingFileID = :fileID AND waivedBy IS NULL
            AND verdict IN ('verified', 'approved', 'needs_review')
        RETURNING *
        """
    /// Somebody may think better of what a machine or a person agreed to; what was refused stays refused.
    case review = """
        UPDATE consent SET verdict = :verdict, reviewedBy = :by, reviewedAt = :at, reviewNote = :note
        WHERE id = :id AND (verdict = 'needs_review' OR (:verdict = 'refused' AND verdict IN ('verified', 'approved')))
        RETURNING *
        """
    case toReview = """
        SELECT consent.*, account.email AS accountEmail,
            (SELECT sourceFileID FROM model INDEXED BY modelOfConsent
                WHERE consentID = consent.id AND deletedAt IS NULL ORDER BY model.id DESC LIMIT 1) AS sampleFileID
        FROM consent JOIN account ON account.id = consent.accountID
        WHERE consent.verdict = 'needs_review' AND consent.id < :before ORDER BY consent.id DESC LIMIT :limit
        """
    /// The tasks that train models with it and wait for it; those that are still to be compared only when it is refused.
    case waitingTasks = """
        SELECT task.id FROM model INDEXED BY modelWithConsent JOIN task ON task.id = model.taskID
        WHERE model.consentID = :id AND task.status = 'queued' AND task.notBefore = :never
            AND (:isRefused OR model.awaitsComparison = 0)
        """
    /// The consents that trainings wait for, decided or not, once for each training.
    case waitedFor = """
        SELECT model.consentID FROM task INDEXED BY taskUnfinished
            JOIN model ON model.taskID = task.id
        WHERE task.id > '' AND task.status IN ('queued', 'running') AND task.notBefore = :never
            AND model.consentID IS NOT NULL
        """
}

enum EchoStatement: String, StoreStatement {
    case insert = "INSERT OR IGNORE INTO consentEcho (value, consentID) VALUES (:value, :consentID)"
    case remove = "DELETE FROM consentEcho WHERE consentID = :consentID"
    /// Whose recordings have the piece. What is in very many tells nothing.
    case having = "SELECT consentID FROM consentEcho WHERE value = :value AND consentID <> :consentID LIMIT 1000"
    /// Whether the very same bytes prove another consent.
    case isTaken = """
        SELECT EXISTS (SELECT 1 FROM file JOIN consent ON consent.recordingFileID = file.id
            WHERE file.blob = (SELECT blob FROM file WHERE id = :fileID) AND consent.id <> :consentID)
        """
}
