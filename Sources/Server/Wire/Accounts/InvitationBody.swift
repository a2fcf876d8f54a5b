import Domain
import Studio

/// An invitation that can still be used, without its token.
struct InvitationBody: Body, Sendable {
    let open: OpenInvitation

    static var name: String? { "Invitation" }

    static func list(_ fields: inout some FieldList<Self>) {
        list(&fields) { $0.open }
    }

    /// - Parameter open: of what the fields are listed for.
    @inline(__always)
    static func list<Fields: FieldList>(_ fields: inout Fields, _ open: (Fields.Owner) -> OpenInvitation) {
        fields.add("id") { open($0).invitation.id }
        fields.add("role", "Of the account that it creates.") { open($0).invitation.role }
        fields.add("note", "For administrators.") { open($0).invitation.note }
        fields.add("created_by") { Maker(id: open($0).invitation.createdBy, email: open($0).createdByEmail) }
        fields.add("created_at") { open($0).invitation.createdAt }
        fields.add("expires_at") { open($0).invitation.expiresAt }
    }

    struct Maker: Body {
        let id: AccountID
        let email: String?

        static var name: String? { "InvitationMaker" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("id") { $0.id }
            fields.add("email", "Null for an account without one.") { $0.email }
        }
    }
}

/// An invitation that was just created.
struct FreshInvitationBody: Body {
    let fresh: Invitations.Fresh
    let admin: Account

    private var open: OpenInvitation {
        OpenInvitation(invitation: fresh.invitation, createdByEmail: admin.address)
    }

    static var name: String? { "NewInvitation" }

    static func list(_ fields: inout some FieldList<Self>) {
        InvitationBody.list(&fields) { $0.open }
        fields.add("token", "For `invitation` of `POST /auth/register`. Shown only once.") { $0.fresh.token }
        fields.add("path", "The page that takes the token, below the server's address.") {
            "/#/signin?invitation=\($0.fresh.token)"
        }
    }
}
