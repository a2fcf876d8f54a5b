import Domain
import Studio

/// `POST /admin/invitations`.
struct InvitationRequest: InputBody {
    let role: Account.Role?
    let note: String?
    let expiresAt: Timestamp?

    static let body = BodyReader(
        named: "InvitationRequest", .optional("role", .word, "`member` if not given."),
        .optional("note", .title(100), "For administrators; who it is for."),
        .optional("expires_at", .time, "Within 90 days; in 7 days if not given."), make: Self.init)
}
