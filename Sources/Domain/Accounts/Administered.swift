/// An account as administrators see it.
package struct AdministeredAccount: Equatable, Sendable {
    package let account: Account
    /// Of the last sign-in or refresh; nil for never.
    package let lastSeenAt: Timestamp?
    /// Of all live files and avatars.
    package let storedBytes: Int64

    package init(account: Account, lastSeenAt: Timestamp?, storedBytes: Int64) {
        self.account = account
        self.lastSeenAt = lastSeenAt
        self.storedBytes = storedBytes
    }
}

/// Which accounts a list is asked for.
package struct AccountFilter: Equatable, Sendable {
    /// A part of the e-mail address or the name, without regard to the case of ASCII letters.
    package var text: String?
    package var role: Account.Role?
    package var status: Account.Status?

    package init(text: String? = nil, role: Account.Role? = nil, status: Account.Status? = nil) {
        self.text = text
        self.role = role
        self.status = status
    }
}

/// Whether strangers may make accounts.
package enum Registration: String, CaseIterable, Sendable { case open, closed }

/// What an account has chosen for itself.
package struct Preference: Equatable, Sendable {
    package enum Language: String, CaseIterable, Sendable {
        case english = "en"
        case chinese = "zh-CN"
        case japanese = "ja"
    }

    package var language: Language
    /// Two capital letters of ISO 3166-1; nil leaves it to where requests come from.
    package var country: String?

    package init(language: Language = .english, country: String? = nil) {
        self.language = language
        self.country = country
    }

    /// The country; where nobody knows it, the one in which most readers of the language are at home.
    package var likelyCountry: String? {
        if let country { return country }
        return switch language {
        case .chinese: "CN"
        case .japanese: "JP"
        case .english: nil
        }
    }
}
