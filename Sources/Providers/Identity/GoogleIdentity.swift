import Domain
import Foundation
import JWTKit
import Logging
import Outbound

/// Google, or any other OpenID Connect provider whose discovery document the settings name (OpenID Connect Core 1.0,
/// Discovery 1.0; PKCE, RFC 7636).
package struct GoogleIdentity: IdentityProvider {
    package struct Settings: Sendable {
        package let clientID: String
        /// Nil: only ID tokens that a client brings are taken.
        package let clientSecret: String?
        /// Ends in `/.well-known/openid-configuration`.
        package let discoveryURL: String

        package static let google = "https://accounts.google.com/.well-known/openid-configuration"

        package init(clientID: String, clientSecret: String?, discoveryURL: String = Settings.google) {
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.discoveryURL = discoveryURL
        }
    }

    package let facts: ProviderFacts
    private let settings: Settings
    private let web: WebClient
    private let discovery: Published<Discovery>
    private let tokens: SignedTokens
    private let logger: Logger
    private let now: @Sendable () -> Timestamp

    package init(
        settings: Settings, web: WebClient, logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        let web = web.naming([settings.discoveryURL], as: "google")
        let discovery = Published(
            at: { () throws(IdentityError) in settings.discoveryURL }, web: web, now: now,
            read: { Discovery(document: $0, at: settings.discoveryURL) })
        self.init(settings: settings, web: web, discovery: discovery, logger: logger, now: now)
    }

    init(
        settings: Settings, web: WebClient, discovery: Published<Discovery>, logger: Logger,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.settings = settings
        self.web = web
        self.discovery = discovery
        self.logger = logger
        self.now = now
        tokens = SignedTokens(
            keysAt: { () throws(IdentityError) in try await discovery.value().jwks_uri }, needsKeyNames: false,
            web: web,
            now: now)
        facts = ProviderFacts(
            id: "google", name: "Google", kind: settings.clientSecret == nil ? .token : .redirect,
            client: ["client_id": settings.clientID])
    }

    package func address(for attempt: SignInAttempt) async throws(IdentityError) -> SignInAddress {
        guard settings.clientSecret != nil else { throw .unsupported }
        let endpoint = try await discovery.value().authorization_endpoint
        let request = WebRequest.get(
            endpoint,
            query: [
                ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", attempt.redirectURI),
                ("scope", "openid email profile"), ("state", attempt.state), ("nonce", attempt.nonce),
                ("code_challenge", Proofs.challenge(of: attempt.verifier)), ("code_challenge_method", "S256"),
                ("prompt", "select_account"),
            ])
        return SignInAddress(url: request.url)
    }

    package func identify(_ proof: IdentityProof) async throws(IdentityError) -> ProvenIdentity {
        switch proof {
        case .token(let token):
            return try await person(in: token, nonce: nil, accessToken: nil)
        case .code(let code):
            let answer = try await exchange(code)
            return try await person(in: answer.id_token, nonce: code.nonce, accessToken: answer.access_token)
        }
    }

    private func exchange(_ code: IdentityProof.Code) async throws(IdentityError) -> TokenAnswer {
        guard let secret = settings.clientSecret else { throw .unsupported }
        var form = [
            ("grant_type", "authorization_code"), ("code", code.text), ("client_id", settings.clientID),
            ("client_secret", secret),
        ]
        if let redirectURI = code.redirectURI { form.append(("redirect_uri", redirectURI)) }
        if let verifier = code.verifier { form.append(("code_verifier", verifier)) }
        let reply = try await web.answer(to: .post(try await discovery.value().token_endpoint, form: form))
        if reply.status == 200, let answer = try? JSONDecoder().decode(TokenAnswer.self, from: reply.body) {
            return answer
        }
        let refusal = (try? JSONDecoder().decode(Refusal.self, from: reply.body))?.error ?? "no reason"
        if refusal == "invalid_grant" { throw .rejected(.code, "the code is not good any more; sign in again") }
        logger.warning(
            "a provider refuses to exchange a code",
            metadata: ["provider": "google", "status": "\(reply.status)", "error": "\(refusal.prefix(100))"])
        throw .failed("the provider refuses to exchange the code: \(refusal.prefix(100))")
    }

    /// Every check of oauth.md, section 1.
    private func person(
        in token: String, nonce: String?, accessToken: String?
    ) async throws(IdentityError) -> ProvenIdentity {
        let issuer = try await discovery.value().issuer
        let claims = try await tokens.claims(of: token, as: Claims.self)
        guard claims.iss == issuer || (claims.iss == "accounts.google.com" && issuer == "https://accounts.google.com")
        else { throw .rejected(.issuer, "the token is from another issuer") }
        guard claims.aud.names.contains(settings.clientID),
            claims.aud.names.count == 1 || claims.azp == settings.clientID
        else { throw .rejected(.audience, "the token is for another application") }
        if let nonce, claims.nonce != nonce { throw .rejected(.binding, "the token belongs to another sign-in") }
        if let said = claims.at_hash, let accessToken, said != Proofs.accessTokenHash(accessToken) {
            throw .rejected(.binding, "the token belongs to another access token")
        }
        guard (1...255).contains(claims.sub.utf8.count) else { throw .rejected(.person, "the token names nobody") }
        var (email, isVerified, name) = (claims.email, claims.email_verified?.isTrue ?? false, claims.name)
        if email == nil || name == nil, let accessToken,
            let more = await userInfo(of: claims.sub, accessToken: accessToken)
        {
            // Whether an address is verified is said of the address that is told with it.
            if email == nil { (email, isVerified) = (more.email, more.email_verified?.isTrue ?? false) }
            name = name ?? more.name
        }
        return ProvenIdentity(
            keys: [IdentityKey(realm: issuer, subject: claims.sub)], email: email, emailIsVerified: isVerified,
            name: name, provenAt: provenAt(claims))
    }

    /// When the person showed the provider who they are; else when it gave the token, which can be shown here as long as it
    /// is good.
    private func provenAt(_ claims: Claims) -> Timestamp {
        let moment = Double(now().milliseconds) / 1000
        return Timestamp(milliseconds: Int64(min(max(claims.auth_time ?? claims.iat, 0), moment) * 1000))
    }

    /// What the provider tells of the person beside the token (OpenID Connect Core 1.0, section 5.3). The sign-in does
    /// without it when it cannot be had.
    private func userInfo(of subject: String, accessToken: String) async -> UserInfo? {
        guard let endpoint = (try? await discovery.value())?.userinfo_endpoint else { return nil }
        let request = WebRequest("GET", endpoint, signer: Bearer(accessToken))
        guard let reply = try? await web.send(request), reply.status == 200,
            let info = try? JSONDecoder().decode(UserInfo.self, from: reply.body), info.sub == subject
        else {
            logger.warning("a provider does not tell who somebody is", metadata: ["provider": "google"])
            return nil
        }
        return info
    }
}

