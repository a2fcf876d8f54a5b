import Domain
import GRDB

extension GenerationTask {
    /// - Parameter row: of the view `taskRecord`.
    init(row: Row) throws {
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), kind: try row.get("kind"),
            engine: try row.get("engine"), mode: try row.get("mode"), title: try row.get("title"),
            inputs: try Inputs(row: row), priority: try row.get("priority"), maxAttempts: try row.get("maxAttempts"),
            createdAt: try row.get("createdAt"), estimatedSeconds: try row.find("estimatedSeconds"))
        engineWish = try row.find("engineWish")
        gpu = try row.find("gpu")
        remoteID = try row.find("remoteID")
        handedOverAt = try row.find("handedOverAt")
        remoteState = try row.find("remoteState")
        if let id: TaskID = try row.find("parentTaskID") { parent = Part(taskID: id, number: try row.get("part")) }
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
        fullPrice = try row.get("fullPrice")
        lengthMs = try row.get("lengthMs")
        coveredMs = try row.get("coveredMs")
        usagePeriod = try row.find("usagePeriod")
        creditsPrice = try row.get("creditsPrice")
        creditsHeld = try row.get("creditsHeld")
        creditsCharged = try row.get("creditsCharged")
        startedAt = try row.find("startedAt")
        finishedAt = try row.find("finishedAt")
        notBefore = try row.find("notBefore")
    }

    /// Inserts a queued task without its inputs.
    func insert(_ db: Database) throws {
        try db.run(
            TaskStatement.insert,
            [
                "id": id, "accountID": accountID, "kind": kind, "engine": engine, "engineWish": engineWish,
                "mode": mode, "title": title, "scriptExcerpt": inputs.scriptExcerpt,
                "options": inputs.options.isEmpty ? "{}" : JSONColumn.text(inputs.options),
                "parentTaskID": parent?.taskID, "part": parent?.number, "priority": priority,
                "maxAttempts": maxAttempts, "fullPrice": fullPrice, "lengthMs": lengthMs, "coveredMs": coveredMs,
                "usagePeriod": usagePeriod, "creditsPrice": creditsPrice, "creditsHeld": creditsHeld,
                "createdAt": createdAt, "notBefore": notBefore, "estimatedSeconds": estimatedSeconds,
            ])
    }

    /// Writes what its end has changed.
    func updateEnded(_ db: Database) throws {
        try db.run(
            TaskStatement.end,
            [
                "id": id, "status": status, "progress": progress, "at": finishedAt, "resultFileID": resultFileID,
                "creditsCharged": creditsCharged, "code": failure?.code, "message": failure?.message,
                "isRetryable": failure?.isRetryable,
            ])
    }
}

extension GenerationTask.Inputs {
    /// - Parameter row: of the view `taskRecord` or `videoRecord`.
    init(row: Row) throws {
        let options: String = try row.get("options")
        let items: String? = try row.find("inputs")
        self.init(
            items: try items.map { try $0.split(separator: "\n").map(TaskInput.init(line:)) } ?? [],
            scriptExcerpt: try row.find("scriptExcerpt"),
            options: options == "{}" ? [:] : try JSONColumn.value(options))
    }
}

extension TaskInput {
    /// An input as the views write it: `image 0 f<id>`.
    fileprivate init(line: Substring) throws {
        let words = line.split(separator: " ")
        guard words.count == 3, let role = Role(rawValue: String(words[0])), let position = Int(words[1]) else {
            throw DamagedInput(line: String(line))
        }
        let id = String(words[2].dropFirst())
        if words[2].hasPrefix("f"), let id = FileID(rawValue: id) {
            self.init(role, position: position, .file(id))
        } else if words[2].hasPrefix("m"), let id = ModelID(rawValue: id) {
            self.init(role, position: position, .model(id))
        } else {
            throw DamagedInput(line: String(line))
        }
    }

    private struct DamagedInput: Error { let line: String }
}
