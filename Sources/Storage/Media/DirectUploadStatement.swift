enum DirectUploadStatement: String, StoreStatement {
    case insert = """
        INSERT INTO directUpload (id, accountID, mirror, multipartID, sizeBytes, partBytes, sha256, title, kind, createdAt,
            expiresAt, writableUntil)
        VALUES (:id, :accountID, :mirror, :multipartID, :sizeBytes, :partBytes, :sha256, :title, :kind, :createdAt,
            :expiresAt, :writableUntil)
        """
    case ofAccount = "SELECT * FROM directUpload WHERE id = :id AND accountID = :accountID"
    case extend = """
        UPDATE directUpload SET expiresAt = :expiresAt, writableUntil = :writableUntil WHERE id = :id AND fileID IS NULL
        """
    case complete = """
        UPDATE directUpload SET fileID = :fileID WHERE id = :id AND accountID = :accountID AND fileID IS NULL
        """
    case delete = "DELETE FROM directUpload WHERE id = :id"
    case expired = "SELECT * FROM directUpload WHERE expiresAt <= :at ORDER BY expiresAt LIMIT 1000"
    case countOpen = "SELECT count(*) AS count FROM directUpload WHERE accountID = :accountID AND fileID IS NULL"
    case leftover = "SELECT * FROM directLeftover WHERE id = :id"
    case forgetLeftover = "DELETE FROM directLeftover WHERE id = :id"
}
