import Hummingbird
import Studio

/// `/auth/security`, `/auth/totp` and what follows a password: the second factor.
struct SecondFactorController: Controller {
    private let security: Security
    private let signIns: SignInAnswers
    private let limits: ServerLimits

    init(_ edge: Edge) { (security, signIns, limits) = (edge.house.security, edge.signIns, edge.limits) }

    var operations: [Operation] {
        [
            .open(
                .post, "/auth/second-factor", "Finish a sign-in that needs a second factor", tag: "Auth",
                .data(SignInBody.self, "Tokens."), handler: redeem
            ).with(
                parameters: [SignInAnswers.sessionKind], body: .json(RedemptionRequest.schema), refusals: [401, 403]),
            .signedIn(
                .get, "/auth/security", "Get what protects the account", tag: "Auth",
                .data(SecurityBody.self, "The account's security settings."), handler: overview),
            .signedIn(
                .post, "/auth/totp", "Begin to set up an authenticator app", tag: "Auth",
                .data(EnrolmentBody.self, "For the app. Confirm it with a code."), handler: begin
            ).with(refusals: [409], needsProof: true),
            .signedIn(
                .post, "/auth/totp/confirm", "Confirm the authenticator app", tag: "Auth",
                .data(RecoveryCodesBody.self, "Codes for when the app is lost. Shown only in this answer."),
                handler: confirm
            ).with(body: .json(ConfirmationRequest.schema), refusals: [409], replaysByKey: true, needsProof: true),
            .signedIn(
                .delete, "/auth/totp", "Turn off the second factor", tag: "Auth", .data(Nothing.self, "It is off."),
                handler: turnOff
            ).with(body: .json(SecondFactorProofRequest.schema), refusals: [409]),
            .signedIn(
                .post, "/auth/recovery-codes", "Create new recovery codes", tag: "Auth",
                .data(RecoveryCodesBody.self, "The old ones no longer work. Shown only in this answer."),
                handler: renew
            ).with(body: .json(SecondFactorProofRequest.schema), refusals: [409], replaysByKey: true),
        ]
    }

    private func redeem(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(RedemptionRequest.self, limits)
        let signIn = try await security.secondFactor.redeem(body.ticket, with: body.answer, client: visit.client)
        return try await signIns.answer(signIn, visit)
    }

    private func overview(_ call: Call) async throws -> Response {
        Answer.data(SecurityBody(overview: try await security.overview(of: call.caller.account)))
    }

    private func begin(_ call: Call) async throws -> Response {
        let enrolment = try await security.secondFactor.begin(for: call.caller.account, client: call.visit.client)
        return Answer.data(EnrolmentBody(enrolment: enrolment))
    }

    private func confirm(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(ConfirmationRequest.self, limits)
        let codes = try await security.secondFactor.confirm(
            body.code, for: call.caller.account, client: call.visit.client)
        return Answer.data(RecoveryCodesBody(codes: codes))
    }

    private func turnOff(_ call: Call) async throws -> Response {
        let proof = try await call.visit.json(SecondFactorProofRequest.self, limits).proof
        try await security.secondFactor.turnOff(for: call.caller.account, proof: proof, client: call.visit.client)
        return Answer.deleted()
    }

    private func renew(_ call: Call) async throws -> Response {
        let proof = try await call.visit.json(SecondFactorProofRequest.self, limits).proof
        let codes = try await security.secondFactor.renewRecoveryCodes(
            for: call.caller.account, proof: proof, client: call.visit.client)
        return Answer.data(RecoveryCodesBody(codes: codes))
    }
}
