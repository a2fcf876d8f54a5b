import Domain
import Storage

extension Accounts {
    /// How long a proof is good.
    package static let freshness: Duration = .seconds(300)

    /// Asks for a proof that the owner is there, and not only an open session: before anything that lets others in, or
    /// that cannot be taken back. A password given now is one; else it must have been shown in this session lately.
    /// - Throws: ``StudioError/proofRequired(_:)``; ``StudioError/invalid(field:reason:)`` for a wrong password,
    ///   ``StudioError/rateLimited(retryAfter:)``.
    package func requireProof(
        of account: Account, session: SessionID, password: String? = nil, field: String = "password",
        client: Client
    ) async throws {
        if let password { return try await require(password: password, of: account, field: field, client: client) }
        guard try await isProven(session, of: account.id) else {
            throw StudioError.proofRequired(try await proofMethods(of: account))
        }
    }

    /// Until when the session's last proof is good; nil when it is not any more.
    package func proofEnd(of session: SessionID, of account: AccountID) async throws -> Timestamp? {
        guard let provenAt = try await store.provenAt(session, of: account) else { return nil }
        let end = provenAt + Self.freshness
        return end > now() ? end : nil
    }

    private func isProven(_ session: SessionID, of account: AccountID) async throws -> Bool {
        try await proofEnd(of: session, of: account) != nil
    }

    /// What the account's owner can show.
    package func proofMethods(of account: Account) async throws -> [ProofMethod] {
        var methods: [ProofMethod] = []
        if try await hasPassword(account) { methods.append(.password) }
        if account.hasSecondFactor { methods += [.totp, .recovery] }
        if try await !store.passkeys(of: account.id).isEmpty { methods.append(.passkey) }
        return methods.isEmpty ? [.signIn] : methods
    }

    /// Asks for the password that is to be changed; who has none must have shown who they are just now.
    func requirePassword(
        of account: Account, session: SessionID, password: String?, field: String, client: Client
    ) async throws {
        if password == nil, try await hasPassword(account) {
            throw StudioError.invalid(field: field, reason: "is needed")
        }
        try await requireProof(of: account, session: session, password: password, field: field, client: client)
    }

    /// Whether the account can be signed in to with a password.
    func hasPassword(_ account: Account) async throws -> Bool {
        try await store.credentials(email: account.email).map { $0.passwordHash != Account.noPassword } ?? false
    }
}
