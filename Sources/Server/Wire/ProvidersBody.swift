import Domain
import Studio

/// What a page needs that offers to sign in.
struct ProvidersBody: JSONValue {
    let providers: [Provider]
    let needsSetup: Bool
    let isOpen: Bool
    let resetsPasswords: Bool
    let takesPasskeys: Bool
    let country: String?

    struct Provider: JSONValue {
        let facts: ProviderFacts?

        /// E-mail and password.
        static let password = Provider(facts: nil)

        static let schema = Schema.object([
            Schema.Field("id", .choice(["password", "google", "wechat", "firebase"])), Schema.Field("name", .string()),
            Schema.Field(
                "kind", .choice(["password", "redirect", "token"]), "Send the browser there, or bring a token."),
            Schema.Field("start_url", .nullable(.string()), "Where to send the browser."),
            Schema.Field(
                "client", .nullable(.object([])), "What a page or an app needs to know, as texts by name: `project_id`."
            ),
        ])

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", facts?.id ?? "password")
                json.field("name", facts?.name ?? "E-mail")
                json.field("kind", facts?.kind.rawValue ?? "password")
                json.field("start_url", facts.flatMap { $0.kind == .redirect ? "/api/v1/auth/\($0.id)/start" : nil })
                json.field("client", facts.map { Texts(texts: $0.client) })
            }
        }
    }

    private struct Texts: JSONValue {
        let texts: [String: String]

        func write(to json: inout JSONWriter) {
            json.object { json in
                for (name, text) in texts.sorted(by: { $0.key < $1.key }) { json.field(named: name, text) }
            }
        }
    }

    static let schema = Schema.named(
        "SignInChoices",
        .object([
            Schema.Field("providers", .array(Provider.schema), "In the order to show them."),
            Schema.Field("setup_needed", .boolean, "Whether nobody has an account yet."),
            Schema.Field("registration", .choice(["open", "closed"])),
            Schema.Field("password_reset", .boolean, "Whether a forgotten password is set anew by mail."),
            Schema.Field("passkeys", .boolean),
            Schema.Field("country", .nullable(.string()), "ISO 3166-1 alpha-2, where it is known."),
        ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("providers", providers)
            json.field("setup_needed", needsSetup)
            json.field("registration", isOpen ? "open" : "closed")
            json.field("password_reset", resetsPasswords)
            json.field("passkeys", takesPasskeys)
            json.field("country", country)
        }
    }
}

/// A way into an account that a provider keeps.
struct IdentityBody: JSONValue {
    let identity: Identity

    static let schema = Schema.named(
        "Identity",
        .object([
            Schema.Field("id", .id), Schema.Field("provider", .string()), Schema.Field("name", .nullable(.string())),
            Schema.Field("email", .nullable(.string()), "As the provider told it, verified or not."),
            Schema.Field("created_at", .time), Schema.Field("last_used_at", .time),
        ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", identity.id)
            json.field("provider", identity.provider)
            json.field("name", identity.name)
            json.field("email", identity.email)
            json.field("created_at", identity.createdAt)
            json.field("last_used_at", identity.lastUsedAt)
        }
    }
}
