import Domain
import GRDB

extension GenerationTask {
    init(row: Row) throws {
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), kind: try row.get("kind"),
            engine: try row.get("engine"), mode: try row.get("mode"), title: try row.get("title"),
            inputs: try Inputs(row: row), priority: try row.get("priority"), maxAttempts: try row.get("maxAttempts"),
            createdAt: try row.get("createdAt"), estimatedSeconds: try row.find("estimatedSeconds"))
        status = try row.get("status")
        stage = try row.get("stage")
        progress = try row.get("progress")
        attempt = try row.get("attempt")
        if let code: String = try row.find("failureCode") {
            failure = Failure(
                code: code, message: try row.get("failureMessage"), isRetryable: try row.get("failureIsRetryable"))
        }
        videoID = try row.find("videoID")
        resultFileID = try row.find("resultFileID")
        creditsHeld = try row.get("creditsHeld")
        creditsCharged = try row.get("creditsCharged")
        startedAt = try row.find("startedAt")
        finishedAt = try row.find("finishedAt")
        notBefore = try row.find("notBefore")
    }

    func insert(_ db: Database) throws {
        try db.run(
            TaskStatement.insert,
            [
                "id": id, "accountID": accountID, "kind": kind, "engine": engine, "mode": mode, "title": title,
                "imageFileID": inputs.imageFileID, "videoFileID": inputs.videoFileID,
                "audioFileID": inputs.audioFileID, "videoModelID": inputs.videoModelID,
                "voiceModelID": inputs.voiceModelID, "scriptExcerpt": inputs.scriptExcerpt,
                "parameters": inputs.parameters.isEmpty ? "{}" : JSONColumn.text(inputs.parameters),
                "priority": priority,
                "maxAttempts": maxAttempts, "creditsHeld": creditsHeld, "createdAt": createdAt,
                "notBefore": notBefore, "estimatedSeconds": estimatedSeconds,
            ])
    }
}

extension GenerationTask.Inputs {
    init(row: Row) throws {
        self.init(
            imageFileID: try row.find("imageFileID"), videoFileID: try row.find("videoFileID"),
            audioFileID: try row.find("audioFileID"), videoModelID: try row.find("videoModelID"),
            voiceModelID: try row.find("voiceModelID"), scriptExcerpt: try row.find("scriptExcerpt"),
            parameters: try row.get("parameters") == "{}" ? [:] : try JSONColumn.value(row.get("parameters")))
    }
}

/// One change of a credit balance.
struct LedgerEntry {
    enum Kind: String, DatabaseValueConvertible { case hold, charge, release }

    let kind: Kind
    let credits: Int
    let task: GenerationTask
    let at: Timestamp

    /// Nothing is written for a change of nothing.
    func insert(_ db: Database) throws {
        guard credits > 0 else { return }
        try db.run(
            LedgerStatement.insert,
            ["accountID": task.accountID, "taskID": task.id, "kind": kind, "credits": credits, "at": at])
    }
}
