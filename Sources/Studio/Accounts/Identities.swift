import Crypto
import Domain
import Foundation
import Logging
import Storage

/// Signing in with Google, WeChat, Firebase and whoever else is behind the port, and what an account has of them.
package struct Identities: Sendable {
    /// What a page that offers to sign in must know beside the providers.
    package struct Door: Sendable {
        /// Whether a forgotten password can be set anew by mail.
        package let resetsPasswords: Bool
        package let takesPasskeys: Bool
        /// Where somebody at this address is, as ISO 3166-1 alpha-2; nil when it is not known.
        package let country: @Sendable (_ address: String) -> String?

        package init(
            resetsPasswords: Bool = false, takesPasskeys: Bool = false,
            country: @escaping @Sendable (_ address: String) -> String? = { _ in nil }
        ) {
            self.resetsPasswords = resetsPasswords
            self.takesPasskeys = takesPasskeys
            self.country = country
        }
    }

    /// How somebody came back from a provider's page.
    package enum Return: Sendable {
        case signedIn(Accounts.SignIn)
        case linked(Identity)
    }

    /// How long somebody may take on the provider's page.
    package static let stateLifetime: Duration = .seconds(600)

    package let door: Door
    private let accounts: Accounts
    private let providers: [any IdentityProvider]
    private let logger: Logger

    /// - Parameter providers: those that are set up, in the order in which they are shown; one of each id.
    package init(accounts: Accounts, providers: [any IdentityProvider], door: Door = Door(), logger: Logger) {
        self.accounts = accounts
        self.providers = providers
        self.door = door
        self.logger = logger
        for provider in providers { accounts.refusals.expect(provider.facts.id) }
    }

    /// Those that are set up, in the order to show them to somebody in `country`.
    package func facts(country: String? = nil) -> [ProviderFacts] {
        let all = providers.map(\.facts)
        guard country == "CN" else { return all }
        return all.filter { $0.id == "wechat" } + all.filter { $0.id != "wechat" }
    }

    /// Whether strangers may make an account.
    package func isOpen() async throws -> Bool { try await accounts.store.registration() == .open }

    /// Whether nobody has an account yet.
    package func needsSetup() async throws -> Bool { try await accounts.store.isEmpty() }

    // MARK: By the provider's page

    /// Begins a sign-in by way of a provider's page.
    /// - Parameters:
    ///   - redirectURI: where the provider sends the browser back to, as it is registered there.
    ///   - returnTo: the page to end at, a path of this server.
    ///   - session: of whoever wants to link instead of to sign in.
    ///   - secret: what the browser keeps in a cookie, from ``newSecret()``.
    /// - Returns: where to send the browser, and the state that it comes back with.
    package func begin(
        with provider: String, redirectURI: String, returnTo: String, linking session: SessionID?, secret: String,
        client: Client
    ) async throws -> (address: String, state: String) {
        let path = try Self.pathHere(returnTo)
        let provider = try find(provider)
        try accounts.admitStart(client)
        let state = Self.newState()
        let attempt = SignInAttempt(
            state: state, verifier: Self.derived("verifier", state, secret),
            nonce: Self.derived("nonce", state, secret),
            redirectURI: redirectURI, userAgent: client.userAgent)
        let address: SignInAddress
        do { address = try await provider.address(for: attempt) } catch { throw explained(error, provider) }
        let moment = accounts.now()
        let kept = SignInState(
            provider: provider.facts.id, app: address.app, redirectURI: redirectURI, returnTo: path,
            sessionID: session, expiresAt: moment + Self.stateLifetime)
        try await accounts.store.add(
            kept, hash: Accounts.hash(state), browserHash: Accounts.hash(secret), at: moment)
        return (address.url, state)
    }

    /// Takes the state that came back, once and only from the browser that has the secret.
    package func take(state: String, from provider: String, secret: String) async throws -> SignInState {
        let kept = try await accounts.store.takeState(
            hash: Accounts.hash(state), browserHash: Accounts.hash(secret), provider: provider, at: accounts.now())
        guard let kept else {
            accounts.refusals.note(.state)
            throw StudioError.stateInvalid
        }
        return kept
    }

    /// Ends a sign-in whose state was taken.
    /// - Parameter code: nil when the person said no.
    package func finish(
        _ kept: SignInState, state: String, secret: String, code: String?, client: Client
    ) async throws -> Return {
        guard let code, !code.isEmpty else { throw StudioError.accessDenied }
        let provider = try find(kept.provider)
        let proof = IdentityProof.Code(
            text: code, app: kept.app, redirectURI: kept.redirectURI,
            verifier: Self.derived("verifier", state, secret), nonce: Self.derived("nonce", state, secret))
        let person = try await identify(.code(proof), with: provider)
        guard let session = kept.sessionID else {
            return .signedIn(try await accounts.signIn(as: person, from: provider.facts, client: client))
        }
        // The row is gone with the session: who signed out meanwhile links nothing.
        guard let account = try await accounts.owner(of: session) else { throw StudioError.stateInvalid }
        do {
            return .linked(
                try await accounts.link(
                    person, from: provider.facts, to: account.id, client: client.by(.session(session))))
        } catch StoreError.credentialEnded {
            throw StudioError.stateInvalid
        }
    }

    /// What a browser keeps so that nobody else can end its sign-in: 43 characters.
    package static func newSecret() -> String { Accounts.newToken() }

    // MARK: By a proof that the client brings

    package func signIn(with provider: String, proof: IdentityProof, client: Client) async throws -> Accounts.SignIn {
        let provider = try find(provider)
        try accounts.admitStart(client)
        let person = try await identify(proof, with: provider)
        return try await accounts.signIn(as: person, from: provider.facts, client: client)
    }

    /// Whether tokens of a provider are taken with every request.
    package var takesBearerTokens: Bool { providers.contains { $0.facts.id == Self.bearing } }

    /// Firebase's client libraries send its ID token with every request.
    private static let bearing = "firebase"

    /// The session of whoever shows a provider's token instead of one of ours; begun when it is shown first.
    /// - Parameter tokenHash: SHA-256 of the token.
    package func session(bearing token: String, tokenHash: Data, client: Client) async throws -> Session {
        let provider = try find(Self.bearing)
        let person = try await identify(.token(token), with: provider)
        return try await accounts.session(
            bearing: tokenHash, of: person, from: provider.facts, client: client)
    }

    package func link(
        with provider: String, proof: IdentityProof, to account: Account, client: Client
    ) async throws -> Identity {
        let provider = try find(provider)
        let person = try await identify(proof, with: provider)
        return try await accounts.link(person, from: provider.facts, to: account.id, client: client)
    }

    // MARK: What an account has

    /// Newest first.
    package func list(of account: Account) async throws -> [Identity] {
        try await accounts.store.identities(of: account.id)
    }

    /// - Throws: ``StudioError/lastWayIn`` when nothing else lets the owner in.
    package func unlink(_ id: IdentityID, of account: Account, client: Client) async throws {
        let provider = try await list(of: account).first { $0.id == id }?.provider
        let name = providers.first { $0.facts.id == provider }?.facts.name ?? provider ?? ""
        let mail = try await accounts.letter(.signInMethodRemoved(method: name), for: account, client: client)
        let removal = try await accounts.store.unlink(
            id, of: account.id, usable: Set(providers.map(\.facts.id)), by: client.credential, mail: mail,
            noting: accounts.note(.identityUnlink, by: account.id, .identity(id), client))
        switch removal {
        case .removed: return
        case .missing: throw StudioError.notFound("identity")
        case .lastWayIn: throw StudioError.lastWayIn
        }
    }

    private func find(_ id: String) throws(StudioError) -> any IdentityProvider {
        guard let provider = providers.first(where: { $0.facts.id == id }) else { throw .notFound("sign-in provider") }
        return provider
    }

    private func identify(
        _ proof: IdentityProof, with provider: any IdentityProvider
    ) async throws(StudioError) -> ProvenIdentity {
        do { return try await provider.identify(proof) } catch { throw explained(error, provider) }
    }

    private func explained(_ error: IdentityError, _ provider: any IdentityProvider) -> StudioError {
        let name = provider.facts.name
        switch error {
        case .rejected(let kind, let reason):
            accounts.refusals.note(kind, from: provider.facts.id)
            return .unauthenticated("\(name) does not vouch for this: \(reason)")
        case .failed(let reason):
            logger.warning(
                "a sign-in provider failed", metadata: ["provider": "\(provider.facts.id)", "reason": "\(reason)"])
            return .provider("\(name) cannot be asked at the moment")
        case .timedOut:
            return .providerTimedOut("\(name) takes too long to answer")
        case .unsupported:
            return .invalid(field: "code", reason: "is not what this server takes from \(name)")
        }
    }

    /// 48 hexadecimal digits: of all texts the one that WeChat leaves as it is.
    private static func newState() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<24).map { _ in
            let byte = UInt8.random(in: 0...255, using: &generator)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// A secret of this sign-in that need not be kept: 43 characters.
    private static func derived(_ purpose: String, _ state: String, _ secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(purpose) \(state)".utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return Base64URL.text(code)
    }

    /// A path of this server's pages and nothing that a browser takes for another host's.
    /// - Throws: ``StudioError/invalid(field:reason:)``.
    static func pathHere(_ text: String) throws(StudioError) -> String {
        let isHarmless = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }
        guard text.hasPrefix("/"), !text.hasPrefix("//"), isHarmless, text.utf8.count <= 512,
            text != "/api", !text.hasPrefix("/api/")
        else { throw .invalid(field: "return_to", reason: "must be a page of this server, such as /#/files") }
        return text
    }
}
