enum ModelStatement: String, StoreStatement {
    case insert = """
        INSERT INTO model (id, accountID, kind, name, language, taskID, sourceFileID, consentID, createdAt,
            awaitsComparison)
        VALUES (:id, :accountID, :kind, :name, :language, :taskID, :sourceFileID, :consentID, :createdAt,
            :awaitsComparison)
        """
    case complete = """
        UPDATE model SET archive = :archive, archiveBytes = :archiveBytes, previewFileID = :previewFileID,
            report = :report, profile = :profile, completedAt = :completedAt
        WHERE taskID = :taskID
        """
    case ofAccount = "SELECT * FROM model WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL"
    /// For the queue: whoever's it is, and deleted or not.
    case byID = "SELECT * FROM model WHERE id = :id"
    case ofTask = "SELECT * FROM model WHERE taskID = :taskID"
    case list = """
        SELECT * FROM model WHERE accountID = :accountID AND kind = :kind AND deletedAt IS NULL AND id < :before
        ORDER BY id DESC LIMIT :limit
        """
    /// Those whose consent is still to be compared with their source.
    case toCompare = """
        SELECT * FROM model INDEXED BY modelToCompare WHERE awaitsComparison = 1 AND id > :after ORDER BY id LIMIT 100
        """
    case toCompareWith = """
        SELECT * FROM model INDEXED BY modelWithConsent WHERE consentID = :consentID AND awaitsComparison = 1
        """
    case compared = """
        UPDATE model SET awaitsComparison = 0, likeness = :likeness WHERE id = :id AND awaitsComparison = 1 RETURNING *
        """
    /// Another recording takes the place of the one that was compared.
    case compareAnew = """
        UPDATE model SET awaitsComparison = 1 WHERE consentID = :consentID AND completedAt IS NULL AND deletedAt IS NULL
        """
    case renameTask = "UPDATE task SET title = :title WHERE id = :id"
    case rename = """
        UPDATE model SET name = :name WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL RETURNING *
        """
    case delete = """
        UPDATE model SET deletedAt = :at, awaitsComparison = 0
        WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL
        """
    /// The task that needs it.
    case needed = """
        SELECT taskID AS id FROM taskInput WHERE modelID = :modelID AND isNeeded = 1
        UNION ALL SELECT task.id FROM model JOIN task ON task.id = model.taskID
            WHERE model.id = :modelID AND task.status IN ('queued', 'running')
        LIMIT 1
        """
    case isUsable = """
        SELECT EXISTS (SELECT 1 FROM model WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL
            AND completedAt IS NOT NULL)
        """
}
