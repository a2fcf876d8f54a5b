import Hummingbird
import Studio

/// `/users/account`: the end of it.
struct PrivacyController {
    let privacy: Privacy
    let limits: ServerLimits

    var operations: [Operation] {
        [
            .signedIn(
                .delete, "/users/account", "Erase the account and everything in it", tag: "Users",
                .data(.null, "It is gone. Only the last administrator cannot go."), handler: erase
            ).with(body: .json(Farewell.schema))
        ]
    }

    private func erase(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(Farewell.self, limits)
        try await privacy.erasure.erase(
            call.caller.account, session: call.caller.session, password: body.password, client: call.visit.client)
        var response = Answer.deleted()
        SessionCookies.clear(isSecure: call.visit.origin.isSecure, in: &response.headers)
        return response
    }

    private struct Farewell: Decodable {
        let password: String?

        static let schema = Schema.object([
            .optional("password", .string(), "Not needed for ten minutes after signing in.")
        ])
    }
}
