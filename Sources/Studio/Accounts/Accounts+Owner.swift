import Domain
import Storage

extension Accounts {
    /// How long after a sign-in it is proof enough that the owner is there.
    package static let freshness: Duration = .seconds(600)

    /// Asks whether it is really the owner who wants something that cannot be taken back: by the password, or by a
    /// sign-in that was just now.
    /// - Throws: ``StudioError/invalid(field:reason:)`` for a wrong or missing password, ``StudioError/rateLimited(retryAfter:)``.
    func requireOwner(of account: Account, session: SessionID, password: String?, client: Client) async throws {
        if let password { return try await require(password: password, of: account, client: client) }
        guard try await isFresh(session, of: account) else {
            throw StudioError.invalid(field: "password", reason: "is required, unless you have just signed in")
        }
    }

    /// Asks for the password before something that would let others in; who has none must have signed in just now.
    /// - Throws: ``StudioError/invalid(field:reason:)`` for a wrong or missing password, ``StudioError/rateLimited(retryAfter:)``.
    func requirePassword(
        of account: Account, session: SessionID, password: String?, field: String = "password", client: Client
    ) async throws {
        if try await hasPassword(account) {
            guard let password else { throw StudioError.invalid(field: field, reason: "is needed") }
            return try await require(password: password, of: account, field: field, client: client)
        }
        guard try await isFresh(session, of: account) else {
            throw StudioError.invalid(field: field, reason: "is not set: sign in again first")
        }
    }

    private func isFresh(_ session: SessionID, of account: Account) async throws -> Bool {
        let current = try await store.sessions(of: account.id, at: now()).first { $0.id == session }
        guard let current else { return false }
        return now() - current.createdAt <= Self.freshness
    }
}
