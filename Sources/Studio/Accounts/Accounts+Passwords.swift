import Domain
import Foundation
import Storage

/// Passwords: changed, asked for once more, and what makes a good one.
extension Accounts {
    /// Changes the password, and ends every other session and what else acts for the account.
    /// - Parameters:
    ///   - current: nil for the first one of an account that came by a provider.
    ///   - end: what ends.
    @discardableResult
    package func changePassword(
        account id: AccountID, session: SessionID, current: String?, new: String, ending end: AccessEnd = .sinceProof,
        client: Client
    ) async throws -> EndedAccess {
        guard let account = try await store.account(id),
            let former = try await store.credentials(email: account.email)?.passwordHash
        else { throw StudioError.notFound("account") }
        try Self.requireGood(new, field: "new_password", email: account.email)
        try await requirePassword(
            of: account, session: session, password: current, field: "current_password", client: client)
        let hash = try await passwords.hash(new, for: SignInLimits.network(client.address))
        let write = try await letterWriter(for: account, client: client)
        let ended = try await store.changePassword(
            from: former, to: hash, of: id, ending: end, except: session, at: now(),
            mail: { try write(.passwordChanged(ended: $0)) },
            noting: note(.passwordChange, by: id, .user(id), client))
        guard let ended else { throw StudioError.invalid(field: "current_password", reason: "is wrong") }
        return ended
    }

    /// Asks for the password once more, before something that an unlocked screen must not be enough for.
    /// - Throws: ``StudioError/invalid(field:reason:)`` for a wrong one, ``StudioError/rateLimited(retryAfter:)``.
    package func require(
        password: String, of account: Account, field: String = "password", client: Client
    ) async throws {
        let pause = try admit(email: account.email, client)
        let isRight: Bool
        do {
            let found = try await store.credentials(email: account.email)
            isRight = try await compare(password, with: found, email: account.email, pause: pause, client)
        } catch {
            limits.withdraw(email: account.email, address: client.address)
            throw error
        }
        guard isRight else {
            limits.noteWrong(email: account.email, address: client.address)
            refusals.note(.password)
            throw StudioError.invalid(field: field, reason: "is wrong")
        }
        limits.noteRight(email: account.email, address: client.address)
    }

    /// NIST SP 800-63B (2024), 5.1.1.2: at least 8 characters, counted in code points, no rules of composition, nothing
    /// obvious.
    static func requireGood(_ password: String, field: String, email: String) throws(StudioError) {
        guard (8...128).contains(password.unicodeScalars.count) else {
            throw .invalid(field: field, reason: "must have 8 to 128 characters")
        }
        // As it is hashed, and as the address is found: another spelling is no other password.
        let plain = Store.emailKey(password)
        guard Set(plain).count > 2, plain != Store.emailKey(email), !obvious.contains(plain) else {
            throw .invalid(field: field, reason: "is too easy to guess")
        }
    }

    private static let obvious: Set<String> = [
        "password", "password1", "password123", "passw0rd", "12345678", "123456789", "1234567890", "qwertyuiop",
        "qwerty123", "iloveyou", "11112222", "abcdefgh", "abcd1234", "letmein1", "greenroom", "changeme",
    ]
}
