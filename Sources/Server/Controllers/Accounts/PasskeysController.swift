import Domain
import Foundation
import Hummingbird
import Studio

/// `/auth/passkeys`: WebAuthn, in the JSON forms of the W3C.
struct PasskeysController: Controller {
    private let passkeys: Passkeys
    private let signIns: SignInAnswers
    private let limits: ServerLimits
    private let publicURL: String?

    init(_ edge: Edge) {
        passkeys = edge.house.security.passkeys
        signIns = edge.signIns
        limits = edge.limits
        publicURL = edge.settings.publicURL
    }

    var operations: [Operation] {
        [
            .signedIn(
                .post, "/auth/passkeys/options", "Begin to create a passkey", tag: "Auth",
                .data(PasskeyOptions.Creation.self, "For `navigator.credentials.create`."), handler: creationOptions
            ).with(refusals: [409, 422], needsProof: true),
            .signedIn(
                .post, "/auth/passkeys", "Save a passkey", tag: "Auth",
                .data(PasskeyBody.self, "The passkey can now sign in.", status: 201), handler: register
            ).with(
                body: .json(PasskeyRegistrationRequest.schema), refusals: [409], replaysByKey: true, needsProof: true),
            .signedIn(
                .patch, "/auth/passkeys/{id}", "Rename a passkey", tag: "Auth",
                .data(PasskeyBody.self, "The renamed passkey."), handler: rename
            ).with(body: .json(PasskeyNameRequest.schema)),
            .signedIn(
                .delete, "/auth/passkeys/{id}", "Remove a passkey", tag: "Auth",
                .data(Nothing.self, "The passkey can no longer sign in."), handler: delete
            ).with(refusals: [409]),
            .open(
                .post, "/auth/passkeys/login/options", "Begin to sign in with a passkey", tag: "Auth",
                .data(PasskeyOptions.Request.self, "For `navigator.credentials.get`."), handler: requestOptions
            ).with(body: .json(PasskeyBeginningRequest.schema), refusals: [401, 409]),
            .open(
                .post, "/auth/passkeys/login", "Sign in with a passkey", tag: "Auth",
                .data(SignInBody.self, "Tokens."), handler: signIn
            ).with(
                parameters: [SignInAnswers.sessionKind], body: .json(PasskeySignInRequest.schema),
                refusals: [401, 403, 409]),
        ]
    }

    private func site(_ visit: Visit) throws -> RelyingParty { try visit.relyingParty(publicURL) }

    private func creationOptions(_ call: Call) async throws -> Response {
        let options = try await passkeys.beginRegistration(of: call.caller.account, at: site(call.visit))
        return Answer.data(PasskeyOptions.Creation(options: options))
    }

    private func register(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(PasskeyRegistrationRequest.self, limits)
        let passkey = try await passkeys.register(
            body.credential.registration, name: body.name, for: call.caller.account, at: site(call.visit),
            client: call.visit.client)
        return Answer.data(PasskeyBody(passkey: passkey), status: .created)
    }

    private func rename(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(PasskeyNameRequest.self, limits)
        let passkey = try await passkeys.rename(
            call.visit.id("passkey"), of: call.caller.account.id, to: body.name)
        return Answer.data(PasskeyBody(passkey: passkey))
    }

    private func delete(_ call: Call) async throws -> Response {
        try await passkeys.delete(call.visit.id("passkey"), of: call.caller.account, client: call.visit.client)
        return Answer.deleted()
    }

    private func requestOptions(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(PasskeyBeginningRequest.self, limits)
        let options = try await passkeys.beginSignIn(ticket: body.ticket, at: site(visit))
        return Answer.data(PasskeyOptions.Request(options: options))
    }

    private func signIn(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(PasskeySignInRequest.self, limits)
        let signIn = try await passkeys.signIn(
            body.credential.assertion, ticket: body.ticket, at: site(visit), client: visit.client)
        return try await signIns.answer(signIn, visit)
    }
}

extension Visit {
    /// The site that passkeys are made for.
    /// - Parameter publicURL: how browsers reach the server; nil takes the request's own word.
    func relyingParty(_ publicURL: String?) throws -> RelyingParty {
        guard let publicURL, let scheme = publicURL.firstRange(of: "://") else {
            return try RelyingParty(scheme: origin.scheme, host: origin.host)
        }
        let host = publicURL[scheme.upperBound...].prefix { $0 != "/" }
        return try RelyingParty(scheme: String(publicURL[..<scheme.lowerBound]), host: String(host))
    }
}
