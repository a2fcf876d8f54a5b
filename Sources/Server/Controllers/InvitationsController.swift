import Domain
import Hummingbird
import Studio

/// `/admin/invitations`: links by which people create accounts, even where registration is closed. No answer that
/// holds a token is kept for an `Idempotency-Key`: a token is told once and stored nowhere.
struct InvitationsController: Controller {
    private let invitations: Invitations
    private let limits: ServerLimits

    init(_ edge: Edge) { (invitations, limits) = (edge.house.invitations, edge.limits) }

    var operations: [Operation] {
        [
            .admin(
                .get, "/admin/invitations", "List the open invitations",
                .data(.page(of: InvitationBody.schema), "Newest first."), handler: list
            ).with(parameters: Operation.Parameter.paging),
            .admin(
                .post, "/admin/invitations", "Create an invitation",
                .data(FreshInvitationBody.schema, "The token is shown only in this answer.", status: 201),
                handler: create
            ).with(body: .json(InvitationRequest.schema)),
            .admin(
                .delete, "/admin/invitations/{id}", "Revoke an invitation", .data(.null, "Its link no longer works."),
                handler: revoke),
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
            role: request.account(), note: request.note ?? "", expiresAt: request.expiry(), by: admin,
            client: call.visit.client)
        let body = FreshInvitationBody(
            open: OpenInvitation(invitation: fresh.invitation, createdByEmail: admin.email), token: fresh.token)
        return Answer.data(body, status: .created)
    }

    private func revoke(_ call: Call) async throws -> Response {
        try await invitations.revoke(call.visit.id("invitation"), by: call.caller.account, client: call.visit.client)
        return Answer.deleted()
    }

    private struct InvitationRequest: Decodable {
        let role: String?
        let note: String?
        let expiresAt: String?

        enum CodingKeys: String, CodingKey {
            case role, note
            case expiresAt = "expires_at"
        }

        static let schema = Schema.object([
            .optional("role", .choice(Account.Role.allCases.map(\.rawValue)), "`member` if not given."),
            .optional("note", .string(), "For administrators; who it is for. At most 100 characters."),
            .optional("expires_at", .nullable(.time), "Within 90 days; in 7 days if not given."),
        ])

        func account() throws(ErrorBody) -> Account.Role {
            guard let role else { return .member }
            guard let known = Account.Role(rawValue: role) else {
                throw .invalid("role", "`role` must be member or admin.")
            }
            return known
        }

        func expiry() throws(ErrorBody) -> Timestamp? {
            guard let expiresAt else { return nil }
            guard let moment = Timestamp(rfc3339: expiresAt) else {
                throw .invalid("expires_at", "`expires_at` must be a time such as 2027-01-31T09:30:00Z.")
            }
            return moment
        }
    }
}

/// An invitation that can still be used, without its token.
private struct InvitationBody: JSONValue, Sendable {
    let open: OpenInvitation

    static let fields = [
        Schema.Field("id", .id),
        Schema.Field(
            "role", .choice(Account.Role.allCases.map(\.rawValue)), "Of the account that it creates."),
        Schema.Field("note", .string(), "For administrators."),
        Schema.Field(
            "created_by", .object([Schema.Field("id", .id), Schema.Field("email", .string(format: "email"))])),
        Schema.Field("created_at", .time), Schema.Field("expires_at", .time),
    ]
    static let schema = Schema.named("Invitation", .object(fields))

    func write(to json: inout JSONWriter) { json.object(writeFields) }

    func writeFields(to json: inout JSONWriter) {
        let invitation = open.invitation
        json.field("id", invitation.id)
        json.field("role", invitation.role.rawValue)
        json.field("note", invitation.note)
        json.field(
            "created_by",
            object: { json in
                json.field("id", invitation.createdBy)
                json.field("email", open.createdByEmail)
            })
        json.field("created_at", invitation.createdAt)
        json.field("expires_at", invitation.expiresAt)
    }
}

/// An invitation that was just created.
private struct FreshInvitationBody: JSONValue {
    let open: OpenInvitation
    let token: String

    static let schema = Schema.named(
        "NewInvitation",
        .object(
            InvitationBody.fields + [
                Schema.Field("token", .string(), "For `invitation` of `POST /auth/register`. Shown only once."),
                Schema.Field("path", .string(), "The page that takes the token, below the server's address."),
            ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            InvitationBody(open: open).writeFields(to: &json)
            json.field("token", token)
            json.field("path", "/#/signin?invitation=\(token)")
        }
    }
}
