import Domain
import Hummingbird
import Studio

/// `/auth/password/forgot`, `/auth/email` and what the links in letters lead to.
struct AddressesController: Controller {
    private let addresses: Addresses
    private let tokens: AccessTokens
    private let limits: ServerLimits

    init(_ edge: Edge) { (addresses, tokens, limits) = (edge.house.addresses, edge.tokens, edge.limits) }

    var operations: [Operation] {
        [
            .open(
                .post, "/auth/password/forgot", "Request a link to reset a forgotten password", tag: "Auth",
                .data(Nothing.self, "A mail is sent if an account has this address.", status: 202), handler: forgot
            ).with(body: .json(ForgottenPasswordRequest.schema)),
            .open(
                .post, "/auth/password/reset", "Set a new password with the token from a link", tag: "Auth",
                .data(EndedAccessBody.self, "The password is set. This is what lost access to the account."),
                handler: reset
            ).with(body: .json(PasswordResetRequest.schema), refusals: [401, 403]),
            .open(
                .post, "/auth/email/verify", "Verify an e-mail address with the token from a link", tag: "Auth",
                .data(Nothing.self, "The account now has this address, verified."), handler: verify
            ).with(body: .json(VerificationRequest.schema), refusals: [401, 403, 409]),
            .signedIn(
                .post, "/auth/email/verify/send", "Send a link that verifies the e-mail address", tag: "Auth",
                .data(Nothing.self, "Sent.", status: 202), handler: sendVerification
            ).with(refusals: [409]),
            .signedIn(
                .post, "/auth/email/change", "Change the e-mail address", tag: "Auth",
                .data(Nothing.self, "A link was sent to the new address. It takes effect once opened.", status: 202),
                handler: change
            ).with(body: .json(AddressChangeRequest.schema), refusals: [409]),
        ]
    }

    private func forgot(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(ForgottenPasswordRequest.self, limits)
        try await addresses.forgot(email: body.email, client: visit.client)
        return Answer.data(Nothing(), status: .accepted)
    }

    private func reset(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(PasswordResetRequest.self, limits)
        let ended = try await addresses.resetPassword(
            with: body.token, to: body.newPassword, ending: body.keepsAccess == true ? .sessions : .byProof,
            client: visit.client)
        return Answer.data(EndedAccessBody(ended: ended))
    }

    private func verify(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(VerificationRequest.self, limits)
        _ = try await addresses.verify(body.token, session: await session(visit), client: visit.client)
        return Answer.deleted()
    }

    /// Whose browser the link was opened in, if somebody is signed in there.
    private func session(_ visit: Visit) async -> SessionID? {
        let headers = visit.request.headers
        let token = Authenticator.bearer(headers) ?? SessionCookies.value(SessionCookies.access, in: headers)
        guard let token else { return nil }
        return try? await tokens.verify(token).session
    }

    private func sendVerification(_ call: Call) async throws -> Response {
        try await addresses.sendVerification(to: call.caller.account, client: call.visit.client)
        return Answer.data(Nothing(), status: .accepted)
    }

    private func change(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(AddressChangeRequest.self, limits)
        try await addresses.change(
            of: call.caller.account, session: call.caller.session, to: body.email, password: body.password,
            client: call.visit.client)
        return Answer.data(Nothing(), status: .accepted)
    }
}
