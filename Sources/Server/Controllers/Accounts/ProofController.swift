import Domain
import Hummingbird
import Studio

/// `/auth/prove`: proving once more, within an open session, whose account this is.
struct ProofController: Controller {
    private let security: Security
    private let limits: ServerLimits
    private let publicURL: String?

    init(_ edge: Edge) {
        (security, limits, publicURL) = (edge.house.security, edge.limits, edge.settings.publicURL)
    }

    var operations: [Operation] {
        [
            .signedIn(
                .get, "/auth/prove", "Check whether this session is confirmed", tag: "Auth",
                .data(OwnerProofBody.self, "The state of the session."), handler: state),
            .signedIn(
                .post, "/auth/prove", "Confirm your identity", tag: "Auth",
                .data(OwnerProofBody.self, "Routes that need a proof accept this session for five minutes."),
                handler: prove
            ).with(body: .json(OwnerProofRequest.schema), refusals: [409]),
            .signedIn(
                .post, "/auth/prove/options", "Start confirming it with a passkey", tag: "Auth",
                .data(PasskeyOptions.Request.self, "For `navigator.credentials.get`."), handler: options
            ).with(refusals: [409, 422]),
        ]
    }

    private func state(_ call: Call) async throws -> Response {
        let account = call.caller.account
        return try await answer(
            account, until: security.accounts.proofEnd(of: call.caller.session, of: account.id))
    }

    private func prove(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(OwnerProofRequest.self, limits)
        let proof = try request.proof { try call.visit.relyingParty(publicURL) }
        let account = call.caller.account
        let end = try await security.proofs.take(
            proof, of: account, session: call.caller.session, client: call.visit.client)
        return try await answer(account, until: end)
    }

    private func options(_ call: Call) async throws -> Response {
        let options = try await security.passkeys.beginProof(
            of: call.caller.account, at: try call.visit.relyingParty(publicURL))
        return Answer.data(PasskeyOptions.Request(options: options))
    }

    private func answer(_ account: Account, until end: Timestamp?) async throws -> Response {
        Answer.data(
            OwnerProofBody(provenUntil: end, methods: try await security.accounts.proofMethods(of: account)))
    }
}
