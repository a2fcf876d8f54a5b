import Domain

/// What acted for an account and does not any more.
struct EndedAccessBody: JSONValue {
    let ended: EndedAccess

    static let schema = Schema.named(
        "EndedAccess",
        .object([
            Schema.Field("sessions", .integer, "How many."),
            Schema.Field("api_keys", .array(.string()), "Their names."),
            Schema.Field("identities", .array(.string()), "Their providers."),
            Schema.Field("passkeys", .array(.string()), "Their names."), Schema.Field("second_factor", .boolean),
        ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("sessions", ended.sessions)
            json.field("api_keys", ended.keys)
            json.field("identities", ended.identities.map(\.provider))
            json.field("passkeys", ended.passkeys)
            json.field("second_factor", ended.secondFactor)
        }
    }
}
