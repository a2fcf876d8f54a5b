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
        var review: Review?
        if let by: AccountID = try row.find("reviewedBy") {
            review = Review(by: by, at: try row.get("reviewedAt"), note: try row.find("reviewNote"))
        }
        let language: String = try row.get("language")
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), kind: try row.get("kind"),
            subject: try row.get("subject"), sentence: try row.get("sentence"), code: try row.get("code"),
            language: Preference.Language(rawValue: language) ?? .english, createdAt: try row.get("createdAt"),
            expiresAt: try row.get("expiresAt"), recording: recording, waiver: waiver,
            verdict: try row.find("verdict"), findings: try row.find("findings").map(JSONColumn.value),
            review: review)
    }

    func insert(_ db: Database) throws {
        try db.run(
            ConsentStatement.insert,
            [
                "id": id, "accountID": accountID, "kind": kind, "subject": subject, "sentence": sentence, "code": code,
                "language": language.rawValue, "createdAt": createdAt, "expiresAt": expiresAt,
            ])
    }
}
