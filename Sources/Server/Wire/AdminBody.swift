import Domain

/// An account as administrators see it.
struct AdministeredBody: JSONValue, Sendable {
    let user: AdministeredAccount

    static let schema = Schema.named(
        "AdminUser",
        .object([
            Schema.Field("id", .id), Schema.Field("email", .string(format: "email")), Schema.Field("name", .string()),
            Schema.Field("role", .choice(Account.Role.allCases.map(\.rawValue))),
            Schema.Field("status", .choice(Account.Status.allCases.map(\.rawValue))),
            Schema.Field("second_factor", .boolean), Schema.Field("created_at", .time),
            Schema.Field("last_seen_at", .nullable(.time), "The last sign-in or refresh."),
            Schema.Field("stored_bytes", .integer),
        ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", user.account.id)
            json.field("email", user.account.email)
            json.field("name", user.account.name)
            json.field("role", user.account.role.rawValue)
            json.field("status", user.account.status.rawValue)
            json.field("second_factor", user.account.hasSecondFactor)
            json.field("created_at", user.account.createdAt)
            json.field("last_seen_at", user.lastSeenAt)
            json.field("stored_bytes", user.storedBytes)
        }
    }
}

/// A line of the log.
struct AuditBody: JSONValue, Sendable {
    let line: AuditLine

    static let schema = Schema.named(
        "AuditEntry",
        .object([
            Schema.Field("id", .id), Schema.Field("at", .time),
            Schema.Field(
                "actor",
                .nullable(.object([Schema.Field("id", .id), Schema.Field("email", .nullable(.string()))])),
                "Null for somebody who is not known; the address is null once the account is erased."),
            Schema.Field("action", .choice(AuditEntry.Action.allCases.map(\.rawValue))),
            Schema.Field(
                "target", .nullable(.object([Schema.Field("kind", .string()), Schema.Field("id", .string())]))),
            Schema.Field("address", .string()), Schema.Field("user_agent", .string()),
            Schema.Field("details", .object([])),
        ]))

    func write(to json: inout JSONWriter) {
        let entry = line.entry
        json.object { json in
            json.field("id", entry.id)
            json.field("at", entry.at)
            json.field("actor", entry.actor.map { Actor(id: $0, email: line.actorEmail) })
            json.field("action", entry.action.rawValue)
            json.field("target", entry.target.map(Target.init(target:)))
            json.field("address", entry.address)
            json.field("user_agent", entry.userAgent)
            json.field(
                "details",
                object: { json in
                    for (name, value) in entry.details.sorted(by: { $0.key < $1.key }) {
                        json.field(named: name, value)
                    }
                })
        }
    }

    private struct Actor: JSONValue {
        let id: AccountID
        let email: String?

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", id)
                json.field("email", email)
            }
        }
    }

    private struct Target: JSONValue {
        let target: AuditEntry.Target

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("kind", target.kind)
                json.field("id", target.id)
            }
        }
    }
}
