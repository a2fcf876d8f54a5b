import Domain
import HTTPTypes
import Hummingbird
import Studio

/// `/admin`: people, the rules of the server, and the log.
struct AdminController: Controller {
    private let administration: Administration
    private let limits: ServerLimits

    init(_ edge: Edge) { (administration, limits) = (edge.house.administration, edge.limits) }

    private static let text = QueryField(
        "query", .text(1...254), "Part of the e-mail address or the name.")
    private static let role = QueryField("role", Input<Account.Role>.word, "Only accounts with this role.")
    private static let status = QueryField("status", Input<Account.Status>.word, "Only accounts with this status.")
    private static let action = QueryField("action", Input<AuditEntry.Action>.word, "Only this action.")
    /// The only value of a parameter that switches something on.
    private enum Flag: String, CaseIterable, Sendable { case on = "1" }

    private static let keepsAccess = QueryField(
        "keep_access", Input<Flag>.word,
        "Ends sessions only. Without it, API keys and exports end, too, and so do linked sign-ins, passkeys, webhooks, "
            + "links to videos and an unused second factor that were added since the address was last verified.")
    private static let actor = QueryField(
        "actor", Input<AccountID>.id(of: "an account"), "Only what this account did.")

    var operations: [Operation] {
        [
            .admin(
                .get, "/admin/users", "List the accounts",
                .data(PageBody<AdministeredBody>.self, "Newest first."), handler: users
            ).with(
                parameters: Operation.Parameter.paging + [
                    Self.text.parameter, Self.role.parameter, Self.status.parameter,
                ]),
            .admin(
                .get, "/admin/users/{id}", "Get an account", .data(AdministeredBody.self, "The account."),
                handler: { call in
                    Answer.data(AdministeredBody(user: try await administration.user(call.visit.id("user"))))
                }),
            .admin(
                .patch, "/admin/users/{id}", "Change an account",
                .data(AdministeredBody.self, "The changed account. Suspending it signs it out everywhere at once."),
                handler: change
            ).with(body: .json(AccountChangeRequest.schema), refusals: [409]),
            .admin(
                .delete, "/admin/users/{id}/sessions", "Sign an account out everywhere",
                .data(EndedAccessBody.self, "What lost access to the account. Its owner is told by mail."),
                handler: endAccess
            ).with(parameters: [Self.keepsAccess.parameter]),
            .admin(
                .post, "/admin/users/{id}/second-factor/reset", "Remove a second factor that its owner has lost",
                .data(Nothing.self, "It is removed. The owner is told by mail."), handler: resetSecondFactor
            ).with(refusals: [409]),
            .admin(
                .get, "/admin/settings", "Get the server's settings", .data(RulesBody.self, "The settings."),
                handler: { _ in Answer.data(RulesBody(registration: try await administration.registration())) }),
            .admin(
                .put, "/admin/settings", "Change the server's settings",
                .data(RulesBody.self, "The changed settings."), handler: changeRules
            ).with(body: .json(RulesRequest.schema)),
            .admin(
                .get, "/admin/audit", "Read the audit log",
                .data(PageBody<AuditBody>.self, "Newest first."), handler: auditLog
            ).with(parameters: Operation.Parameter.paging + [Self.action.parameter, Self.actor.parameter]),
        ]
    }

    private func users(_ call: Call) async throws -> Response {
        let visit = call.visit
        let filter = AccountFilter(
            text: try visit.value(of: Self.text), role: try visit.value(of: Self.role),
            status: try visit.value(of: Self.status))
        let page = try await administration.users(filter, page: visit.page())
        return Answer.data(PageBody(page: page.map(AdministeredBody.init)))
    }

    private func change(_ call: Call) async throws -> Response {
        let change = try await call.visit.json(AccountChangeRequest.self, limits)
        let user = try await administration.change(
            call.visit.id("user"), role: change.role, status: change.status, name: change.name,
            by: call.caller.account.id, client: call.visit.client)
        return Answer.data(AdministeredBody(user: user))
    }

    private func endAccess(_ call: Call) async throws -> Response {
        let ended = try await administration.endAccess(
            of: call.visit.id("user"), call.visit.value(of: Self.keepsAccess) != nil ? .sessions : .sinceProof,
            by: call.caller.account.id, client: call.visit.client)
        return Answer.data(EndedAccessBody(ended: ended))
    }

    private func resetSecondFactor(_ call: Call) async throws -> Response {
        try await administration.resetSecondFactor(
            of: call.visit.id("user"), by: call.caller.account.id, client: call.visit.client)
        return Answer.deleted()
    }

    private func changeRules(_ call: Call) async throws -> Response {
        let registration = try await call.visit.json(RulesRequest.self, limits).registration
        try await administration.setRegistration(
            registration, by: call.caller.account.id, client: call.visit.client)
        return Answer.data(RulesBody(registration: registration))
    }

    private func auditLog(_ call: Call) async throws -> Response {
        let visit = call.visit
        let page = try await administration.auditLog(
            action: visit.value(of: Self.action), actor: visit.value(of: Self.actor), page: visit.page())
        return Answer.data(PageBody(page: page.map(AuditBody.init)))
    }
}
