import Domain
import Studio

/// `PUT /users/profile`.
struct ProfileRequest: InputBody {
    let name: String?
    let visibleMark: Bool?

    static let body = BodyReader(
        named: "Profile", .optional("name", .title(100)),
        .optional("visible_mark", .flag, "Adds a small visible mark to every video."),
        rules: [.any(of: ["name", "visible_mark"])]
    ) { name, visibleMark throws(ErrorBody) in
        guard name != nil || visibleMark != nil else {
            throw .invalid("name", "`name` or `visible_mark` is missing.")
        }
        return ProfileRequest(name: name, visibleMark: visibleMark)
    }
}

/// `PUT /users/settings`.
struct SettingsRequest: InputBody {
    let language: Domain.Preference.Language
    let country: String?

    static let body = BodyReader(
        named: "SettingsChoice", .field("language", .word),
        .optional(
            "country", Input.country, "ISO 3166-1 alpha-2; null follows where requests come from."), make: Self.init)
}

extension Input where Value == String {
    fileprivate static var country: Input {
        Input<String>.text.map(to: "a country code of ISO 3166-1, such as DE", .choice(Preferences.countries)) {
            Preferences.countries.contains($0) ? $0 : nil
        }
    }
}

/// `POST /api-keys`.
struct KeyRequest: InputBody {
    let name: String
    let scopes: [Scope]
    let expiresAt: Timestamp?

    static let body = BodyReader(
        named: "ApiKeyRequest", .field("name", .title(100)),
        .field("scopes", .set(of: .word, 1...Scope.allCases.count)),
        .optional("expires_at", .time, "In the future. Without it, the key works until it is revoked."),
        make: Self.init)
}

/// `POST /api-keys/{id}/rotate`.
struct RotationRequest: InputBody {
    let overlapSeconds: Int?

    static let body = BodyReader(
        named: "ApiKeyRotation",
        .optional(
            "overlap_seconds", .whole(0...604_800), "How long the old key still works; 86400 (a day) if not given."),
        make: Self.init)
}

/// `PATCH /admin/users/{id}`.
struct AccountChangeRequest: InputBody {
    let role: Account.Role?
    let status: Account.Status?
    let name: String?

    static let body = BodyReader(
        named: "AdminUserChange", .optional("role", Input<Account.Role>.word),
        .optional("status", Input<Account.Status>.word), .optional("name", .title(100)),
        rules: [.any(of: ["role", "status", "name"])]
    ) { role, status, name throws(ErrorBody) in
        guard role != nil || status != nil || name != nil else {
            throw .invalid("role", "`role`, `status` or `name` is missing.")
        }
        return AccountChangeRequest(role: role, status: status, name: name)
    }
}

/// `PUT /admin/settings`.
struct RulesRequest: InputBody {
    let registration: Registration

    static let body = BodyReader(
        named: "RulesChange", .field("registration", .word, "Whether anyone may register."), make: Self.init)
}
