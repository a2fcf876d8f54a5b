import Domain
import HTTPTypes
import Hummingbird
import Studio

/// `/admin`: people, the rules of the server, and the log.
struct AdminController: Controller {
    private let administration: Administration
    private let limits: ServerLimits

    init(_ edge: Edge) { (administration, limits) = (edge.house.administration, edge.limits) }

    var operations: [Operation] {
        [
            .admin(
                .get, "/admin/users", "List the accounts",
                .data(.page(of: AdministeredBody.schema), "Newest first."), handler: users
            ).with(
                parameters: Operation.Parameter.paging + [
                    .query("query", .string(), "A part of the e-mail address or the name."),
                    .query("role", .choice(Account.Role.allCases.map(\.rawValue)), "Only these."),
                    .query("status", .choice(Account.Status.allCases.map(\.rawValue)), "Only these."),
                ]),
            .admin(
                .get, "/admin/users/{id}", "Show an account", .data(AdministeredBody.schema, "The account."),
                handler: { call in
                    Answer.data(AdministeredBody(user: try await administration.user(call.visit.id("user"))))
                }),
            .admin(
                .patch, "/admin/users/{id}", "Change an account",
                .data(AdministeredBody.schema, "As it is now. Whoever is suspended is signed out at once."),
                handler: change
            ).with(body: .json(Change.schema)),
            .admin(
                .delete, "/admin/users/{id}/sessions", "Sign somebody out everywhere", .data(.null, "Done."),
                handler: endSessions),
            .admin(
                .get, "/admin/settings", "Show the rules of the server", .data(Rules.schema, "The rules."),
                handler: { _ in Answer.data(Rules(registration: try await administration.registration().rawValue)) }),
            .admin(
                .put, "/admin/settings", "Change the rules of the server",
                .data(Rules.schema, "The rules as they are now."), handler: changeRules
            ).with(body: .json(Rules.schema)),
            .admin(
                .get, "/admin/audit", "Read the log of what concerns security",
                .data(.page(of: AuditBody.schema), "Newest first."), handler: auditLog
            ).with(
                parameters: Operation.Parameter.paging + [
                    .query("action", .choice(AuditEntry.Action.allCases.map(\.rawValue)), "Only this."),
                    .query("actor", .id, "Only what this account did."),
                ]),
        ]
    }

    private func users(_ call: Call) async throws -> Response {
        let visit = call.visit
        let text = visit.query("query").flatMap { $0.isEmpty ? nil : String($0.prefix(254)) }
        let filter = AccountFilter(
            text: text, role: try visit.filter("role", as: Account.Role.self),
            status: try visit.filter("status", as: Account.Status.self))
        let page = try await administration.users(filter, page: visit.page())
        return Answer.data(PageBody(page: page.map(AdministeredBody.init)))
    }

    private func change(_ call: Call) async throws -> Response {
        let change = try await call.visit.json(Change.self, limits)
        guard change.role != nil || change.status != nil || change.name != nil else {
            throw ErrorBody.invalid("role", "`role`, `status` or `name` is missing.")
        }
        let user = try await administration.change(
            call.visit.id("user"), role: try change.role.map { try Self.word($0, "role") },
            status: try change.status.map { try Self.word($0, "status") }, name: change.name,
            by: call.caller.account.id, client: call.visit.client)
        return Answer.data(AdministeredBody(user: user))
    }

    private func endSessions(_ call: Call) async throws -> Response {
        try await administration.endSessions(
            of: call.visit.id("user"), by: call.caller.account.id, client: call.visit.client)
        return Answer.deleted()
    }

    private func changeRules(_ call: Call) async throws -> Response {
        let rules = try await call.visit.json(Rules.self, limits)
        let registration: Registration = try Self.word(rules.registration, "registration")
        try await administration.setRegistration(
            registration, by: call.caller.account.id, client: call.visit.client)
        return Answer.data(Rules(registration: registration.rawValue))
    }

    private func auditLog(_ call: Call) async throws -> Response {
        let visit = call.visit
        var actor: AccountID?
        if let text = visit.query("actor"), !text.isEmpty {
            guard let id = AccountID(rawValue: text) else {
                throw ErrorBody.invalid("actor", "`actor` must be the id of an account.")
            }
            actor = id
        }
        let page = try await administration.auditLog(
            action: visit.filter("action", as: AuditEntry.Action.self), actor: actor, page: visit.page())
        return Answer.data(PageBody(page: page.map(AuditBody.init)))
    }

    /// A field that takes one of a few words.
    private static func word<Value: RawRepresentable & CaseIterable>(
        _ text: String, _ field: String
    ) throws(ErrorBody) -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: text) else {
            let words = Value.allCases.map(\.rawValue).joined(separator: " or ")
            throw .invalid(field, "`\(field)` must be \(words).")
        }
        return value
    }

    private struct Change: Decodable {
        let role: String?
        let status: String?
        let name: String?

        static let schema = Schema.object([
            .optional("role", .choice(Account.Role.allCases.map(\.rawValue))),
            .optional("status", .choice(Account.Status.allCases.map(\.rawValue))),
            .optional("name", .string(), "1 to 100 characters."),
        ])
    }

    private struct Rules: Decodable, JSONValue {
        let registration: String

        static let schema = Schema.object([
            Schema.Field(
                "registration", .choice(Registration.allCases.map(\.rawValue)), "Whether strangers may make accounts.")
        ])

        func write(to json: inout JSONWriter) {
            json.object { json in json.field("registration", registration) }
        }
    }
}
