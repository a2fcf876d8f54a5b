/// A way into an account that a provider keeps: somebody's Google, WeChat or Firebase sign-in.
package struct Identity: Equatable, Sendable, Identifiable {
    package let id: IdentityID
    package let accountID: AccountID
    /// ``ProviderFacts/id``.
    package let provider: String
    /// What the person is called there, as of the last sign-in; 1...100 characters.
    package let name: String?
    /// What the provider told last, verified or not; for the owner to tell identities apart.
    package let email: String?
    package let createdAt: Timestamp
    package let lastUsedAt: Timestamp

    package init(
        id: IdentityID, accountID: AccountID, provider: String, name: String?, email: String?, createdAt: Timestamp,
        lastUsedAt: Timestamp
    ) {
        self.id = id
        self.accountID = accountID
        self.provider = provider
        self.name = name
        self.email = email
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }
}

package typealias IdentityID = Identifier<Identity>

/// A sign-in by way of a provider's page, while the browser is away.
package struct SignInState: Equatable, Sendable {
    package let provider: String
    /// Which of our registrations with the provider, when there are several.
    package let app: String?
    /// Where the provider sends the browser back to.
    package let redirectURI: String
    /// The page to end at, a path of this server.
    package let returnTo: String
    /// Of whoever links the identity to the account; nil for a sign-in.
    package let sessionID: SessionID?
    package let expiresAt: Timestamp

    package init(
        provider: String, app: String?, redirectURI: String, returnTo: String, sessionID: SessionID?,
        expiresAt: Timestamp
    ) {
        self.provider = provider
        self.app = app
        self.redirectURI = redirectURI
        self.returnTo = returnTo
        self.sessionID = sessionID
        self.expiresAt = expiresAt
    }
}
