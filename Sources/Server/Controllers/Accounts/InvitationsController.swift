import Domain
import Hummingbird
import Studio

/// `/admin/invitations`: links by which people create accounts, even where registration is closed.
struct InvitationsController: Controller {
    private let invitations: Invitations
    private let limits: ServerLimits

    init(_ edge: Edge) { (invitations, limits) = (edge.house.invitations, edge.limits) }

    var operations: [Operation] {
        [
            .admin(
                .get, "/admin/invitations", "List the open invitations",
                .data(PageBody<InvitationBody>.self, "Newest first."), handler: list
            ).with(parameters: Operation.Parameter.paging),
            .admin(
                .post, "/admin/invitations", "Create an invitation",
                .data(FreshInvitationBody.self, "The token is shown only in this answer.", status: 201),
                handler: create
            ).with(body: .json(InvitationRequest.schema), refusals: [409], replaysByKey: true, needsProof: true),
            .admin(
                .delete, "/admin/invitations/{id}", "Revoke an invitation",
                .data(Nothing.self, "Its link no longer works."), handler: revoke),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let page = try await invitations.list(page: call.visit.page())
        return Answer.data(PageBody(page: page.map(InvitationBody.init)))
    }

    private func create(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(InvitationRequest.self, limits)
        let admin = call.caller.account
        let fresh = try await invitations.create(
            role: request.role ?? .member, note: request.note ?? "", expiresAt: request.expiresAt, by: admin,
            client: call.visit.client)
        return Answer.data(FreshInvitationBody(fresh: fresh, admin: admin), status: .created)
    }

    private func revoke(_ call: Call) async throws -> Response {
        try await invitations.revoke(
            call.visit.id("invitation"), by: call.caller.account, client: call.visit.client)
        return Answer.deleted()
    }
}
