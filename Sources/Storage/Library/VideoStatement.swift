enum VideoStatement: String, StoreStatement {
    case insert = """
        INSERT INTO video (id, accountID, taskID, fileID, title, createdAt)
        VALUES (:id, :accountID, :taskID, :fileID, :title, :createdAt)
        """
    case ofAccount = "SELECT * FROM videoRecord WHERE videoID = :id AND ownerID = :accountID"
    case list = """
        SELECT * FROM videoRecord WHERE ownerID = :accountID AND videoID < :before ORDER BY videoID DESC LIMIT :limit
        """
    case rename = """
        UPDATE video SET title = :title WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL RETURNING fileID
        """
    case renameTask = "UPDATE task SET title = :title WHERE id = (SELECT taskID FROM video WHERE id = :id)"
    case renameFile = "UPDATE file SET title = :title WHERE id = :id"
    case file = "SELECT fileID FROM video WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL"
}
