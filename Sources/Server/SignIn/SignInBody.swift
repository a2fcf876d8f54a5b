/// A sign-in as its owner gets it.
struct SignInBody: JSONValue {
    /// Nil when it is in the cookie.
    var accessToken: String?
    var refreshToken: String?
    let user: UserBody

    init(user: UserBody) { self.user = user }

    static let schema = Schema.named(
        "SignIn",
        .object([
            Schema.Field("access_token", .nullable(.string()), "Null when it went into a cookie."),
            Schema.Field("token_type", .choice(["Bearer"])),
            Schema.Field("expires_in", .integer, "Seconds."),
            Schema.Field("refresh_token", .nullable(.string())), Schema.Field("user", UserBody.schema),
        ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("access_token", accessToken)
            json.field("token_type", "Bearer")
            json.field("expires_in", AccessTokens.lifetime.components.seconds)
            json.field("refresh_token", refreshToken)
            json.field("user", user)
        }
    }
}
