import Hummingbird
import Studio

/// `/auth/password/forgot`, `/auth/email` and what the links in letters lead to.
struct AddressesController: Controller {
    private let addresses: Addresses
    private let limits: ServerLimits

    init(_ edge: Edge) { (addresses, limits) = (edge.house.addresses, edge.limits) }

    var operations: [Operation] {
        [
            .open(
                .post, "/auth/password/forgot", "Send a link to a new password", tag: "Auth",
                .data(.null, "Sent, if there is such an account.", status: 202), handler: forgot
            ).with(body: .json(Forgotten.schema)),
            .open(
                .post, "/auth/password/reset", "Set a new password with the token of a link", tag: "Auth",
                .data(.null, "Set. Every session has ended."), handler: reset
            ).with(body: .json(Reset.schema)),
            .open(
                .post, "/auth/email/verify", "Verify an address with the token of a link", tag: "Auth",
                .data(.null, "It is the account's verified address."), handler: verify
            ).with(body: .json(Verification.schema)),
            .signedIn(
                .post, "/auth/email/verify/send", "Send a link that verifies the address", tag: "Auth",
                .data(.null, "Sent.", status: 202), handler: sendVerification),
            .signedIn(
                .post, "/auth/email/change", "Change the account's address", tag: "Auth",
                .data(.null, "A link was sent to it; the address changes when it is opened.", status: 202),
                handler: change
            ).with(body: .json(Change.schema)),
        ]
    }

    private func forgot(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(Forgotten.self, limits)
        try await addresses.forgot(email: body.email, client: visit.client)
        return Answer.data(String?.none, status: .accepted)
    }

    private func reset(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(Reset.self, limits)
        try await addresses.resetPassword(with: body.token, to: body.newPassword, client: visit.client)
        return Answer.deleted()
    }

    private func verify(_ visit: Visit) async throws -> Response {
        let body = try await visit.json(Verification.self, limits)
        _ = try await addresses.verify(body.token, client: visit.client)
        return Answer.deleted()
    }

    private func sendVerification(_ call: Call) async throws -> Response {
        try await addresses.sendVerification(to: call.caller.account, client: call.visit.client)
        return Answer.data(String?.none, status: .accepted)
    }

    private func change(_ call: Call) async throws -> Response {
        let body = try await call.visit.json(Change.self, limits)
        try await addresses.change(
            of: call.caller.account, session: call.caller.session, to: body.email, password: body.password,
            client: call.visit.client)
        return Answer.data(String?.none, status: .accepted)
    }
}

extension AddressesController {
    private struct Forgotten: Decodable {
        let email: String

        static let schema = Schema.object([Schema.Field("email", .string(format: "email"))])
    }

    private struct Reset: Decodable {
        let token: String
        let newPassword: String

        enum CodingKeys: String, CodingKey {
            case token
            case newPassword = "new_password"
        }

        static let schema = Schema.object([
            Schema.Field("token", .string()), Schema.Field("new_password", .string()),
        ])
    }

    private struct Verification: Decodable {
        let token: String

        static let schema = Schema.object([Schema.Field("token", .string())])
    }

    private struct Change: Decodable {
        let email: String
        let password: String?

        static let schema = Schema.object([
            Schema.Field("email", .string(format: "email")),
            .optional("password", .string(), "Left out by who has none and signed in at most ten minutes ago."),
        ])
    }
}
