import Domain
import Foundation
import GRDB

extension Webhook.Off.Cause: DatabaseValueConvertible {}
extension WebhookDelivery.Status: DatabaseValueConvertible {}

extension Webhook {
    init(row: Row) throws {
        var off: Off?
        if let since: Timestamp = try row.find("offSince") {
            off = Off(since: since, cause: try row.get("offByRecovery") ? .recovery : row.get("offCause"))
        }
        let events: [String] = try JSONColumn.value(try row.get("events"))
        let kinds: [String] = try JSONColumn.value(try row.get("kinds"))
        let choice = Choice(
            url: try row.get("url"), note: try row.get("note"),
            events: Set(events.compactMap(WebhookEvent.init(rawValue:))),
            kinds: Set(kinds.compactMap(GenerationTask.Kind.init(rawValue:))))
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), choice: choice,
            secretNumber: try row.get("secretNumber"), oldSecretUntil: try row.find("oldSecretUntil"),
            createdAt: try row.get("createdAt"), failingSince: try row.find("failingSince"),
            restsUntil: try row.find("restsUntil"), off: off)
    }
}

extension Webhook.Choice {
    func arguments() throws -> StatementArguments {
        [
            "url": url, "note": note, "events": try JSONColumn.text(events.map(\.rawValue).sorted()),
            "kinds": try JSONColumn.text(kinds.map(\.rawValue).sorted()),
        ]
    }
}

extension WebhookDelivery {
    init(row: Row) throws {
        var attempt: Attempt?
        if let at: Timestamp = try row.find("attemptedAt") {
            attempt = Attempt(
                at: at, tookMs: try row.find("tookMs") ?? 0, answer: try row.find("answer"),
                failure: try row.find("failure"))
        }
        let event: String = try row.get("event")
        var occasion = Occasion.test
        if let task: TaskID = try row.find("taskID"), let event = WebhookEvent(rawValue: event) {
            occasion = .taskEnded(task, event)
        }
        self.init(
            id: try row.get("id"), accountID: try row.get("accountID"), webhookID: try row.find("webhookID"),
            messageID: try row.get("messageID"), occasion: occasion, occurredAt: try row.get("occurredAt"),
            createdAt: try row.get("createdAt"), status: try row.get("status"), attempts: try row.get("attempts"),
            attempt: attempt, dueAt: row.hasColumn("dueAt") ? try row.find("dueAt") : nil)
    }

    /// With the entry that carries it out. The caller tells ``OutboxArrivals`` after the commit.
    func insert(_ db: Database) throws {
        try db.run(
            WebhookDeliveryStatement.insert,
            [
                "id": id, "accountID": accountID, "webhookID": webhookID, "messageID": messageID,
                "event": occasion.name, "taskID": occasion.taskID, "occurredAt": occurredAt, "createdAt": createdAt,
            ])
        try outboxEntry.insert(db)
    }
}

extension Database {
    /// Puts down what programs outside are to be told of the end of a task.
    /// - Returns: whether there is anything.
    func announce(endOf task: GenerationTask, at moment: Timestamp) throws -> Bool {
        guard let event = WebhookEvent(endOf: task) else { return false }
        let webhooks = try rows(WebhookStatement.listening, ["accountID": task.accountID]).map(Webhook.init(row:))
        var addressees: [WebhookID?] = webhooks.filter { $0.wants(event, of: task.kind) }.map { $0.id }
        if task.inputs.options[GenerationTask.webhookOption] != nil { addressees.append(nil) }
        let ids = IDSource(now: { moment })
        for webhook in addressees {
            let id: OutboxID = ids.next()
            try WebhookDelivery(
                id: id, accountID: task.accountID, webhookID: webhook, messageID: id,
                occasion: .taskEnded(task.id, event), occurredAt: moment, createdAt: moment
            ).insert(self)
        }
        return !addressees.isEmpty
    }
}
