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
    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("status", as: .choice(["ready"])) { _ in "ready" }
    }
}
