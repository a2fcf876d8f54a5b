enum NoticeStatement: String, StoreStatement {
    case insert = """
        INSERT INTO notice (id, accountID, kind, taskID, webhookID, createdAt)
        VALUES (:id, :accountID, :kind, :taskID, :webhookID, :at)
        """
    case list = """
        SELECT notice.*, task.title, task.kind AS taskKind, webhook.url FROM notice
            LEFT JOIN task ON task.id = notice.taskID LEFT JOIN webhook ON webhook.id = notice.webhookID
        WHERE notice.accountID = :accountID AND notice.id < :before ORDER BY notice.id DESC LIMIT :limit
        """
    case countUnread = """
        SELECT count(*) AS count FROM notice INDEXED BY noticeUnread WHERE accountID = :accountID AND readAt IS NULL
        """
    case markAll = """
        UPDATE notice INDEXED BY noticeUnread SET readAt = :at WHERE accountID = :accountID AND readAt IS NULL
        """
    case mark = "UPDATE notice SET readAt = :at WHERE id = :id AND accountID = :accountID AND readAt IS NULL"
    case removeOld = "DELETE FROM notice WHERE createdAt <= :before"
    case choice = "SELECT * FROM noticeChoice WHERE accountID = :accountID"
    case choose = """
        INSERT INTO noticeChoice (accountID, lettersAfter, quietFrom, quietUntil, timeZone)
        VALUES (:accountID, :lettersAfter, :quietFrom, :quietUntil, :timeZone)
        ON CONFLICT (accountID) DO UPDATE SET lettersAfter = :lettersAfter, quietFrom = :quietFrom,
            quietUntil = :quietUntil, timeZone = :timeZone
        """
}
