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
    /// The hosts of webhooks that were switched off: what is made from now on would be told there.
    package var webhooks: [String] = []
    /// How many links to videos.
    package var shares = 0
    /// How many archives of everything about the account.
    package var exports = 0

    package init() {}
}

/// How much of what acts for an account ends.
package enum AccessEnd: Sendable {
    /// Sessions only.
    case sessions
    /// Sessions, API keys, open invitations, exports, and what was added since the account's address was last proven: sign-ins
    /// with providers, passkeys, links to videos, a second factor that nobody has signed in with yet, and webhooks, which end
    /// where it was never proven, too.
    case sinceProof
    /// The same, and where the address was never proven all of it: whoever made the account was not its owner.
    case byProof
}
