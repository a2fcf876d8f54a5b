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

    var operations: [Operation] {
        let providers = Operation.open(
            .get, "/auth/providers", "How one can sign in here", tag: "Auth",
            .data(ProvidersBody.schema, "What to offer."), handler: choices)
        let list = Operation.signedIn(
            .get, "/auth/identities", "The account's sign-ins elsewhere", tag: "Auth",
            .data(.page(of: IdentityBody.schema), "Newest first, all of them."), handler: list)
        let unlink = Operation.signedIn(
            .delete, "/auth/identities/{id}", "Take a sign-in elsewhere away", tag: "Auth",
            .data(.null, "It lets nobody in any more. The last way in stays: 409 `LAST_WAY_IN`."), handler: unlink)
        return [providers, list, unlink] + Self.redirecting.flatMap(journey)
            + ProofBody.schemas.flatMap { brought(by: $0.provider, $0.schema) }
    }

    /// There and back by the browser.
    private func journey(_ provider: String) -> [Operation] {
        let there = Operation.open(
            .get, "/auth/\(provider)/start", "Send the browser to \(provider)'s page", tag: "Auth",
            .empty(302, "There, or to the sign-in page with `error`.", headers: ["Location": "Where."])
        ) { visit in try await start(provider, visit) }
        let back = Operation.open(
            .get, "/auth/\(provider)/callback", "Where \(provider)'s page sends the browser back to", tag: "Auth",
            .empty(302, "To `return_to` with the session's cookies, or with `error`.", headers: ["Location": "Where."])
        ) { visit in try await callback(provider, visit) }
        return [
            there.with(parameters: [
                .query("return_to", .string(), "The page to end at, `/` unless told."),
                .query("link", .choice(["1"]), "Add the sign-in to the account that is signed in."),
            ]),
            back.with(parameters: [
                .query("state", .string(), "As it was sent."),
                .query("code", .string(), "Missing when the person said no."), .query("error", .string(), "Why not."),
            ]),
        ]
    }

    /// With a proof that the client got itself.
    private func brought(by provider: String, _ schema: Schema) -> [Operation] {
        let login = Operation.open(
            .post, "/auth/\(provider)/login", "Sign in with a proof from \(provider)", tag: "Auth",
            .data(SignInBody.schema, "Tokens. Who is new gets an account.")
        ) { visit in
            let proof = try await visit.json(ProofBody.self, limits).proof(for: provider)
            return try await signIns.answer(
                identities.signIn(with: provider, proof: proof, client: visit.client), visit)
        }
        let link = Operation.signedIn(
            .post, "/auth/identities/\(provider)", "Add a sign-in with \(provider) to the account", tag: "Auth",
            .data(IdentityBody.schema, "From now on it lets its owner in.", status: 201)
        ) { call in
            let proof = try await call.visit.json(ProofBody.self, limits).proof(for: provider)
            let identity = try await identities.link(
                with: provider, proof: proof, to: call.caller.account, client: call.visit.client)
            return Answer.data(IdentityBody(identity: identity), status: .created)
        }
        return [
            login.with(parameters: [SignInAnswers.sessionKind], body: .json(schema)), link.with(body: .json(schema)),
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
        return Answer.data(PageBody(page: Page(items: all, nextCursor: nil)))
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
        let headers = visit.request.headers
        let secret = SignInCookie.secret(in: headers) ?? Identities.newSecret()
        let returnTo = visit.query("return_to") ?? "/"
        do {
            let address = try await identities.begin(
                with: provider, redirectURI: redirectURI(provider, visit), returnTo: returnTo,
                linking: visit.query("link") == "1" ? session(of: visit) : nil, secret: secret, client: visit.client)
            var response = Self.redirect(to: address)
            SignInCookie.set(secret, isSecure: visit.origin.isSecure, in: &response.headers)
            return response
        } catch StudioError.invalid("return_to", let reason) {
            throw StudioError.invalid(field: "return_to", reason: reason)
        } catch {
            return try Self.redirect(to: Self.signInPage, failing: error)
        }
    }

    private func callback(_ provider: String, _ visit: Visit) async throws -> Response {
        let kept: SignInState
        let (state, secret) = (visit.query("state") ?? "", SignInCookie.secret(in: visit.request.headers) ?? "")
        do {
            kept = try await identities.take(state: state, from: provider, secret: secret)
        } catch {
            return try Self.redirect(to: Self.signInPage, failing: error)
        }
        do {
            let code = visit.query("error") == nil ? visit.query("code") : nil
            switch try await identities.finish(kept, state: state, secret: secret, code: code, client: visit.client) {
            case .linked: return Self.redirect(to: kept.returnTo)
            case .signedIn(let signIn):
                var response = Self.redirect(to: kept.returnTo)
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
    /// - Throws: 401 without one, 403 for a page of another site.
    private func session(of visit: Visit) async throws -> SessionID {
        let headers = visit.request.headers
        if let site = headers[.fetchSite], site != "same-origin", site != "none" {
            throw ErrorBody(
                status: .forbidden, code: "FORBIDDEN", message: "This was not asked for by a page of this server.")
        }
        guard let cookie = SessionCookies.value(SessionCookies.access, in: headers),
            let claims = try? await tokens.verify(cookie)
        else { throw ErrorBody.unauthenticated("Sign in first.") }
        _ = try await accounts.authenticate(account: claims.account, session: claims.session)
        return claims.session
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
