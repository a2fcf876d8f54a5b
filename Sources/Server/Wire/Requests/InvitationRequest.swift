import Domain
import Studio

/// `POST /admin/invitations`.
struct InvitationRequest: InputBody {
    let role: Account.Role?
    let note: String?
    let expiresAt: Timestamp?

    static let body = BodyReader(
        named: "InvitationRequest", .optional("role", .word, "`member` if not given."),
        .optional("note", .title(100), "Whom the invitation is for; only administrators see it."),
        .optional("expires_at", .time, "Within 90 days; in 7 days if not given."), make: Self.init)
}
