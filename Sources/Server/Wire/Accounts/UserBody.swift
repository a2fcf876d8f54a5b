import Domain

/// An account as its owner sees it.
struct UserBody: Body {
    let account: Account

    static var name: String? { "User" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.account.id }
        fields.add("email", "Empty for an account without one.") { $0.account.address ?? "" }
        fields.add("name") { $0.account.name }
        fields.add("role") { $0.account.role }
        fields.add("status") { $0.account.status }
        fields.add("visible_mark", "Whether every video gets a small visible mark.") { $0.account.visibleMark }
        fields.add("email_verified") { $0.account.emailVerifiedAt != nil }
        fields.add("second_factor", "Whether signing in takes a code as well.") { $0.account.hasSecondFactor }
        fields.add("created_at") { $0.account.createdAt }
    }
}

/// A place where the account is signed in.
struct SessionBody: Body, Sendable {
    let session: Session
    let isCurrent: Bool

    static var name: String? { "Session" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.session.id }
        fields.add("current", "Whether it is the session of this request.") { $0.isCurrent }
        fields.add("user_agent") { $0.session.userAgent }
        fields.add("address") { $0.session.address }
        fields.add("created_at") { $0.session.createdAt }
        fields.add("last_used_at") { $0.session.lastUsedAt }
        fields.add("expires_at") { $0.session.expiresAt }
    }
}

/// Language and country.
struct SettingsBody: Body {
    let preference: Domain.Preference

    static var name: String? { "Settings" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("language") { $0.preference.language }
        fields.add("country", "ISO 3166-1 alpha-2.") { $0.preference.country }
    }
}
