import Domain
import GRDB

extension MediaFile {
    init(row: Row) throws {
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), kind: try row.get("kind"),
            origin: try row.get("origin"), title: try row.get("title"), blob: try row.get("blob"),
            facts: try JSONColumn.value(row.get("facts")), createdAt: try row.get("createdAt"))
    }

    /// Inserts the row, and the row of its blob when it is the first to have it.
    func insert(_ db: Database) throws {
        try db.run(BlobStatement.insert, ["hash": blob, "sizeBytes": facts.sizeBytes, "at": createdAt])
        try db.run(
            FileStatement.insert,
            [
                "id": id, "accountID": accountID, "kind": kind, "origin": origin, "title": title, "blob": blob,
                "sizeBytes": facts.sizeBytes, "facts": JSONColumn.text(facts), "createdAt": createdAt,
            ])
    }
}

extension Upload {
    init(row: Row) throws {
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), lengthBytes: try row.get("lengthBytes"),
            metadata: try row.get("metadata"), title: try row.get("title"), kind: try row.find("kind"),
            createdAt: try row.get("createdAt"), expiresAt: try row.get("expiresAt"), fileID: try row.find("fileID"))
    }
}
