import Studio

/// What protects the account.
struct SecurityBody: Body {
    let overview: Security.Overview

    static var name: String? { "Security" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("has_password") { $0.overview.hasPassword }
        fields.add("totp", "Whether an authenticator app is set up.") { $0.overview.hasSecondFactor }
        fields.add("recovery_codes_left") { $0.overview.recoveryCodesLeft }
        fields.add("passkeys") { $0.overview.passkeys.map(PasskeyBody.init) }
        fields.add("email_verified") { $0.overview.isEmailVerified }
        fields.add(
            "owner_proven",
            "Whether the owner has opened a link sent to the address while signed in, or shown otherwise that it is theirs. "
                + "Until then, a password reset also removes whatever was added to the account."
        ) { $0.overview.isOwnerProven }
    }
}

/// A new authenticator app, to be confirmed with a code.
struct EnrolmentBody: Body {
    let enrolment: SecondFactor.Enrolment

    static var name: String? { "CodeGenerator" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("secret", "Base32, for typing in.") { $0.enrolment.secret }
        fields.add("otpauth_url", "For a QR code.") { $0.enrolment.url }
    }
}

struct RecoveryCodesBody: Body {
    let codes: [String]

    static var name: String? { "RecoveryCodes" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("recovery_codes", "Each works once.") { $0.codes }
    }
}
