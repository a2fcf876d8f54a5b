import Domain
import HTTPTypes
import Hummingbird
import Studio

/// `/auth`: sign up, sign in, stay signed in, sign out.
struct AuthController: Controller {
    private let accounts: Accounts
    private let signIns: SignInAnswers
    private let idempotency: Idempotency
    private let limits: ServerLimits

    init(_ edge: Edge) {
        (accounts, idempotency) = (edge.house.accounts, edge.house.idempotency)
        (signIns, limits) = (edge.signIns, edge.limits)
    }

    var operations: [Operation] {
        [
            .open(
                .post, "/auth/register", "Create an account and sign in", tag: "Auth",
                .data(SignInBody.self, "Its tokens. The first account becomes an administrator.", status: 201),
                handler: register
            ).with(
                parameters: [SignInAnswers.sessionKind], body: .json(RegistrationRequest.schema),
                refusals: [401, 403, 409],
                replaysByKey: true),
            .open(
                .post, "/auth/login", "Sign in", tag: "Auth", .data(SignInBody.self, "Tokens."), handler: signIn
            ).with(parameters: [SignInAnswers.sessionKind], body: .json(SignInRequest.schema), refusals: [401, 403]),
            .open(
                .post, "/auth/refresh", "Exchange the refresh token for new tokens", tag: "Auth",
                .data(
                    SignInBody.self,
                    "New tokens. The old refresh token stays valid for 10 seconds, or until the new one is used, so "
                        + "that a lost answer can be retried. Using it later ends the session."),
                handler: refresh
            ).with(parameters: [SignInAnswers.sessionKind], body: .json(RefreshRequest.schema), refusals: [401, 403]),
            .signedIn(
                .post, "/auth/logout", "Sign out", tag: "Auth", .data(Nothing.self, "The session has ended."),
                handler: signOut),
            .signedIn(
                .get, "/auth/me", "Get the signed-in account", tag: "Auth", .data(UserBody.self, "The account."),
                handler: { Answer.data(UserBody(account: $0.caller.account)) }),
            .signedIn(
                .get, "/auth/sessions", "List the sessions", tag: "Auth",
                .data(PageBody<SessionBody>.self, "Open sessions, newest first."), handler: sessions),
            .signedIn(
                .delete, "/auth/sessions/{id}", "End a session", tag: "Auth",
                .data(Nothing.self, "The session has ended."), handler: endSession),
            .signedIn(
                .post, "/auth/password/change", "Change the password", tag: "Auth",
                .data(EndedAccessBody.self, "The password is changed. This is what lost access to the account."),
                handler: changePassword
            ).with(body: .json(PasswordChangeRequest.schema)),
        ]
    }

    private func register(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(RegistrationRequest.self, limits)
        let claim = try visit.request.headers[.idempotencyKey].map { key in
            try idempotency.registration(key: key, request: body.fingerprint)
        }
        let signIn = try await accounts.register(
            email: body.email, password: body.password, name: body.name, invitation: body.invitation, claim: claim,
            client: visit.client)
        return try await signIns.answer(signIn, visit, status: .created)
    }

    private func signIn(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(SignInRequest.self, limits)
        let signIn = try await accounts.signIn(email: body.email, password: body.password, client: visit.client)
        return try await signIns.answer(signIn, visit)
    }

    private func refresh(_ visit: Visit) async throws -> Response {
        let token: String
        if SessionCookies.areWanted(visit.request.headers) {
            try SameOrigin.require(visit)
            guard let cookie = SessionCookies.value(SessionCookies.refresh, in: visit.request.headers) else {
                throw ErrorBody.unauthenticated("Sign in first.")
            }
            token = cookie
        } else {
            guard let given = try await visit.json(RefreshRequest.self, limits).refreshToken else {
                throw ErrorBody.invalid("refresh_token", "`refresh_token` is missing.")
            }
            token = given
        }
        return try await signIns.answer(accounts.refresh(token, client: visit.client), visit)
    }

    private func signOut(_ call: Call) async throws -> Response {
        try await accounts.signOut(
            session: call.caller.session, account: call.caller.account.id, client: call.visit.client)
        var response = Answer.deleted()
        SessionCookies.clear(isSecure: call.visit.origin.isSecure, in: &response.headers)
        return response
    }

    private func sessions(_ call: Call) async throws -> Response {
        let current = try call.caller.session
        let sessions = try await accounts.sessions(of: call.caller.account.id)
        let bodies = sessions.map { SessionBody(session: $0, isCurrent: $0.id == current) }
        return Answer.data(PageBody(whole: bodies))
    }

    private func endSession(_ call: Call) async throws -> Response {
        try await accounts.endSession(
            call.visit.id("session"), of: call.caller.account.id, client: call.visit.client)
        return Answer.deleted()
    }

    private func changePassword(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(PasswordChangeRequest.self, limits)
        let ended = try await accounts.changePassword(
            account: call.caller.account.id, session: call.caller.session, current: body.currentPassword,
            new: body.newPassword, ending: body.keepsAccess == true ? .sessions : .sinceProof,
            client: call.visit.client)
        return Answer.data(EndedAccessBody(ended: ended))
    }
}
