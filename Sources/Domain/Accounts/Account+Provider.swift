/// What an account has instead of an e-mail address and a password when it came by a provider.
extension Account {
    /// Stands where a password's hash would; no password matches it.
    package static let noPassword = "!"

    /// The domain of the addresses of accounts without one. Nothing below `.invalid` exists (RFC 2606, section 2), so
    /// that no letter goes anywhere.
    package static let noEmailDomain = "no-email.invalid"

    /// The address of an account whose owner has told none, or none that is proven.
    package static func noEmail(for id: AccountID) -> String { "\(id)@\(noEmailDomain)" }

    /// Whether ``email`` is one.
    package var hasEmail: Bool { address != nil }

    /// ``email`` as people may see it; nil for an account without one.
    package var address: String? { Self.address(email) }

    /// What is kept as an account's address, as people may see it; nil for what stands in the place of one.
    package static func address(_ kept: String) -> String? { kept.hasSuffix("@" + noEmailDomain) ? nil : kept }
}
