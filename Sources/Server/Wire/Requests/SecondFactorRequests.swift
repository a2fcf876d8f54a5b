import Studio

/// `POST /auth/second-factor`.
struct RedemptionRequest: InputBody {
    let ticket: String
    let answer: SecondFactor.Answer

    static let body = BodyReader(
        named: "SecondFactorAnswer", .field("ticket", .text, "From the answer to the sign-in."),
        .optional("code", .text, "Six digits from the authenticator app."), .optional("recovery_code", .text),
        rules: [.one(of: ["code", "recovery_code"])]
    ) { ticket, code, recoveryCode throws(ErrorBody) in
        switch (code, recoveryCode) {
        case (let code?, nil): RedemptionRequest(ticket: ticket, answer: .code(code))
        case (nil, let code?): RedemptionRequest(ticket: ticket, answer: .recoveryCode(code))
        default: throw .invalid("code", "Give either `code` or `recovery_code`.")
        }
    }
}

/// `POST /auth/totp/confirm`.
struct ConfirmationRequest: InputBody {
    let code: String

    static let body = BodyReader(
        named: "CodeConfirmation", .field("code", .text, "Six digits from the authenticator app."), make: Self.init)
}

/// Proof that it is the owner who changes the second factor.
struct SecondFactorProofRequest: InputBody {
    let proof: SecondFactor.Proof

    static let body = BodyReader(
        named: "SecondFactorProof", .optional("password", .text, "Or give `code`."),
        .optional("code", .text, "Six digits from the authenticator app."), rules: [.one(of: ["password", "code"])]
    ) { password, code throws(ErrorBody) in
        switch (password, code) {
        case (let password?, nil): SecondFactorProofRequest(proof: .password(password))
        case (nil, let code?): SecondFactorProofRequest(proof: .code(code))
        default: throw .invalid("password", "Give either `password` or `code`.")
        }
    }
}
