import Domain
import HTTPTypes
import Hummingbird
import Studio

/// `/auth/providers`, `/auth/google`, `/auth/wechat`, `/auth/firebase` and `/auth/identities`: signing in by the word of
/// somebody else.
struct IdentityController: Controller {
    private let identities: Identities
    private let accounts: Accounts
    private let tokens: AccessTokens
    private let signIns: SignInAnswers
    private let publicURL: String?
    private let limits: ServerLimits

    init(_ edge: Edge) {
        identities = edge.house.identities
        accounts = edge.house.accounts
        tokens = edge.tokens
        signIns = edge.signIns
        publicURL = edge.settings.publicURL
        limits = edge.limits
    }

    /// Those with a page to send the browser to.
    private static let redirecting = ["google", "wechat"]

    private static let returnTo = QueryField("return_to", .text, "The page to end at; `/` if not given.")
    private static let link = QueryField(
        "link", Input<Flag>.word, "Adds the sign-in to the signed-in account instead of signing in.")

    /// The only value of a parameter that switches something on.
    private enum Flag: String, CaseIterable, Sendable { case on = "1" }

    var operations: [Operation] {
        let providers = Operation.open(
            .get, "/auth/providers", "List the ways to sign in", tag: "Auth",
            .data(ProvidersBody.self, "What a sign-in page can offer."), handler: choices)
        let list = Operation.signedIn(
            .get, "/auth/identities", "List the account's linked sign-ins", tag: "Auth",
            .data(PageBody<IdentityBody>.self, "All of them, newest first."), handler: list)
        let unlink = Operation.signedIn(
            .delete, "/auth/identities/{id}", "Remove a linked sign-in", tag: "Auth",
            .data(Nothing.self, "It can no longer sign in. The last way in cannot be removed: 409 `LAST_WAY_IN`."),
            handler: unlink
        ).with(refusals: [409])
        return [providers, list, unlink] + Self.redirecting.flatMap(journey)
            + brought(by: "google", GoogleProof.self) + brought(by: "wechat", WeChatProof.self)
            + brought(by: "firebase", FirebaseProof.self)
    }

    /// As its maker writes it.
    private func title(_ provider: String) -> String { provider == "wechat" ? "WeChat" : provider.capitalized }

    /// There and back by the browser.
    private func journey(_ provider: String) -> [Operation] {
        let location = ["Location": "Where the browser goes next."]
        let there = Operation.open(
            .get, "/auth/\(provider)/start", "Redirect to the sign-in page of \(title(provider))", tag: "Auth",
            .empty(302, "To \(provider), or to our sign-in page with `error`.", headers: location)
        ) { visit in try await start(provider, visit) }
        let back = Operation.open(
            .get, "/auth/\(provider)/callback", "Handle the redirect from \(title(provider))", tag: "Auth",
            .empty(302, "To `return_to` with the session's cookies, or with `error`.", headers: location)
        ) { visit in try await callback(provider, visit) }
        return [
            there.with(parameters: [Self.returnTo.parameter, Self.link.parameter]),
            back.with(parameters: [
                .query("state", .string(), "As sent to \(provider)."),
                .query("code", .string(), "Missing if the person declined."),
                .query("error", .string(), "Why there is no code."),
            ]),
        ]
    }

    /// With a proof that the client got itself.
    private func brought<Proof: IdentityProofRequest>(by provider: String, _ type: Proof.Type) -> [Operation] {
        let login = Operation.open(
            .post, "/auth/\(provider)/login", "Sign in with a proof from \(provider)", tag: "Auth",
            .data(SignInBody.self, "Tokens. A new person gets an account.")
        ) { visit in
            let proof = try await visit.json(type, limits).proof
            return try await signIns.answer(
                identities.signIn(with: provider, proof: proof, client: visit.client), visit)
        }
        let link = Operation.signedIn(
            .post, "/auth/identities/\(provider)", "Link a \(provider) sign-in to the account", tag: "Auth",
            .data(IdentityBody.self, "It can now sign in.", status: 201)
        ) { call in
            let proof = try await call.visit.json(type, limits).proof
            let identity = try await identities.link(
                with: provider, proof: proof, to: call.caller.account, client: call.visit.client)
            return Answer.data(IdentityBody(identity: identity), status: .created)
        }
        let refusals: Set<Int> = [401, 403, 404, 409, 502, 504]
        return [
            login.with(
                parameters: [SignInAnswers.sessionKind], body: .json(type.schema), refusals: refusals),
            link.with(body: .json(type.schema), refusals: refusals, replaysByKey: true, needsProof: true),
        ]
    }

    private func choices(_ visit: Visit) async throws -> Response {
        let door = identities.door
        let country = door.country(visit.origin.address)
        let providers = identities.facts(country: country).map { ProvidersBody.Provider(facts: $0) }
        let isWeChatFirst = country == "CN" && providers.first?.facts?.id == "wechat"
        let body = ProvidersBody(
            providers: isWeChatFirst
                ? [providers[0], .password] + providers.dropFirst() : [.password] + providers,
            needsSetup: try await identities.needsSetup(), isOpen: try await identities.isOpen(),
            resetsPasswords: door.resetsPasswords, takesPasskeys: door.takesPasskeys, country: country)
        return Answer.data(body)
    }

