import Domain
import HTTPTypes
import Hummingbird
import Studio

/// `/auth`: sign up, sign in, stay signed in, sign out.
struct AuthController: Controller {
    private let accounts: Accounts
    private let signIns: SignInAnswers
    private let limits: ServerLimits

    init(_ edge: Edge) { (accounts, signIns, limits) = (edge.house.accounts, edge.signIns, edge.limits) }

    var operations: [Operation] {
        [
            .open(
                .post, "/auth/register", "Create an account and sign in", tag: "Auth",
                .data(SignInBody.schema, "Its tokens. The first account becomes the admin.", status: 201),
                handler: register
            ).with(parameters: [SignInAnswers.sessionKind], body: .json(Credentials.registration)),
            .open(
                .post, "/auth/login", "Sign in", tag: "Auth", .data(SignInBody.schema, "Tokens."), handler: signIn
            ).with(parameters: [SignInAnswers.sessionKind], body: .json(Credentials.schema)),
            .open(
                .post, "/auth/refresh", "Exchange the refresh token for new tokens", tag: "Auth",
                .data(
                    SignInBody.schema,
                    "New tokens. The old refresh token is used up: it is taken again for 10 seconds, as long as the "
                        + "new one is not used, for who lost the answer; after that it signs out."),
                handler: refresh
            ).with(parameters: [SignInAnswers.sessionKind], body: .json(Refresh.schema)),
            .signedIn(
                .post, "/auth/logout", "Sign out", tag: "Auth", .data(.null, "The session has ended."),
                handler: signOut),
            .signedIn(
                .get, "/auth/me", "Who is signed in", tag: "Auth", .data(UserBody.schema, "The account."),
                handler: { Answer.data(UserBody(account: $0.caller.account)) }),
            .signedIn(
                .get, "/auth/sessions", "Where the account is signed in", tag: "Auth",
                .data(.page(of: SessionBody.schema), "Open sessions, newest first."), handler: sessions),
            .signedIn(
                .delete, "/auth/sessions/{id}", "End a session", tag: "Auth", .data(.null, "It has ended."),
                handler: endSession),
            .signedIn(
                .post, "/auth/password/change", "Change the password", tag: "Auth",
                .data(.null, "Changed. Every other session has ended."), handler: changePassword
            ).with(body: .json(PasswordChange.schema)),
        ]
    }

    private func register(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(Credentials.self, limits)
        let signIn = try await accounts.register(
            email: body.email, password: body.password, name: body.name, client: visit.client)
        return try await signIns.answer(signIn, visit, status: .created)
    }

    private func signIn(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(Credentials.self, limits)
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
            token = try await visit.json(Refresh.self, limits).refreshToken
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
        return Answer.data(PageBody(page: Page(items: bodies, nextCursor: nil)))
    }

    private func endSession(_ call: Call) async throws -> Response {
        try await accounts.endSession(
            call.visit.id("session"), of: call.caller.account.id, client: call.visit.client)
        return Answer.deleted()
    }

    private func changePassword(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(PasswordChange.self, limits)
        try await accounts.changePassword(
            account: call.caller.account.id, session: call.caller.session, current: body.currentPassword,
            new: body.newPassword, client: call.visit.client)
        return Answer.deleted()
    }
}

extension AuthController {
    private struct Credentials: Decodable {
        let email: String
        let password: String
        let name: String?

        static let fields = [Schema.Field("email", .string(format: "email")), Schema.Field("password", .string())]
        static let schema = Schema.object(fields)
        static let registration = Schema.object(fields + [.optional("name", .string(), "1 to 100 characters.")])
    }

    private struct Refresh: Decodable {
        let refreshToken: String

        enum CodingKeys: String, CodingKey { case refreshToken = "refresh_token" }

        static let schema = Schema.object([.optional("refresh_token", .string(), "Needed unless it is in the cookie.")])
    }

    private struct PasswordChange: Decodable {
        let currentPassword: String?
        let newPassword: String

        enum CodingKeys: String, CodingKey {
            case currentPassword = "current_password"
            case newPassword = "new_password"
        }

        static let schema = Schema.object([
            .optional(
                "current_password", .string(), "Left out by who has none and signed in at most ten minutes ago."),
            Schema.Field("new_password", .string()),
        ])
    }

    private struct SessionBody: JSONValue {
        let session: Session
        let isCurrent: Bool

        static let schema = Schema.named(
            "Session",
            .object([
                Schema.Field("id", .id), Schema.Field("current", .boolean), Schema.Field("user_agent", .string()),
                Schema.Field("address", .string()), Schema.Field("created_at", .time),
                Schema.Field("last_used_at", .time), Schema.Field("expires_at", .time),
            ]))

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", session.id)
                json.field("current", isCurrent)
                json.field("user_agent", session.userAgent)
                json.field("address", session.address)
                json.field("created_at", session.createdAt)
                json.field("last_used_at", session.lastUsedAt)
                json.field("expires_at", session.expiresAt)
            }
        }
    }
}
