import Studio

/// `POST /auth/prove`.
struct OwnerProofRequest: InputBody {
    let password: String?
    let code: String?
    let recoveryCode: String?
    let credential: KnownCredential?

    private static let ways = ["password", "code", "recovery_code", "credential"]

    static let body = BodyReader(
        named: "OwnerProofRequest", .optional("password", .text),
        .optional("code", .text, "Six digits from the authenticator app."), .optional("recovery_code", .text),
        .optional("credential", KnownCredential.body.input, "From `POST /auth/prove/options`."),
        rules: [.one(of: ways)]
    ) { password, code, recoveryCode, credential throws(ErrorBody) in
        let count = [password, code, recoveryCode].compactMap(\.self).count + (credential == nil ? 0 : 1)
        guard count == 1 else {
            throw .invalid("password", "Give one of `password`, `code`, `recovery_code` and `credential`.")
        }
        return OwnerProofRequest(
            password: password, code: code, recoveryCode: recoveryCode, credential: credential)
    }

    /// - Parameter site: that a passkey is shown to; asked for with a passkey only, because not every address has one.
    func proof(at site: () throws -> RelyingParty) rethrows -> OwnerProofs.Proof {
        if let password { return .password(password) }
        if let code { return .code(code) }
        if let credential { return .passkey(credential.assertion, at: try site()) }
        return .recoveryCode(recoveryCode ?? "")
    }
}
