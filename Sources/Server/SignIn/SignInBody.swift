/// What signing in answers with.
struct SignInBody: Body {
    /// Nil when it is in the cookie.
    var accessToken: String?
    var refreshToken: String?
    let user: UserBody

    init(user: UserBody) { self.user = user }

    static var name: String? { "SignIn" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("access_token", "Null when it was set as a cookie.") { $0.accessToken }
        fields.add("token_type", as: .choice(["Bearer"])) { _ in "Bearer" }
        fields.add("expires_in", "Seconds until the access token expires.") { _ in
            AccessTokens.lifetime.components.seconds
        }
        fields.add("refresh_token", "Null when it was set as a cookie.") { $0.refreshToken }
        fields.add("user") { $0.user }
    }
}
