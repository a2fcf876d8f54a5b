import Domain

/// An account as administrators see it.
struct AdministeredBody: Body, Sendable {
    let user: AdministeredAccount

    static var name: String? { "AdminUser" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.user.account.id }
        fields.add("email", "Null for an account without one.") { $0.user.account.address }
        fields.add("name") { $0.user.account.name }
        fields.add("role") { $0.user.account.role }
        fields.add("status") { $0.user.account.status }
        fields.add("second_factor") { $0.user.account.hasSecondFactor }
        fields.add("created_at") { $0.user.account.createdAt }
        fields.add("last_seen_at", "The last sign-in or token refresh.") { $0.user.lastSeenAt }
        fields.add("stored_bytes") { $0.user.storedBytes }
    }
}

/// The server's own rules.
struct RulesBody: Body {
    let registration: Registration

    static var name: String? { "Rules" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("registration", "Whether anyone may register.") { $0.registration }
    }
}

/// An entry of the audit log.
struct AuditBody: Body, Sendable {
    let line: AuditLine

    static var name: String? { "AuditEntry" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.line.entry.id }
        fields.add("at") { $0.line.entry.at }
        fields.add("actor", "Null when nobody was signed in.") { body in
            body.line.entry.actor.map { Actor(id: $0, email: body.line.actorEmail) }
        }
        fields.add("action") { $0.line.entry.action }
        fields.add("target") { $0.line.entry.target.map(Target.init) }
        fields.add("address") { $0.line.entry.address }
        fields.add("user_agent") { $0.line.entry.userAgent }
        fields.add("details") { $0.line.entry.details }
    }

    struct Actor: Body {
        let id: AccountID
        let email: String?

        static var name: String? { "AuditActor" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("id") { $0.id }
            fields.add("email", "Null for an account without one, or that has been erased.") { $0.email }
        }
    }

    struct Target: Body {
        let target: AuditEntry.Target

        static var name: String? { "AuditTarget" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("kind") { $0.target.kind }
            fields.add("id") { $0.target.id }
        }
    }
}
