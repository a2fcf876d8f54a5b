import Domain

/// What a client brings to prove who somebody is at a provider.
struct ProofBody: Decodable {
    let idToken: String?
    let code: String?
    let codeVerifier: String?
    let redirectURI: String?
    let appID: String?

    enum CodingKeys: String, CodingKey {
        case code
        case idToken = "id_token"
        case codeVerifier = "code_verifier"
        case redirectURI = "redirect_uri"
        case appID = "app_id"
    }

    /// What each provider takes, for the document.
    static let schemas: [(provider: String, schema: Schema)] = [
        (
            "google",
            .object([
                .optional("id_token", .string(), "This, or the next three."), .optional("code", .string()),
                .optional("code_verifier", .string(), "Of PKCE."),
                .optional("redirect_uri", .string(), "The one that the code was made for."),
            ])
        ),
        (
            "wechat",
            .object([
                Schema.Field("code", .string()),
                .optional("app_id", .string(), "Which of the apps it is for; the website's unless told."),
            ])
        ),
        ("firebase", .object([Schema.Field("id_token", .string())])),
    ]

    /// - Throws: 422 naming what is missing.
    func proof(for provider: String) throws(ErrorBody) -> IdentityProof {
        if provider != "wechat", let idToken { return .token(idToken) }
        guard provider != "firebase" else { throw .invalid("id_token", "`id_token` is missing.") }
        guard let code, !code.isEmpty else { throw .invalid("code", "`code` is missing.") }
        guard provider != "wechat" else { return .code(IdentityProof.Code(text: code, app: appID)) }
        guard let codeVerifier, (43...128).contains(codeVerifier.utf8.count) else {
            throw .invalid("code_verifier", "`code_verifier` needs 43 to 128 characters.")
        }
        guard let redirectURI, !redirectURI.isEmpty else {
            throw .invalid("redirect_uri", "`redirect_uri` is missing.")
        }
        return .code(IdentityProof.Code(text: code, redirectURI: redirectURI, verifier: codeVerifier))
    }
}
