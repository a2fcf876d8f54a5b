import Domain

/// An account as its owner sees it.
struct UserBody: JSONValue {
    let account: Account

    static let schema = Schema.named(
        "User",
        .object([
            Schema.Field("id", .id), Schema.Field("email", .string(), "Empty for an account that came without one."),
            Schema.Field("name", .string()),
            Schema.Field("role", .choice(["admin", "member"])),
            Schema.Field("status", .choice(["active", "suspended"])),
            Schema.Field("visible_mark", .boolean, "Whether a small mark is burnt into every video."),
            Schema.Field("email_verified", .boolean, "Whether a letter to the address was answered."),
            Schema.Field("second_factor", .boolean, "Whether signing in takes a code, too."),
            Schema.Field("created_at", .time),
        ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", account.id)
            json.field("email", account.hasEmail ? account.email : "")
            json.field("name", account.name)
            json.field("role", account.role.rawValue)
            json.field("status", account.status.rawValue)
            json.field("visible_mark", account.visibleMark)
            json.field("email_verified", account.emailVerifiedAt != nil)
            json.field("second_factor", account.hasSecondFactor)
            json.field("created_at", account.createdAt)
        }
    }
}
