import Domain

/// An entry of the outbox as administrators see it.
struct OutboxBody: JSONValue, Sendable {
    let line: OutboxLine

    static let schema = Schema.named(
        "OutboxEntry",
        .object([
            Schema.Field("id", .id), Schema.Field("kind", .choice(OutboxEntry.Kind.allCases.map(\.rawValue))),
            Schema.Field("subject", .string(), "Which letter, or the id of what it is about."),
            Schema.Field("user_id", .nullable(.id), "Whose it is."),
            Schema.Field(
                "status", .choice(OutboxEntry.Status.allCases.map(\.rawValue)),
                "`uncertain` may have happened, and is not repeated for that reason."),
            Schema.Field("attempts", .integer), Schema.Field("under_way", .boolean),
            Schema.Field("created_at", .time), Schema.Field("next_attempt_at", .nullable(.time)),
            Schema.Field("finished_at", .nullable(.time)),
            Schema.Field("last_error", .nullable(.string()), "Why the last attempt failed."),
        ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", line.id)
            json.field("kind", line.kind.rawValue)
            json.field("subject", line.subject)
            json.field("user_id", line.accountID)
            json.field("status", line.status.rawValue)
            json.field("attempts", line.attempt)
            json.field("under_way", line.isUnderWay)
            json.field("created_at", line.createdAt)
            json.field("next_attempt_at", line.dueAt)
            json.field("finished_at", line.finishedAt)
            json.field("last_error", line.failure)
        }
    }
}
