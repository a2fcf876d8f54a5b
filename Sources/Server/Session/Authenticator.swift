import Crypto
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Studio

/// Finds out who makes a request, from its API key, its bearer token or the web app's cookie.
struct Authenticator: Sendable {
    let tokens: AccessTokens
    let accounts: Accounts
    let keys: APIKeys
    let identities: Identities
    /// Tokens of a provider that were found good, as sessions of ours.
    private let providers = VerifiedTokens()

    init(tokens: AccessTokens, accounts: Accounts, keys: APIKeys, identities: Identities) {
        self.tokens = tokens
        self.accounts = accounts
        self.keys = keys
        self.identities = identities
    }

    /// - Throws: 401 without a good key and without a good token of an open session; 403 for a change that another site's page asked for with
    ///   the cookie.
    func caller(of visit: Visit) async throws -> Caller {
        let headers = visit.request.headers
        if let key = headers[.apiKey] {
            let grant = try await keys.authenticate(key, address: visit.origin.address)
            return Caller(
                account: grant.account, credential: .key(grant.scopes), ending: grant.credential,
                endsAt: grant.endsAt)
        }
        if let bearer = Self.bearer(headers) {
            guard identities.takesBearerTokens, ProviderToken.isOne(bearer) else {
                return try await caller(token: bearer)
            }
            return try await caller(providerToken: bearer, visit)
        }
        guard let cookie = SessionCookies.value(SessionCookies.access, in: headers) else {
            throw ErrorBody.unauthenticated("Sign in first.")
        }
        let method = visit.request.method
        if method != .get, method != .head { try SameOrigin.require(visit) }
        return try await caller(token: cookie)
    }

    private func caller(providerToken token: String, _ visit: Visit) async throws -> Caller {
        let hash = SHA256.hash(data: Data(token.utf8))
        let claims: AccessTokens.Claims
        if let known = providers.claims(for: hash) {
            claims = known
        } else {
            let session = try await identities.session(
                bearing: token, tokenHash: Data(hash), client: visit.client)
            claims = AccessTokens.Claims(
                account: session.accountID, session: session.id, expiresAt: session.expiresAt)
            providers.remember(claims, for: hash)
        }
        guard claims.expiresAt > .now() else { throw ErrorBody.unauthenticated("The token has expired.") }
        let account = try await accounts.authenticate(account: claims.account, session: claims.session)
        return Caller(
            account: account, credential: .session(claims.session), ending: .session(claims.session),
            endsAt: claims.expiresAt)
    }

    private func caller(token: String) async throws -> Caller {
        let claims: AccessTokens.Claims
        do {
            claims = try await tokens.verify(token)
        } catch {
            throw ErrorBody.unauthenticated("The access token is invalid or has expired.")
        }
        let account = try await accounts.authenticate(account: claims.account, session: claims.session)
        return Caller(
            account: account, credential: .session(claims.session), ending: .session(claims.session),
            endsAt: claims.expiresAt)
    }

    /// The token of `Authorization: Bearer …`.
    static func bearer(_ headers: HTTPFields) -> String? {
        guard let value = headers[.authorization]?.utf8, value.count > 7 else { return nil }
        let scheme = value.prefix(7)
        guard zip(scheme, "bearer ".utf8).allSatisfy({ $0 | 0x20 == $1 }) else { return nil }
        return String(Substring(value.dropFirst(7)))
    }
}

/// The rule that keeps other sites' pages from using the cookie.
enum SameOrigin {
    /// A page of this server, or of an origin that the operator named.
    static func require(_ visit: Visit) throws(ErrorBody) {
        if let page = visit.request.headers[.origin], visit.origin.allowedPages.contains(page) { return }
        try require(visit.request.headers, host: visit.origin.host)
    }

    /// By `Sec-Fetch-Site`, which pages cannot write; from older browsers by `Origin` against the host.
    static func require(_ headers: HTTPFields, host: String) throws(ErrorBody) {
        guard isSame(headers, host: host) else {
            throw ErrorBody(
                status: .forbidden, code: "FORBIDDEN", message: "This request did not come from a page of this server.")
        }
    }

    private static func isSame(_ headers: HTTPFields, host: String) -> Bool {
        if let site = headers[.fetchSite] { return site == "same-origin" || site == "none" }
        guard let origin = headers[.origin], let scheme = origin.firstRange(of: "://") else { return false }
        return !host.isEmpty && origin[scheme.upperBound...].lowercased() == host.lowercased()
    }
}
