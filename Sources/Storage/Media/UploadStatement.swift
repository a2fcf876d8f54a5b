enum UploadStatement: String, StoreStatement {
    case insert = """
        INSERT INTO upload (id, accountID, lengthBytes, metadata, title, kind, createdAt, expiresAt)
        VALUES (:id, :accountID, :lengthBytes, :metadata, :title, :kind, :createdAt, :expiresAt)
        """
    case ofAccount = "SELECT * FROM upload WHERE id = :id AND accountID = :accountID"
    case extend = "UPDATE upload SET expiresAt = :until WHERE id = :id AND fileID IS NULL"
    case complete = """
        UPDATE upload SET fileID = :fileID WHERE id = :id AND accountID = :accountID AND fileID IS NULL
        """
    case delete = "DELETE FROM upload WHERE id = :id"
    case deleteOfAccount = "DELETE FROM upload WHERE id = :id AND accountID = :accountID"
    case expired = "SELECT * FROM upload WHERE expiresAt <= :at ORDER BY expiresAt LIMIT 1000"
    case countOpen = "SELECT count(*) AS count FROM upload WHERE accountID = :accountID AND fileID IS NULL"
    case openIDs = "SELECT id FROM upload WHERE fileID IS NULL"
}
