import Domain
import Storage

/// Invites people by link.
package struct Invitations: Sendable {
    /// An invitation with its token, which is told only now.
    package struct Fresh: Sendable {
        package let invitation: Invitation
        package let token: String
    }

    package static let usualLife: Duration = .seconds(7 * 86_400)
    package static let longestLife: Duration = .seconds(90 * 86_400)
    /// Open ones of one administrator.
    static let most = 100

    private let store: Store
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(store: Store, newID: IDSource, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }) {
        self.store = store
        self.newID = newID
        self.now = now
    }

    /// - Parameters:
    ///   - note: for administrators; at most 100 characters.
    ///   - expiresAt: nil is ``usualLife`` from now.
    /// - Throws: ``StudioError/invalid(field:reason:)`` for the note or the expiry.
    package func create(
        role: Account.Role, note: String, expiresAt: Timestamp?, by admin: Account, client: Client
    ) async throws -> Fresh {
        let moment = now()
        let end = expiresAt ?? moment + Self.usualLife
        guard end > moment, end <= moment + Self.longestLife else {
            throw StudioError.invalid(field: "expires_at", reason: "must be within the next 90 days")
        }
        guard note.isEmpty || Title.cleaned(note, longest: 100) != nil else {
            throw StudioError.invalid(field: "note", reason: "can have at most 100 characters")
        }
        if let id: InvitationID = IdempotencyClaim.earlierID() {
            // Nobody has learnt the link of an invitation that was made without an answer.
            _ = try await store.revoke(id, noting: entry(.invitationRevoke, id, admin, client))
        }
        let invitation = Invitation(
            id: IdempotencyClaim.id(or: newID), role: role, note: Title.cleaned(note, longest: 100) ?? "",
            createdBy: admin.id,
            createdAt: moment, expiresAt: end)
        let token = Accounts.newToken()
        do {
            try await store.add(
                invitation, hash: Accounts.hash(token), limit: Self.most, by: client.credential,
                noting: entry(.invitationCreate, invitation.id, admin, client, ["role": role.rawValue]))
        } catch StoreError.tooManyInvitations {
            throw StudioError.conflict(
                Conflict(
                    "too_many_invitations", "you have \(Self.most) open invitations; revoke some first",
                    ["limit": .number(Double(Self.most))]))
        }
        return Fresh(invitation: invitation, token: token)
    }

    /// Those that can still be used, newest first.
    package func list(page: PageRequest) async throws -> Page<OpenInvitation> {
        try await store.invitations(at: now(), page: page)
    }

    package func revoke(_ id: InvitationID, by admin: Account, client: Client) async throws {
        guard try await store.revoke(id, noting: entry(.invitationRevoke, id, admin, client)) else {
            throw StudioError.notFound("invitation")
        }
    }

    private func entry(
        _ action: AuditEntry.Action, _ id: InvitationID, _ admin: Account, _ client: Client,
        _ details: [String: String] = [:]
    ) -> AuditEntry {
        AuditEntry(
            id: newID.next(), at: now(), actor: admin.id, action: action,
            target: AuditEntry.Target(kind: "invitation", id: id.rawValue), address: client.address,
            userAgent: client.userAgent, details: details)
    }
}
