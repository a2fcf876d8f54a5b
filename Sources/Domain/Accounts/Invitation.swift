/// Lets one person create an account, even where registration is closed. Its token is told once, as a link; what is
/// stored is its SHA-256. An invitation that was used or revoked has no row.
package struct Invitation: Equatable, Sendable, Identifiable {
    package let id: InvitationID
    /// The role of the account that it creates.
    package let role: Account.Role
    /// What administrators wrote about it; 0...100 characters.
    package let note: String
    /// It counts only as long as this account administers.
    package let createdBy: AccountID
    package let createdAt: Timestamp
    package let expiresAt: Timestamp

    package init(
        id: InvitationID, role: Account.Role, note: String, createdBy: AccountID, createdAt: Timestamp,
        expiresAt: Timestamp
    ) {
        self.id = id
        self.role = role
        self.note = note
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// An invitation with the address of the administrator who made it.
package struct OpenInvitation: Equatable, Sendable {
    package let invitation: Invitation
    package let createdByEmail: String?

    package init(invitation: Invitation, createdByEmail: String?) {
        self.invitation = invitation
        self.createdByEmail = createdByEmail
    }
}

package typealias InvitationID = Identifier<Invitation>