    private func list(_ call: Call) async throws -> Response {
        let all = try await identities.list(of: call.caller.account).map(IdentityBody.init)
        return Answer.data(PageBody(whole: all))
    }

    private func unlink(_ call: Call) async throws -> Response {
        try await identities.unlink(call.visit.id("identity"), of: call.caller.account, client: call.visit.client)
        return Answer.deleted()
    }
}

/// The journey of a browser: its answers are addresses, also when something is wrong.
extension IdentityController {
    private static let signInPage = "/#/sign-in"

    private func start(_ provider: String, _ visit: Visit) async throws -> Response {
        // Always a new one: a cookie that is there already may have been planted by a neighbouring host, which could then
        // end this sign-in as its own.
        let secret = Identities.newSecret()
        let returnTo = try visit.value(of: Self.returnTo) ?? "/"
        let isLinking = try visit.value(of: Self.link) != nil
        do {
            let (address, state) = try await identities.begin(
                with: provider, redirectURI: redirectURI(provider, visit), returnTo: returnTo,
                linking: isLinking ? session(of: visit) : nil, secret: secret, client: visit.client)
            var response = Self.redirect(to: address)
            SignInCookie(state: state, isSecure: visit.origin.isSecure).set(secret, in: &response.headers)
            return response
        } catch StudioError.invalid("return_to", let reason) {
            throw StudioError.invalid(field: "return_to", reason: reason)
        } catch {
            return try Self.redirect(to: Self.signInPage, failing: error)
        }
    }

    private func callback(_ provider: String, _ visit: Visit) async throws -> Response {
        let kept: SignInState
        let state = visit.query("state") ?? ""
        let cookie = SignInCookie(state: state, isSecure: visit.origin.isSecure)
        let secret = cookie.secret(in: visit.request.headers) ?? ""
        do {
            kept = try await identities.take(state: state, from: provider, secret: secret)
        } catch {
            return try Self.redirect(to: Self.signInPage, failing: error)
        }
        do {
            let code = visit.query("error") == nil ? visit.query("code") : nil
            switch try await identities.finish(kept, state: state, secret: secret, code: code, client: visit.client) {
            case .linked:
                var response = Self.redirect(to: kept.returnTo)
                cookie.clear(in: &response.headers)
                return response
            case .signedIn(let signIn):
                var response = Self.redirect(to: kept.returnTo)
                cookie.clear(in: &response.headers)
                try await signIns.setCookies(signIn, visit, in: &response.headers)
                return response
            }
        } catch {
            // Whoever links stands on a page of the account; everybody else has to sign in.
            return try Self.redirect(to: kept.sessionID == nil ? Self.signInPage : kept.returnTo, failing: error)
        }
    }

    /// As it is registered with the provider: always under the versioned prefix.
    private func redirectURI(_ provider: String, _ visit: Visit) -> String {
        let base = publicURL ?? "\(visit.origin.scheme)://\(visit.origin.host)"
        return "\(base)/api/v1/auth/\(provider)/callback"
    }

    /// The sign-in of the page that the browser comes from.
    /// - Throws: 401 without one, 403 for a page of another site or one that cannot show it is this server's,
    ///   and without a fresh proof of the owner.
    private func session(of visit: Visit) async throws -> SessionID {
        let headers = visit.request.headers
        try Self.requireOwnPage(visit)
        guard let cookie = SessionCookies.value(SessionCookies.access, in: headers),
            let claims = try? await tokens.verify(cookie)
        else { throw ErrorBody.unauthenticated("Sign in first.") }
        let account = try await accounts.authenticate(account: claims.account, session: claims.session)
        try await accounts.requireProof(of: account, session: claims.session, client: visit.client)
        return claims.session
    }

    /// A navigation has no `Origin`: browsers that do not send `Sec-Fetch-Site` tell the page by `Referer`. An address
    /// that was typed in (`none`) begins nothing either: somebody may have sent it as a link.
    private static func requireOwnPage(_ visit: Visit) throws(ErrorBody) {
        let headers = visit.request.headers
        if headers[.fetchSite] == "same-origin" { return }
        let page = headers[.referer] ?? ""
        if headers[.fetchSite] == nil, let scheme = page.firstRange(of: "://"),
            page[scheme.upperBound...].prefix(while: { $0 != "/" }).lowercased() == visit.origin.host.lowercased()
        {
            return
        }
        throw ErrorBody(
            status: .forbidden, code: "FORBIDDEN", message: "This request did not come from a page of this server.")
    }

    private static func redirect(to address: String) -> Response {
        Response(status: .found, headers: [.location: address, .cacheControl: "no-store"])
    }

    /// To a page, with the reason as a word: the error's own reason, else its code.
    /// - Throws: what is no refusal of ours.
    private static func redirect(to page: String, failing error: any Error) throws -> Response {
        let body: ErrorBody
        switch error {
        case let refusal as StudioError: body = ErrorBody(refusal)
        case let refusal as ErrorBody: body = refusal
        default: throw error
        }
        var address = page + (page.contains("?") ? "&" : "?")
        address += "error=\((body.details["reason"] ?? body.code).uppercased())"
        if let ticket = body.ticket { address += "&ticket=\(ticket.text)" }
        return redirect(to: address)
    }
}
