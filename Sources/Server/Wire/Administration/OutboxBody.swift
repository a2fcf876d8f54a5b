import Domain

/// An entry of the outbox as administrators see it.
struct OutboxBody: Body, Sendable {
    let line: OutboxLine

    static var name: String? { "OutboxEntry" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.line.id }
        fields.add("kind") { $0.line.kind }
        fields.add("subject", "The kind of letter, or the id of what it is about.") { $0.line.subject }
        fields.add("user_id", "The account it belongs to.") { $0.line.accountID }
        fields.add("status", "`uncertain` may have happened and is therefore not repeated.") { $0.line.status }
        fields.add("attempts") { $0.line.attempt }
        fields.add("under_way") { $0.line.isUnderWay }
        fields.add("created_at") { $0.line.createdAt }
        fields.add("next_attempt_at") { $0.line.dueAt }
        fields.add("finished_at") { $0.line.finishedAt }
        fields.add("last_error", "Why the last attempt failed.") { $0.line.failure }
    }
}
