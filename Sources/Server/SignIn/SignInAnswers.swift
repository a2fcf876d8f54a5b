import Domain
import HTTPTypes
import Hummingbird
import Studio

/// What every way of signing in answers with: tokens, in the answer or in cookies.
struct SignInAnswers: Sendable {
    let tokens: AccessTokens

    static let sessionKind = Operation.Parameter.header(
        "X-Greenroom-Session", "`cookie` sets the tokens as cookies instead of returning them.",
        schema: .choice(["cookie"]))

    /// Tokens, in the answer or in cookies.
    func answer(
        _ signIn: Accounts.SignIn, _ visit: Visit, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let access = try await tokens.issue(account: signIn.account.id, session: signIn.session.id)
        var body = SignInBody(user: UserBody(account: signIn.account))
        var headers = HTTPFields()
        if SessionCookies.areWanted(visit.request.headers) {
            Self.set(access, signIn, visit, in: &headers)
        } else {
            body.accessToken = access
            body.refreshToken = signIn.refreshToken
        }
        return Answer.data(body, status: status, headers: headers)
    }

    /// Tokens as cookies of an answer without a body.
    func setCookies(_ signIn: Accounts.SignIn, _ visit: Visit, in headers: inout HTTPFields) async throws {
        let access = try await tokens.issue(account: signIn.account.id, session: signIn.session.id)
        Self.set(access, signIn, visit, in: &headers)
    }

    private static func set(
        _ access: String, _ signIn: Accounts.SignIn, _ visit: Visit, in headers: inout HTTPFields
    ) {
        let lifetime = (signIn.session.expiresAt.milliseconds - signIn.session.lastUsedAt.milliseconds) / 1000
        SessionCookies.set(
            access: access, refresh: signIn.refreshToken, refreshSeconds: lifetime, isSecure: visit.origin.isSecure,
            in: &headers)
    }
}
