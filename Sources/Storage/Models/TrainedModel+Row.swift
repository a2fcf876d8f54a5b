import Domain
import GRDB

extension TrainedModel {
    init(row: Row) throws {
        var outcome: Outcome?
        if let completedAt: Timestamp = try row.find("completedAt") {
            outcome = Outcome(
                archive: try row.find("archive"), archiveBytes: try row.get("archiveBytes"),
                previewFileID: try row.find("previewFileID"), report: try row.find("report"),
                profile: try row.find("profile"), completedAt: completedAt)
        }
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), kind: try row.get("kind"),
            name: try row.get("name"), language: try row.find("language"), taskID: try row.get("taskID"),
            sourceFileID: try row.get("sourceFileID"), consentID: try row.get("consentID"),
            createdAt: try row.get("createdAt"), outcome: outcome,
            awaitsComparison: try row.get("awaitsComparison"))
    }

    func insert(_ db: Database) throws {
        try db.run(
            ModelStatement.insert,
            [
                "id": id, "accountID": accountID, "kind": kind, "name": name, "language": language, "taskID": taskID,
                "sourceFileID": sourceFileID, "consentID": consentID, "createdAt": createdAt,
                "awaitsComparison": awaitsComparison,
            ])
    }

    /// Keeps what the training left behind with the model that it was for.
    static func complete(of task: TaskID, with outcome: Outcome, _ db: Database) throws {
        if let archive = outcome.archive {
            try db.run(
                BlobStatement.insert,
                ["hash": archive, "sizeBytes": outcome.archiveBytes, "at": outcome.completedAt])
        }
        try db.run(
            ModelStatement.complete,
            [
                "taskID": task, "archive": outcome.archive, "archiveBytes": outcome.archiveBytes,
                "previewFileID": outcome.previewFileID, "report": outcome.report, "profile": outcome.profile,
                "completedAt": outcome.completedAt,
            ])
    }
}
