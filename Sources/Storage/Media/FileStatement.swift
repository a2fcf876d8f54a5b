enum FileStatement: String, StoreStatement {
    case insert = """
        INSERT INTO file (id, accountID, kind, origin, title, blob, sizeBytes, facts, createdAt)
        VALUES (:id, :accountID, :kind, :origin, :title, :blob, :sizeBytes, :facts, :createdAt)
        """
    case byID = "SELECT * FROM file WHERE id = :id AND deletedAt IS NULL"
    case ofAccount = "SELECT * FROM file WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL"
    case list = """
        SELECT * FROM file
        WHERE accountID = :accountID AND deletedAt IS NULL AND origin <> 'result' AND id < :before
        ORDER BY id DESC LIMIT :limit
        """
    case listOfKind = """
        SELECT * FROM file
        WHERE accountID = :accountID AND kind = :kind AND deletedAt IS NULL AND origin <> 'result' AND id < :before
        ORDER BY id DESC LIMIT :limit
        """
    case rename = """
        UPDATE file SET title = :title WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL RETURNING *
        """
    /// Keeps the blob on the deleted row, for the sweeper to find, only when no other live file has it.
    case delete = """
        UPDATE file SET deletedAt = :at, blob = CASE WHEN EXISTS (
            SELECT 1 FROM file AS other WHERE other.blob = file.blob AND other.deletedAt IS NULL AND other.id <> file.id
        ) THEN NULL ELSE blob END
        WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL
        """
    /// The task that needs it.
    case needed = "SELECT taskID AS id FROM taskInput WHERE fileID = :fileID AND isNeeded = 1 LIMIT 1"
    case isProof = "SELECT EXISTS (SELECT 1 FROM consent WHERE recordingFileID = :fileID)"
    case isPreview = "SELECT EXISTS (SELECT 1 FROM model WHERE previewFileID = :fileID AND deletedAt IS NULL)"
    case deleteEntry = """
        UPDATE video SET deletedAt = :at WHERE fileID = :fileID AND deletedAt IS NULL RETURNING taskID
        """
}

enum BlobStatement: String, StoreStatement {
    /// Its bytes lie on the disk, whether it was there before or not.
    case insert = """
        INSERT INTO blob (hash, sizeBytes, usedAt) VALUES (:hash, :sizeBytes, :at)
        ON CONFLICT (hash) DO UPDATE SET usedAt = max(usedAt, excluded.usedAt), awayAt = NULL
        """
    case exists = "SELECT EXISTS (SELECT 1 FROM blob WHERE hash = :hash)"
    case after = "SELECT hash FROM blob WHERE hash > :after ORDER BY hash LIMIT 500"
    case unreferenced = """
        SELECT DISTINCT gone.blob FROM file AS gone INDEXED BY fileToSweep
        WHERE gone.blob IS NOT NULL AND gone.deletedAt IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM file AS live WHERE live.blob = gone.blob AND live.deletedAt IS NULL)
            AND NOT EXISTS (SELECT 1 FROM model WHERE archive = gone.blob AND deletedAt IS NULL)
        LIMIT :limit
        """
    case unreferencedArchives = """
        SELECT DISTINCT gone.archive AS blob FROM model AS gone INDEXED BY modelToSweep
        WHERE gone.archive IS NOT NULL AND gone.deletedAt IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM file AS live WHERE live.blob = gone.archive AND live.deletedAt IS NULL)
            AND NOT EXISTS (SELECT 1 FROM model WHERE archive = gone.archive AND deletedAt IS NULL)
        LIMIT :limit
        """
    case isReferenced = """
        SELECT EXISTS (SELECT 1 FROM file WHERE blob = :hash AND deletedAt IS NULL)
            OR EXISTS (SELECT 1 FROM model WHERE archive = :hash AND deletedAt IS NULL)
        """
    case detach = "UPDATE file SET blob = NULL WHERE blob = :hash AND deletedAt IS NOT NULL"
    case detachModels = "UPDATE model SET archive = NULL WHERE archive = :hash AND deletedAt IS NOT NULL"
    case delete = "DELETE FROM blob WHERE hash = :hash"
}
