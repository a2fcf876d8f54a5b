import Domain
import GRDB

extension Consent {
    init(row: Row) throws {
        var recording: Recording?
        if let file: FileID = try row.find("recordingFileID") {
            recording = Recording(fileID: file, recordedAt: try row.get("recordedAt"))
        }
        var waiver: Waiver?
        if let by: AccountID = try row.find("waivedBy") {
            waiver = Waiver(by: by, reason: try row.get("waiverReason"), waivedAt: try row.get("waivedAt"))
        }
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), kind: try row.get("kind"),
            subject: try row.get("subject"), sentence: try row.get("sentence"), code: try row.get("code"),
            createdAt: try row.get("createdAt"), expiresAt: try row.get("expiresAt"), recording: recording,
            waiver: waiver)
    }

    func insert(_ db: Database) throws {
        try db.run(
            ConsentStatement.insert,
            [
                "id": id, "accountID": accountID, "kind": kind, "subject": subject, "sentence": sentence, "code": code,
                "createdAt": createdAt, "expiresAt": expiresAt,
            ])
    }
}
