import Domain
import Storage

/// Sessions: kept up, looked at, ended.
extension Accounts {
    /// Takes a refresh token once and gives the next; within ``refreshGrace`` the last one is taken again. One that was
    /// taken before ends its whole session.
    package func refresh(_ token: String, client: Client) async throws -> SignIn {
        let next = Self.newToken()
        let rotation = try await store.rotate(
            refreshHash: Self.hash(token), to: Self.hash(next), at: now(), address: client.address,
            lifetime: Self.sessionLifetime, grace: Self.refreshGrace,
            noting: { session, account in note(.tokenReuse, by: account, .session(session), client) })
        guard case .rotated(let session) = rotation, let account = try await store.account(session.accountID) else {
            if case .reused = rotation { refusals.note(.refreshTokenReused) } else { refusals.note(.refreshToken) }
            throw StudioError.unauthenticated("the session has ended; sign in again")
        }
        try requireActive(account)
        return SignIn(account: account, session: session, refreshToken: next)
    }

    /// Whose sign-in this is; nil when it has ended or the account may not be used.
    func owner(of session: SessionID) async throws -> Account? {
        guard let id = try await store.owner(of: session), let account = try await store.account(id),
            account.status == .active
        else { return nil }
        return account
    }

    package func signOut(session: SessionID, account: AccountID, client: Client) async throws {
        _ = try await store.end(session, of: account, noting: note(.sessionEnd, by: account, .session(session), client))
    }

    /// Asked with every request: the session must be open and the account active. Both are remembered in memory.
    package func authenticate(account: AccountID, session: SessionID) async throws -> Account {
        guard try await store.isOpen(session), let found = try await store.account(account) else {
            throw StudioError.unauthenticated("the session has ended; sign in again")
        }
        guard found.status == .active else { throw StudioError.suspended }
        return found
    }

    /// The sign-ins that are open, newest first.
    package func sessions(of account: AccountID) async throws -> [Session] {
        try await store.sessions(of: account, at: now())
    }

    package func endSession(_ id: SessionID, of account: AccountID, client: Client) async throws {
        let entry = note(.sessionEnd, by: account, .session(id), client)
        guard try await store.end(id, of: account, noting: entry) else { throw StudioError.notFound("session") }
    }
}
