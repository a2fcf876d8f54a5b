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
                .post, "/auth/second-factor", "Finish a sign-in that asked for a second factor", tag: "Auth",
                .data(SignInBody.schema, "Tokens."), handler: redeem
            ).with(parameters: [SignInAnswers.sessionKind], body: .json(Redemption.schema)),
            .signedIn(
                .get, "/auth/security", "What guards the account", tag: "Auth",
                .data(OverviewBody.schema, "All of it."), handler: overview),
            .signedIn(
                .post, "/auth/totp", "Begin to set a code generator up", tag: "Auth",
                .data(EnrolmentBody.schema, "For the generator; confirm it with a code."), handler: begin),
            .signedIn(
                .post, "/auth/totp/confirm", "Put the code generator into use", tag: "Auth",
                .data(RecoveryCodesBody.schema, "Codes for when the generator is lost; shown once."), handler: confirm
            ).with(body: .json(Confirmation.schema)),
            .signedIn(
                .delete, "/auth/totp", "Turn the second factor off", tag: "Auth", .data(.null, "It is off."),
                handler: turnOff
            ).with(body: .json(Proof.schema)),
            .signedIn(
                .post, "/auth/recovery-codes", "Make new recovery codes", tag: "Auth",
                .data(RecoveryCodesBody.schema, "The old ones are void. Shown once."), handler: renew
            ).with(body: .json(Proof.schema)),
        ]
    }

    private func redeem(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(Redemption.self, limits)
        let answer: SecondFactor.Answer
        switch (body.code, body.recoveryCode) {
        case (let code?, nil): answer = .code(code)
        case (nil, let code?): answer = .recoveryCode(code)
        default: throw ErrorBody.invalid("code", "Either `code` or `recovery_code` is needed.")
        }
        let signIn = try await security.secondFactor.redeem(body.ticket, with: answer, client: visit.client)
        return try await signIns.answer(signIn, visit)
    }

    private func overview(_ call: Call) async throws -> Response {
        Answer.data(OverviewBody(overview: try await security.overview(of: call.caller.account)))
    }

    private func begin(_ call: Call) async throws -> Response {
        Answer.data(EnrolmentBody(enrolment: try await security.secondFactor.begin(for: call.caller.account)))
    }

    private func confirm(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(Confirmation.self, limits)
        let codes = try await security.secondFactor.confirm(
            body.code, for: call.caller.account, client: call.visit.client)
        return Answer.data(RecoveryCodesBody(codes: codes))
    }

    private func turnOff(_ call: Call) async throws -> Response {
        let proof = try await call.visit.json(Proof.self, limits).checked()
        try await security.secondFactor.turnOff(for: call.caller.account, proof: proof, client: call.visit.client)
        return Answer.deleted()
    }

    private func renew(_ call: Call) async throws -> Response {
        let proof = try await call.visit.json(Proof.self, limits).checked()
        let codes = try await security.secondFactor.renewRecoveryCodes(
            for: call.caller.account, proof: proof, client: call.visit.client)
        return Answer.data(RecoveryCodesBody(codes: codes))
    }
}

extension SecondFactorController {
    private struct Redemption: Decodable {
        let ticket: String
        let code: String?
        let recoveryCode: String?

        enum CodingKeys: String, CodingKey {
            case ticket, code
            case recoveryCode = "recovery_code"
        }

        static let schema = Schema.object([
            Schema.Field("ticket", .string(), "From the refused sign-in."),
            .optional("code", .string(), "Six digits."), .optional("recovery_code", .string()),
        ])
    }

    private struct Confirmation: Decodable {
        let code: String

        static let schema = Schema.object([Schema.Field("code", .string(), "Six digits.")])
    }

    private struct Proof: Decodable {
        let password: String?
        let code: String?

        static let schema = Schema.object([
            .optional("password", .string(), "This or `code`."), .optional("code", .string(), "Six digits."),
        ])

        func checked() throws(ErrorBody) -> SecondFactor.Proof {
            switch (password, code) {
            case (let password?, nil): .password(password)
            case (nil, let code?): .code(code)
            default: throw .invalid("password", "Either `password` or `code` is needed.")
            }
        }
    }

    private struct EnrolmentBody: JSONValue {
        let enrolment: SecondFactor.Enrolment

        static let schema = Schema.named(
            "CodeGenerator",
            .object([
                Schema.Field("secret", .string(), "Base32."),
                Schema.Field("otpauth_url", .string(), "For a QR code."),
            ]))

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("secret", enrolment.secret)
                json.field("otpauth_url", enrolment.url)
            }
        }
    }

    private struct RecoveryCodesBody: JSONValue {
        let codes: [String]

        static let schema = Schema.named(
            "RecoveryCodes", .object([Schema.Field("recovery_codes", .array(.string()), "Each is good once.")]))

        func write(to json: inout JSONWriter) { json.object { $0.field("recovery_codes", codes) } }
    }

    private struct OverviewBody: JSONValue {
        let overview: Security.Overview

        static let schema = Schema.named(
            "Security",
            .object([
                Schema.Field("has_password", .boolean), Schema.Field("totp", .boolean),
                Schema.Field("recovery_codes_left", .integer),
                Schema.Field("passkeys", .array(PasskeyBody.schema)), Schema.Field("email_verified", .boolean),
            ]))

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("has_password", overview.hasPassword)
                json.field("totp", overview.hasSecondFactor)
                json.field("recovery_codes_left", overview.recoveryCodesLeft)
                json.field("passkeys", overview.passkeys.map(PasskeyBody.init))
                json.field("email_verified", overview.isEmailVerified)
            }
        }
    }
}
