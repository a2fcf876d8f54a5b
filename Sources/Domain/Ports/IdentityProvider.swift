/// Tells who somebody is by the word of another service. An implementation is one vendor; it gets values and returns
/// values, and knows nothing of accounts.
package protocol IdentityProvider: Sendable {
    var facts: ProviderFacts { get }

    /// Where to send the browser of somebody who wants to sign in. Only for ``ProviderFacts/Kind/redirect``.
    func address(for attempt: SignInAttempt) async throws(IdentityError) -> SignInAddress

    /// Checks everything that the vendor says has to be checked, and tells whom the proof is about.
    func identify(_ proof: IdentityProof) async throws(IdentityError) -> ProvenIdentity
}

/// What is known of a provider without asking it.
package struct ProviderFacts: Equatable, Sendable {
    package enum Kind: String, Sendable {
        /// The browser goes there and comes back with a code.
        case redirect
        /// The client brings a token that it got itself.
        case token
    }

    /// Lower-case word in routes and rows: `google`.
    package let id: String
    /// For a person.
    package let name: String
    package let kind: Kind
    /// What a page or an app needs to know, by name; nothing secret.
    package let client: [String: String]
    /// Whether somebody without an account gets one at the first sign-in.
    package let createsAccounts: Bool

    package init(
        id: String, name: String, kind: Kind, client: [String: String] = [:], createsAccounts: Bool = true
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.client = client
        self.createsAccounts = createsAccounts
    }
}

/// One try to sign in by way of a provider's page.
package struct SignInAttempt: Sendable {
    /// Comes back with the browser; 32...128 letters and digits.
    package let state: String
    /// The secret of PKCE (RFC 7636), 43...128 characters.
    package let verifier: String
    /// Comes back in the ID token.
    package let nonce: String
    package let redirectURI: String
    /// What the browser calls itself: some vendors have one login inside their app and one outside.
    package let userAgent: String

    package init(state: String, verifier: String, nonce: String, redirectURI: String, userAgent: String) {
        self.state = state
        self.verifier = verifier
        self.nonce = nonce
        self.redirectURI = redirectURI
        self.userAgent = userAgent
    }
}

package struct SignInAddress: Equatable, Sendable {
    package let url: String
    /// Which of our registrations with the vendor it is for, when there are several.
    package let app: String?

    package init(url: String, app: String? = nil) {
        self.url = url
        self.app = app
    }
}

/// What somebody shows to prove who they are.
package enum IdentityProof: Sendable {
    /// An ID token.
    case token(String)
    case code(Code)

    /// What a provider's page gave the browser, and what goes with it.
    package struct Code: Sendable {
        package let text: String
        /// ``SignInAddress/app``; nil when the client does not say.
        package let app: String?
        package let redirectURI: String?
        package let verifier: String?
        /// What the ID token must repeat; nil when none was sent.
        package let nonce: String?

        package init(
            text: String, app: String? = nil, redirectURI: String? = nil, verifier: String? = nil, nonce: String? = nil
        ) {
            self.text = text
            self.app = app
            self.redirectURI = redirectURI
            self.verifier = verifier
            self.nonce = nonce
        }
    }
}

/// Somebody a provider vouches for.
package struct ProvenIdentity: Equatable, Sendable {
    /// By what the person is found again, the best first; at least one. Never an e-mail address.
    package let keys: [IdentityKey]
    /// As the vendor tells it, proven or not.
    package let email: String?
    package let emailIsVerified: Bool
    /// What the person is called there.
    package let name: String?
    /// Until when the proof itself is good; nil for one that is good once.
    package let expiresAt: Timestamp?
    /// When the person showed the vendor who they are; nil for just now.
    package let provenAt: Timestamp?

    package init(
        keys: [IdentityKey], email: String? = nil, emailIsVerified: Bool = false, name: String? = nil,
        expiresAt: Timestamp? = nil, provenAt: Timestamp? = nil
    ) {
        self.expiresAt = expiresAt
        self.provenAt = provenAt
        self.keys = keys
        self.email = email
        self.emailIsVerified = emailIsVerified
        self.name = name
    }
}

/// A name that a provider never gives to anybody else.
package struct IdentityKey: Hashable, Sendable {
    /// Within which the name is unique: an issuer, an app's id, a project.
    package let realm: String
    /// 1...255 characters.
    package let subject: String

    package init(realm: String, subject: String) {
        self.realm = realm
        self.subject = subject
    }
}

package enum IdentityError: Error, Equatable, Sendable {
    /// What about a proof is not good.
    package enum Rejection: String, CaseIterable, Sendable {
        /// It is nothing of the kind.
        case malformed
        /// It is signed in a way that is not taken, or not signed at all.
        case algorithm
        /// It is not signed with a key of the provider's.
        case key
        /// The signature is not right.
        case signature
        /// It has expired, or is from the future.
        case time
        case issuer, audience
        /// It belongs to another sign-in.
        case binding
        /// The code was exchanged before, has expired or was never given.
        case code
        /// It names nobody who could have an account.
        case person
    }

    /// The proof is not good, in words for the person who showed it: `the token has expired`.
    case rejected(Rejection, String)
    /// The provider is wrongly set up, cannot be reached or talks nonsense; the words hold no secret and are for the log.
    case failed(String)
    case timedOut
    /// It does not take this kind of proof.
    case unsupported
}
