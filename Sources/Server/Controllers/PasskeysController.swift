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
                .post, "/auth/passkeys/options", "Begin to make a passkey", tag: "Auth",
                .data(PasskeyOptions.creation, "For `navigator.credentials.create`."), handler: creationOptions),
            .signedIn(
                .post, "/auth/passkeys", "Keep a passkey", tag: "Auth",
                .data(PasskeyBody.schema, "It signs in from now on.", status: 201), handler: register
            ).with(body: .json(Registration.schema)),
            .signedIn(
                .patch, "/auth/passkeys/{id}", "Name a passkey", tag: "Auth",
                .data(PasskeyBody.schema, "The passkey as it is now."), handler: rename
            ).with(body: .json(Name.schema)),
            .signedIn(
                .delete, "/auth/passkeys/{id}", "Remove a passkey", tag: "Auth",
                .data(.null, "It does not sign in any more."), handler: delete),
            .open(
                .post, "/auth/passkeys/login/options", "Begin to sign in with a passkey", tag: "Auth",
                .data(PasskeyOptions.request, "For `navigator.credentials.get`."), handler: requestOptions
            ).with(body: .json(Beginning.schema)),
            .open(
                .post, "/auth/passkeys/login", "Sign in with a passkey", tag: "Auth",
                .data(SignInBody.schema, "Tokens."), handler: signIn
            ).with(parameters: [SignInAnswers.sessionKind], body: .json(SignIn.schema)),
        ]
    }

    private func site(_ visit: Visit) throws -> RelyingParty {
        guard let publicURL, let scheme = publicURL.firstRange(of: "://") else {
            return try RelyingParty(scheme: visit.origin.scheme, host: visit.origin.host)
        }
        let host = publicURL[scheme.upperBound...].prefix { $0 != "/" }
        return try RelyingParty(scheme: String(publicURL[..<scheme.lowerBound]), host: String(host))
    }

    private func creationOptions(_ call: Call) async throws -> Response {
        let options = try await passkeys.beginRegistration(of: call.caller.account, at: site(call.visit))
        return Answer.data(PasskeyOptions.Creation(options: options))
    }

    private func register(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(Registration.self, limits)
        let passkey = try await passkeys.register(
            body.credential.registration(), name: body.name, for: call.caller.account, at: site(call.visit),
            client: call.visit.client)
        return Answer.data(PasskeyBody(passkey: passkey), status: .created)
    }

    private func rename(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(Name.self, limits)
        let passkey = try await passkeys.rename(
            call.visit.id("passkey"), of: call.caller.account.id, to: body.name)
        return Answer.data(PasskeyBody(passkey: passkey))
    }

    private func delete(_ call: Call) async throws -> Response {
        try await passkeys.delete(call.visit.id("passkey"), of: call.caller.account, client: call.visit.client)
        return Answer.deleted()
    }

    private func requestOptions(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(Beginning.self, limits)
        let options = try await passkeys.beginSignIn(ticket: body.ticket, at: site(visit))
        return Answer.data(PasskeyOptions.Request(options: options))
    }

    private func signIn(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(SignIn.self, limits)
        let signIn = try await passkeys.signIn(
            body.credential.assertion(), ticket: body.ticket, at: site(visit), client: visit.client)
        return try await signIns.answer(signIn, visit)
    }
}

extension PasskeysController {
    private struct Registration: Decodable {
        let name: String
        let credential: PasskeyCredential

        static let schema = Schema.object([
            Schema.Field("name", .string(), "1 to 100 characters."),
            Schema.Field("credential", PasskeyCredential.schema, "`RegistrationResponseJSON`."),
        ])
    }

    private struct Name: Decodable {
        let name: String

        static let schema = Schema.object([Schema.Field("name", .string(), "1 to 100 characters.")])
    }

    private struct Beginning: Decodable {
        let ticket: String?

        static let schema = Schema.object([
            .optional("ticket", .string(), "When the passkey is the second factor.")
        ])
    }

    private struct SignIn: Decodable {
        let credential: PasskeyCredential
        let ticket: String?

        static let schema = Schema.object([
            Schema.Field("credential", PasskeyCredential.schema, "`AuthenticationResponseJSON`."),
            .optional("ticket", .string(), "When the passkey is the second factor."),
        ])
    }
}
