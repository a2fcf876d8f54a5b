import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import JWTKit
import Synchronization

/// Google's OpenID Connect: discovery, keys, a page to choose who to be, tokens. The shapes are those of
/// `https://accounts.google.com/.well-known/openid-configuration`, as any OIDC provider has them.
package final class Google: StandIn {
    /// The only client that it knows.
    package static let clientID = "greenroom.apps.sandbox.example"
    package static let clientSecret = "sandbox-google-secret"
    /// How long a key may be kept, as the keys' `Cache-Control` says, in seconds.
    package static let keysMaxAge = 3600

    package let name = "google"
    package let title = "Google"
    package let pages: [(title: String, path: String)] = [("discovery", "/.well-known/openid-configuration")]

    /// What somebody agreed to and the application has not fetched yet.
    private struct Grant {
        let person: DemoPerson
        let redirectURI: String
        let nonce: String
        let challenge: String
        let expiresAt: Date
    }

    private struct State {
        var keys: [SigningKey]
        var grants: [String: Grant] = [:]
        /// Who an access token stands for.
        var bearers: [String: DemoPerson] = [:]
    }

    private let state: Mutex<State>

    package init() throws { state = Mutex(State(keys: [try SigningKey()])) }

    /// Signs with a new key from now on and forgets the old one, as a rotation whose overlap is over.
    package func rotateKeys() throws {
        let key = try SigningKey()
        state.withLock { $0.keys = [key] }
    }

    package func register(on group: RouterGroup<BasicRequestContext>) {
        group.get("/.well-known/openid-configuration") { request, _ in self.discovery(request.base + "/google") }
        group.get("/oauth2/v3/certs") { _, _ in
            let keys = try self.state.withLock { try $0.keys.map { try $0.jwk() } }
            return Page.json(["keys": keys], cacheControl: "public, max-age=\(Self.keysMaxAge), must-revalidate")
        }
        group.get("/o/oauth2/v2/auth") { request, _ in Self.authorize(request) }
        group.post("/o/oauth2/v2/auth") { request, _ in try await self.decide(request) }
        group.post("/token") { request, _ in try await self.token(request) }
        group.get("/v1/userinfo") { request, _ in self.userinfo(request) }
    }

    private func discovery(_ base: String) -> Response {
        Page.json(
            [
                "issuer": base, "authorization_endpoint": base + "/o/oauth2/v2/auth",
                "token_endpoint": base + "/token", "userinfo_endpoint": base + "/v1/userinfo",
                "jwks_uri": base + "/oauth2/v3/certs", "response_types_supported": ["code"],
                "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": ["openid", "email", "profile"], "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            ], cacheControl: "public, max-age=3600")
    }

    private static let carried = ["client_id", "redirect_uri", "state", "nonce", "code_challenge"]

    private static func authorize(_ request: Request) -> Response {
        let faults = [
            request.asked("response_type") == "code" ? nil : "response_type must be code",
            request.asked("client_id") == clientID ? nil : "client_id is unknown",
            isWebAddress(request.asked("redirect_uri")) ? nil : "redirect_uri is no web address",
            request.asked("scope").split(separator: " ").contains("openid") ? nil : "scope has no openid",
            request.asked("code_challenge").isEmpty || request.asked("code_challenge_method") == "S256"
                ? nil : "code_challenge_method must be S256",
        ].compactMap(\.self)
        guard faults.isEmpty else {
            return Page.html(
                "Access blocked", "<p>\(Page.escaped(faults.joined(separator: "; ")))</p>", status: .badRequest)
        }
        let hidden = carried.map { ($0, request.asked($0)) }
        let people = DemoPerson.choices + [("", "Cancel")]
        return Page.html(
            "Sign in with Google", Page.choices(action: "auth", name: "person", people, hidden: hidden))
    }

    private func decide(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let redirectURI = form["redirect_uri"] ?? ""
        guard form["client_id"] == Self.clientID, Self.isWebAddress(redirectURI) else {
            return Page.html("Access blocked", "", status: .badRequest)
        }
        let echo = [("state", form["state"] ?? "")]
        guard let person = DemoPerson.with(id: form["person"] ?? "") else {
            return Page.redirect(to: redirectURI, [("error", "access_denied")] + echo)
        }
        let code = "4/0A" + Random.hex(bytes: 24)
        let grant = Grant(
            person: person, redirectURI: redirectURI, nonce: form["nonce"] ?? "",
            challenge: form["code_challenge"] ?? "", expiresAt: Date(timeIntervalSinceNow: 600))
        state.withLock { $0.grants[code] = grant }
        return Page.redirect(
            to: redirectURI, echo + [("code", code), ("scope", "email profile openid"), ("prompt", "consent")])
    }

    private func token(_ request: Request) async throws -> Response {
        let form = try await request.form()
        guard Self.isKnownClient(form, request.headers[.authorization]) else {
            return Self.refusal(.unauthorized, "invalid_client", "The OAuth client was not found.")
        }
        guard form["grant_type"] == "authorization_code" else {
            return Self.refusal(.badRequest, "unsupported_grant_type", "Invalid grant_type")
        }
        let grant = state.withLock { $0.grants.removeValue(forKey: form["code"] ?? "") }
        guard let grant, grant.expiresAt > Date(), grant.redirectURI == form["redirect_uri"] else {
            return Self.refusal(.badRequest, "invalid_grant", "Bad Request")
        }
        let digest = SHA256.hash(data: Data((form["code_verifier"] ?? "").utf8))
        guard grant.challenge.isEmpty || Random.base64URL(digest) == grant.challenge else {
            return Self.refusal(.badRequest, "invalid_grant", "Missing or wrong code verifier.")
        }
        let access = "ya29." + Random.hex(bytes: 32)
        let key = state.withLock { state in
            state.bearers[access] = grant.person
            return state.keys[0]
        }
        let claims = Claims(
            person: grant.person, issuer: request.base + "/google", nonce: grant.nonce, accessToken: access)
        return Page.json([
            "access_token": access, "expires_in": 3599, "token_type": "Bearer", "id_token": try await key.sign(claims),
            "scope":
                "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile",
        ])
    }

    private func userinfo(_ request: Request) -> Response {
        let bearer = request.headers[.authorization]?.split(separator: " ").last.map(String.init) ?? ""
        guard let person = state.withLock({ $0.bearers[bearer] }) else {
            return Self.refusal(.unauthorized, "invalid_request", "Invalid Credentials")
        }
        return Page.json([
            "sub": person.id, "name": person.name, "email": person.email, "email_verified": person.emailIsVerified,
        ])
    }

    private static func isKnownClient(_ form: [String: String], _ authorization: String?) -> Bool {
        let basic = Data("\(clientID):\(clientSecret)".utf8).base64EncodedString()
        return authorization == "Basic \(basic)"
            || (form["client_id"] == clientID && form["client_secret"] == clientSecret)
    }

    private static func refusal(_ status: HTTPResponse.Status, _ error: String, _ description: String) -> Response {
        Page.json(["error": error, "error_description": description], status: status)
    }

    private static func isWebAddress(_ text: String) -> Bool {
        guard let url = URL(string: text) else { return false }
        return ["http", "https"].contains(url.scheme ?? "") && url.host() != nil
    }
}

extension Google {
    private struct Claims: JWTPayload {
        let iss: String
        let azp = Google.clientID
        let aud = Google.clientID
        let sub: String
        let email: String
        let email_verified: Bool
        let at_hash: String
        let nonce: String?
        let name: String
        let iat: Int
        let exp: Int

        init(person: DemoPerson, issuer: String, nonce: String, accessToken: String) {
            iss = issuer
            sub = person.id
            email = person.email
            email_verified = person.emailIsVerified
            at_hash = Random.base64URL(SHA256.hash(data: Data(accessToken.utf8)).prefix(16))
            self.nonce = nonce.isEmpty ? nil : nonce
            name = person.name
            iat = Int(Date().timeIntervalSince1970)
            exp = iat + 3600
        }

        func verify(using algorithm: some JWTAlgorithm) throws {}

        private enum CodingKeys: String, CodingKey {
            case iss, azp, aud, sub, email, email_verified, at_hash, nonce, name, iat, exp
        }
    }
}
