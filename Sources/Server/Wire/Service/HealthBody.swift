/// The process runs.
struct LiveBody: Body {
    let version: String

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("status", as: .choice(["live"])) { _ in "live" }
        fields.add("version") { $0.version }
    }
}

/// The server can do its work.
struct ReadyBody: Body {
    let checks: ChecksBody

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("status", as: .choice(["ready"])) { _ in "ready" }
        fields.add("checks") { $0.checks }
    }
}

/// How what the work needs stands. The database and the disk keep the server from being ready, the rest does not: a proxy
/// that took it away would take the page away, too.
struct ChecksBody: Body {
    var queue = "ok"
    var engines = "ok"
    var outbox = "ok"

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("database", as: .choice(["ok"])) { _ in "ok" }
        fields.add("disk", as: .choice(["ok"])) { _ in "ok" }
        fields.add("queue", "Paused by an administrator or not.", as: .choice(["ok", "paused"])) { $0.queue }
        fields.add("engines", "Whether any engine takes tasks.", as: .choice(["ok", "none_ready"])) { $0.engines }
        fields.add("outbox", "Whether something is an hour late.", as: .choice(["ok", "late"])) { $0.outbox }
    }
}
