/// What acted for an account and does not any more, for its owner to see.
package struct EndedAccess: Equatable, Sendable {
    package struct Identity: Equatable, Sendable {
        /// As in routes: `google`.
        package let provider: String
        /// What the person is called there.
        package let name: String?

        package init(provider: String, name: String?) {
            self.provider = provider
            self.name = name
        }
    }

    /// How many sessions, without the one that continues.
    package var sessions = 0
    /// The names of API keys.
    package var keys: [String] = []
    package var identities: [Identity] = []
    /// The names of passkeys.
    package var passkeys: [String] = []
    package var secondFactor = false
    /// How many open invitations: whoever has their links could still let people in.
    package var invitations = 0

    package init() {}
}

/// How much of what acts for an account ends.
package enum AccessEnd: Sendable {
    /// Sessions only.
    case sessions
    /// Sessions, API keys, open invitations, and what was added since the account's address was last proven: sign-ins with providers,
    /// passkeys, and a second factor that nobody has signed in with yet.
    case sinceProof
    /// The same, and where the address was never proven all of it: whoever made the account was not its owner.
    case byProof
}
