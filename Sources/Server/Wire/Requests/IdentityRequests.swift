import Domain

/// What a client brings to prove who somebody is at Google: an ID token, or a code with what it was made for.
struct GoogleProof: IdentityProofRequest {
    let proof: IdentityProof

    static let body = BodyReader(
        named: "GoogleProof", .optional("id_token", .text(1...16_384), "Or give the three fields of a code."),
        .optional("code", .text(1...4096)),
        .optional("code_verifier", .text(43...128), "For PKCE."),
        .optional("redirect_uri", .text(1...2048), "The address that the code was issued for."),
        rules: [.oneSet(of: [["id_token"], ["code", "code_verifier", "redirect_uri"]])]
    ) { token, code, verifier, redirectURI throws(ErrorBody) in
        if let token { return GoogleProof(proof: .token(token)) }
        guard let code else { throw .invalid("code", "`id_token` or `code` is missing.") }
        guard let verifier else { throw .invalid("code_verifier", "`code_verifier` is missing.") }
        guard let redirectURI else { throw .invalid("redirect_uri", "`redirect_uri` is missing.") }
        return GoogleProof(
            proof: .code(IdentityProof.Code(text: code, redirectURI: redirectURI, verifier: verifier)))
    }
}

/// A code from WeChat.
struct WeChatProof: IdentityProofRequest {
    let proof: IdentityProof

    static let body = BodyReader(
        named: "WeChatProof", .field("code", .text(1...4096)),
        .optional("app_id", .text(1...100), "The app that the code is for; the website's if not given.")
    ) { WeChatProof(proof: .code(IdentityProof.Code(text: $0, app: $1))) }
}

/// An ID token from Firebase.
struct FirebaseProof: IdentityProofRequest {
    let proof: IdentityProof

    static let body = BodyReader(named: "FirebaseProof", .field("id_token", .text(1...16_384))) {
        FirebaseProof(proof: .token($0))
    }
}

/// What a client brings to prove who somebody is at a provider.
protocol IdentityProofRequest: InputBody {
    var proof: IdentityProof { get }
}
