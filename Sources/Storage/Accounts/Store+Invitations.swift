import Domain
import Foundation
import GRDB

enum InvitationStatement: String, StoreStatement {
    case insert = """
        INSERT INTO invitation (id, hash, role, note, createdBy, createdAt, expiresAt)
        VALUES (:id, :hash, :role, :note, :createdBy, :createdAt, :expiresAt)
        """
    case isFull = "SELECT count(*) >= :limit FROM invitation WHERE createdBy = :createdBy"
    case list = """
        SELECT invitation.*, account.email FROM invitation JOIN account ON account.id = createdBy
        WHERE invitation.id < :before AND expiresAt > :at AND account.role = 'admin' AND account.status = 'active'
        ORDER BY invitation.id DESC LIMIT :limit
        """
    case redeem = """
        DELETE FROM invitation WHERE hash = :hash AND expiresAt > :at AND EXISTS (
            SELECT 1 FROM account
            WHERE account.id = createdBy AND account.role = 'admin' AND account.status = 'active')
        RETURNING id, role
        """
    case revoke = "DELETE FROM invitation WHERE id = :id"
    case dropExpired = "DELETE FROM invitation WHERE expiresAt <= :at"
}

extension Store {
    /// Adds the invitation; those that have expired go.
    /// - Parameters:
    ///   - hash: SHA-256 of the token, 32 bytes; the token itself is nowhere.
    ///   - limit: of one administrator.
    ///   - credential: by what it is asked for; it must still be good.
    /// - Throws: ``StoreError/tooManyInvitations``, ``StoreError/credentialEnded``.
    package func add(
        _ invitation: Invitation, hash: Data, limit: Int, by credential: Credential? = nil, noting entry: AuditEntry?
    ) async throws {
        try await commits.write { db in
            try db.require(credential)
            try db.run(InvitationStatement.dropExpired, ["at": invitation.createdAt])
            guard try !db.holds(InvitationStatement.isFull, ["createdBy": invitation.createdBy, "limit": limit]) else {
                throw StoreError.tooManyInvitations
            }
            try db.run(
                InvitationStatement.insert,
                [
                    "id": invitation.id, "hash": hash, "role": invitation.role, "note": invitation.note,
                    "createdBy": invitation.createdBy, "createdAt": invitation.createdAt,
                    "expiresAt": invitation.expiresAt,
                ])
            try db.note(entry)
        }
    }

    /// Those that can still be used, newest first.
    package func invitations(at moment: Timestamp, page: PageRequest) async throws -> Page<OpenInvitation> {
        try await read { db in
            let rows = try db.rows(InvitationStatement.list, page.arguments(["at": moment]))
            let open = try rows.map { row in
                OpenInvitation(
                    invitation: try Invitation(row: row), createdByEmail: Account.address(try row.get("email")))
            }
            return page.cut(open, cursor: \.invitation.id.rawValue)
        }
    }

    /// - Returns: false when there is no such invitation.
    package func revoke(_ id: InvitationID, noting entry: AuditEntry?) async throws -> Bool {
        try await commits.write { db in
            guard try db.run(InvitationStatement.revoke, ["id": id]) > 0 else { return false }
            try db.note(entry)
            return true
        }
    }
}

extension Invitation {
    init(row: Row) throws {
        let role: String = try row.get("role")
        self.init(
            id: try row.get("id"), role: Account.Role(rawValue: role) ?? .member, note: try row.get("note"),
            createdBy: try row.get("createdBy"), createdAt: try row.get("createdAt"),
            expiresAt: try row.get("expiresAt"))
    }
}

extension Database {
    /// - Parameter invitation: nil where nobody invited.
    /// - Returns: the role of the account that may now be made.
    /// - Throws: ``StoreError/registrationClosed``, ``StoreError/invalidInvitation``.
    func admit(with invitation: Data?, at moment: Timestamp) throws -> Account.Role {
        if let invitation { return try redeemInvitation(invitation, at: moment) }
        try requireOpenRegistration()
        return .member
    }

    /// Uses the invitation up, in the transaction of the account that it creates.
    /// - Returns: the account's role.
    /// - Throws: ``StoreError/invalidInvitation`` for one that was used, has expired or never was.
    private func redeemInvitation(_ hash: Data, at moment: Timestamp) throws -> Account.Role {
        guard let row = try self.row(InvitationStatement.redeem, ["hash": hash, "at": moment]) else {
            throw StoreError.invalidInvitation
        }
        let role: String = try row.get("role")
        return Account.Role(rawValue: role) ?? .member
    }
}
