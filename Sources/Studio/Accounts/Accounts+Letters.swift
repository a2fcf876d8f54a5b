import Domain
import Storage

/// What owners are told by mail.
extension Accounts {
    /// What the account chose, else what this request's browser speaks.
    func language(of account: Account, _ client: Client) async throws -> Preference.Language {
        try await store.preference(of: account.id)?.language ?? client.language
    }

    /// Nil when this server sends no mail, or the account has no address.
    func letter(_ letter: Letter, for account: Account, client: Client) async throws -> OutboxEntry? {
        guard let letters, account.hasEmail else { return nil }
        return try letters.write(letter, for: account, in: try await language(of: account, client))
    }

    /// Writes letters within a transaction; nil is written when this server sends no mail, or the account has no address.
    func letterWriter(
        for account: Account, client: Client
    ) async throws -> @Sendable (Letter) throws -> OutboxEntry? {
        guard let letters, account.hasEmail else { return { _ in nil } }
        let language = try await language(of: account, client)
        return { try letters.write($0, for: account, in: language) }
    }

    /// The letter that asks whether a new account's address is right, and what its link is good for.
    func verification(of account: Account, _ client: Client) throws -> (token: LetterToken, mail: OutboxEntry)? {
        guard let letters else { return nil }
        let text = Self.newToken()
        let token = LetterToken(
            hash: Self.hash(text), account: account.id, purpose: .verifyAddress, address: account.email,
            expiresAt: now() + Addresses.verifyLifetime)
        let letter = Letter.verifyAddress(token: text, address: account.email)
        return (token, try letters.write(letter, for: account, in: client.language))
    }

    /// Takes an address that was shown to be the account's own from whoever never showed that.
    func takeover(of address: String, for account: Account, client: Client) async throws -> AddressTakeover {
        let language = try await language(of: account, client)
        let mail = try letters?.write(.addressClaimed(address), for: account, to: address, in: language)
        return AddressTakeover(
            entry: { note(.addressChange, by: account.id, .user($0), client) }, mail: mail)
    }

    /// The hash of a password that is good enough.
    func passwordHash(
        of password: String, field: String, for account: Account, client: Client
    ) async throws -> String {
        try Self.requireGood(password, field: field, email: account.email)
        return try await passwords.hash(password, for: SignInLimits.network(client.address))
    }
}
