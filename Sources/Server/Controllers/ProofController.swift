import Domain
import Hummingbird
import Studio

/// `/auth/prove`: showing once more, within an open session, whose account this is.
struct ProofController {
    let security: Security
    let limits: ServerLimits
    /// How browsers reach the server; nil takes each request's own word.
    let publicURL: String?

    var operations: [Operation] {
        [
            .signedIn(
                .get, "/auth/prove", "Whether the owner was proven lately, and how they can be", tag: "Auth",
                .data(StateBody.schema, "The state of the session's proof."), handler: state),
            .signedIn(
                .post, "/auth/prove", "Show again whose account this is", tag: "Auth",
                .data(StateBody.schema, "Routes that want a proof take this session for five minutes."),
                handler: prove
            ).with(body: .json(ProofRequest.schema)),
            .signedIn(
                .post, "/auth/prove/options", "Begin to show a passkey", tag: "Auth",
                .data(PasskeyOptions.request, "For `navigator.credentials.get`."),
                handler: { call in
                    let options = try await security.passkeys.beginProof(
                        of: call.caller.account, at: try call.visit.relyingParty(publicURL))
                    return Answer.data(PasskeyOptions.Request(options: options))
                }),
        ]
    }

    private func state(_ call: Call) async throws -> Response {
        let account = call.caller.account
        let end = try await security.accounts.proofEnd(of: call.caller.session, of: account.id)
        return Answer.data(
            StateBody(provenUntil: end, methods: try await security.accounts.proofMethods(of: account)))
    }

    private func prove(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(ProofRequest.self, limits)
        let proof = try request.proof(at: try call.visit.relyingParty(publicURL))
        let account = call.caller.account
        let end = try await security.proofs.take(
            proof, of: account, session: call.caller.session, client: call.visit.client)
        return Answer.data(
            StateBody(provenUntil: end, methods: try await security.accounts.proofMethods(of: account)))
    }

    private struct ProofRequest: Decodable {
        let password: String?
        let code: String?
        let recoveryCode: String?
        let credential: PasskeyCredential?

        enum CodingKeys: String, CodingKey {
            case password, code, credential
            case recoveryCode = "recovery_code"
        }

        static let schema = Schema.object([
            .optional("password", .string(), "One of these."), .optional("code", .string(), "Six digits."),
            .optional("recovery_code", .string()),
            .optional("credential", PasskeyCredential.schema, "`AuthenticationResponseJSON`."),
        ])

        func proof(at site: RelyingParty) throws(ErrorBody) -> OwnerProofs.Proof {
            switch (password, code, recoveryCode, credential) {
            case (let password?, nil, nil, nil): .password(password)
            case (nil, let code?, nil, nil): .code(code)
            case (nil, nil, let code?, nil): .recoveryCode(code)
            case (nil, nil, nil, let credential?): .passkey(try credential.assertion(), at: site)
            default:
                throw .invalid(
                    "password", "One of `password`, `code`, `recovery_code` and `credential` is needed.")
            }
        }
    }

    private struct StateBody: JSONValue {
        let provenUntil: Timestamp?
        let methods: [ProofMethod]

        static let schema = Schema.named(
            "OwnerProof",
            .object([
                Schema.Field("proven_until", .nullable(.time), "Null when a proof is needed."),
                Schema.Field("methods", .array(.choice(ProofMethod.allCases.map(\.rawValue)))),
            ]))

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("proven_until", provenUntil)
                json.field("methods", methods.map(\.rawValue))
            }
        }
    }
}
