import Foundation
import Studio

/// `POST /auth/register`.
struct RegistrationRequest: InputBody {
    let email: String
    let password: String
    let name: String?
    let invitation: String?

    static let body = BodyReader(
        named: "Registration", .field("email", .email), .field("password", .newPassword),
        .optional("name", .title(100), "The part before the @ if not given."),
        .optional("invitation", .text, "The token of an invitation; needed where registration is closed."),
        make: Self.init)

    /// Equal for equal requests only.
    var fingerprint: Data {
        let fields = [email, password, name, invitation].map { $0.map { "\($0.utf8.count):\($0)" } ?? "-" }
        return Data(fields.joined().utf8)
    }
}

/// `POST /auth/login`.
struct SignInRequest: InputBody {
    let email: String
    let password: String

    static let body = BodyReader(
        named: "Credentials", .field("email", .email), .field("password", .text), make: Self.init)
}

/// `POST /auth/refresh`.
struct RefreshRequest: InputBody {
    let refreshToken: String?

    static let body = BodyReader(
        named: "Refresh", .optional("refresh_token", .text, "Required unless it is in the cookie."), make: Self.init)
}

/// `POST /auth/password/change`.
struct PasswordChangeRequest: InputBody {
    let currentPassword: String?
    let newPassword: String
    let keepsAccess: Bool?

    static let body = BodyReader(
        named: "PasswordChange",
        .optional(
            "current_password", .text,
            "Not needed for an account without a password within five minutes of signing in."),
        .field("new_password", .newPassword),
        .optional(
            "keep_access", .flag,
            "Ends other sessions only. Without it, API keys and exports end, too, and so do linked sign-ins, passkeys, "
                + "webhooks, links to videos and an unused second factor that were added since the address was last "
                + "verified."),
        make: Self.init)
}

/// `POST /auth/password/forgot`.
struct ForgottenPasswordRequest: InputBody {
    let email: String

    static let body = BodyReader(named: "ForgottenPassword", .field("email", .email), make: Self.init)
}

/// `POST /auth/password/reset`.
struct PasswordResetRequest: InputBody {
    let token: String
    let newPassword: String
    let keepsAccess: Bool?

    static let body = BodyReader(
        named: "PasswordReset", .field("token", .text, "From the link in the mail."),
        .field("new_password", .newPassword),
        .optional(
            "keep_access", .flag,
            "Ends sessions only. Without it, API keys and exports end, too, and so do linked sign-ins, passkeys, "
                + "webhooks, links to videos and an unused second factor that were added since the address was last "
                + "verified."),
        make: Self.init)
}

/// `POST /auth/email/verify`.
struct VerificationRequest: InputBody {
    let token: String

    static let body = BodyReader(
        named: "EmailVerification", .field("token", .text, "From the link in the mail."), make: Self.init)
}

/// `POST /auth/email/change`.
struct AddressChangeRequest: InputBody {
    let email: String
    let password: String?

    static let body = BodyReader(
        named: "EmailChange", .field("email", .email),
        .optional(
            "password", .text, "Not needed within five minutes of signing in or of `POST /auth/prove`."),
        make: Self.init)
}

/// `DELETE /users/account`.
struct FarewellRequest: InputBody {
    let password: String?

    static let body = BodyReader(
        named: "AccountDeletion",
        .optional("password", .text, "Not needed within five minutes of signing in or of `POST /auth/prove`."),
        make: Self.init)
}

extension Input where Value == String {
    /// A password to be set. ``Studio/Accounts`` refuses those that are easy to guess.
    fileprivate static var newPassword: Input {
        // At least three different characters.
        text(8...128, pattern: #"^(.)\1*(?!\1)(.)(\1|\2)*(?!\1|\2)."#)
    }
}
