import Domain
import GRDB

extension OutboxEntry.Kind: DatabaseValueConvertible {}
extension OutboxEntry.Status: DatabaseValueConvertible {}

extension OutboxEntry {
    /// Where a payload lies; what it is sealed for.
    package static func place(of id: OutboxID) -> SecretKeys.Place {
        SecretKeys.Place(table: "outbox", row: id.rawValue, column: "payload")
    }

    /// In the transaction of what causes it. The caller tells ``OutboxArrivals`` after the commit.
    func insert(_ db: Database) throws {
        try db.run(
            OutboxStatement.insert,
            [
                "id": id, "kind": kind, "subject": subject, "accountID": accountID, "payload": payload,
                "createdAt": createdAt, "dueAt": dueAt,
            ])
    }

    init(row: Row) throws {
        self.init(
            id: try row.get("id"), kind: try row.get("kind"), subject: try row.get("subject"),
            accountID: try row.find("accountID"), payload: try row.find("payload"),
            createdAt: try row.get("createdAt"))
    }
}

extension OutboxLine {
    /// Nil for a kind that this version does not know.
    init?(row: Row) throws {
        guard let kind = OutboxEntry.Kind(rawValue: try row.get("kind")) else { return nil }
        let status: OutboxEntry.Status = try row.get("status")
        let lease: Timestamp? = try row.find("leaseUntil")
        self.init(
            id: try row.get("id"), kind: kind, subject: try row.get("subject"), accountID: try row.find("accountID"),
            status: status, attempt: try row.get("attempt"), isUnderWay: lease != nil,
            createdAt: try row.get("createdAt"), dueAt: status == .waiting ? try row.get("dueAt") : nil,
            finishedAt: try row.find("finishedAt"), failure: try row.find("failure"))
    }
}
