import Domain
import Studio

/// What a sign-in page needs to know.
struct ProvidersBody: Body {
    let providers: [Provider]
    let needsSetup: Bool
    let isOpen: Bool
    let resetsPasswords: Bool
    let takesPasskeys: Bool
    let country: String?

    static var name: String? { "SignInChoices" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("providers", "In the order to show them.") { $0.providers }
        fields.add("setup_needed", "Whether no account exists yet.") { $0.needsSetup }
        fields.add("registration") { $0.isOpen ? Registration.open : .closed }
        fields.add("password_reset", "Whether a forgotten password can be reset by mail.") { $0.resetsPasswords }
        fields.add("passkeys") { $0.takesPasskeys }
        fields.add("country", "Where the request comes from, if known; ISO 3166-1 alpha-2.") { $0.country }
    }

    struct Provider: Body {
        let facts: ProviderFacts?

        /// E-mail and password.
        static let password = Provider(facts: nil)

        static var name: String? { "SignInProvider" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("id", as: .choice(["password", "google", "wechat", "firebase"])) { $0.facts?.id ?? "password" }
            fields.add("name") { $0.facts?.name ?? "E-mail" }
            fields.add(
                "kind", "`redirect`: send the browser to `start_url`. `token`: get a token and post it.",
                as: .choice(["password", "redirect", "token"])
            ) { $0.facts?.kind.rawValue ?? "password" }
            fields.add("start_url") { provider in
                provider.facts.flatMap { $0.kind == .redirect ? "/api/v1/auth/\($0.id)/start" : nil }
            }
            fields.add("client", "What an app needs to get a token, by name, such as `project_id`.") {
                $0.facts?.client
            }
        }
    }
}

/// A way into the account that another service vouches for.
struct IdentityBody: Body, Sendable {
    let identity: Identity

    static var name: String? { "Identity" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.identity.id }
        fields.add("provider") { $0.identity.provider }
        fields.add("name") { $0.identity.name }
        fields.add("email", "As the provider gave it, verified or not.") { $0.identity.email }
        fields.add("created_at") { $0.identity.createdAt }
        fields.add("last_used_at") { $0.identity.lastUsedAt }
    }
}