extension GoogleIdentity {
    /// What is used of the discovery document.
    struct Discovery: Decodable, Sendable {
        let issuer: String
        let authorization_endpoint: String
        let token_endpoint: String
        let jwks_uri: String
        var userinfo_endpoint: String?
    }

    private struct UserInfo: Decodable {
        let sub: String
        let email: String?
        let email_verified: LooseTruth?
        let name: String?
    }

    private struct TokenAnswer: Decodable {
        let id_token: String
        let access_token: String?
    }

    private struct Refusal: Decodable { let error: String }

    private struct Claims: TimedClaims {
        let iss: String
        let aud: Audience
        let azp: String?
        let sub: String
        let iat: Double
        let exp: Double
        let nbf: Double?
        let nonce: String?
        let at_hash: String?
        let email: String?
        let email_verified: LooseTruth?
        let name: String?
        let auth_time: Double?

        var authTime: Double? { auth_time }
    }
}

extension GoogleIdentity.Discovery {
    /// Nil unless it is the issuer's own (Discovery 1.0, section 4.3) and all of it is as safe as its address.
    init?(document: Data, at url: String) {
        guard let read = try? JSONDecoder().decode(Self.self, from: document) else { return nil }
        let base = read.issuer.hasSuffix("/") ? String(read.issuer.dropLast()) : read.issuer
        let endpoints =
            [read.authorization_endpoint, read.token_endpoint, read.jwks_uri]
            + [read.userinfo_endpoint].compactMap(\.self)
        guard base + "/.well-known/openid-configuration" == url,
            url.hasPrefix("http://") || endpoints.allSatisfy({ $0.hasPrefix("https://") })
        else { return nil }
        self = read
    }
}
