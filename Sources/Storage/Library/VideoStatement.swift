enum VideoStatement: String, StoreStatement {
    /// Its words come in the same transaction.
    case insert = """
        INSERT INTO video (id, accountID, taskID, fileID, title, createdAt, number, kind, lengthMs, titleKey, isIndexed)
        SELECT :id, :accountID, :taskID, :fileID, :title, :createdAt, (SELECT coalesce(max(number), 0) + 1 FROM video),
            kind, :lengthMs, :titleKey, 1
        FROM task WHERE id = :taskID
        """
    case ofAccount = "SELECT * FROM videoRecord WHERE videoID = :id AND ownerID = :accountID AND trashedAt IS NULL"
    case rename = """
        UPDATE video SET title = :title WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL RETURNING fileID
        """
    case renameTask = "UPDATE task SET title = :title WHERE id = (SELECT taskID FROM video WHERE id = :id)"
    case renameFile = "UPDATE file SET title = :title WHERE id = :id"
    /// Also of one in the trash.
    case file = "SELECT fileID FROM video WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL"
    case favour = """
        UPDATE video SET isFavourite = :isFavourite WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL
        """
    /// Only into a folder of the same account, or out of one.
    case move = """
        UPDATE video SET folderID = :folderID WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL
        """
}
