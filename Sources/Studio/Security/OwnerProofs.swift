import Domain
import Storage

/// Takes proofs that the owner of an account is there, and notes them with the session.
package struct OwnerProofs: Sendable {
    package enum Proof: Sendable {
        case password(String)
        case code(String)
        case recoveryCode(String)
        case passkey(Passkeys.Assertion, at: RelyingParty)
    }

    private let accounts: Accounts
    private let secondFactor: SecondFactor
    private let passkeys: Passkeys

    init(accounts: Accounts, secondFactor: SecondFactor, passkeys: Passkeys) {
        self.accounts = accounts
        self.secondFactor = secondFactor
        self.passkeys = passkeys
    }

    /// - Returns: until when the proof is good.
    /// - Throws: ``StudioError/invalid(field:reason:)`` naming what is not right,
    ///   ``StudioError/rateLimited(retryAfter:)``.
    package func take(
        _ proof: Proof, of account: Account, session: SessionID, client: Client
    ) async throws -> Timestamp {
        switch proof {
        case .password(let password): try await accounts.require(password: password, of: account, client: client)
        case .code(let code): try await secondFactor.prove(.code(code), of: account, client: client)
        case .recoveryCode(let code): try await secondFactor.prove(.recoveryCode(code), of: account, client: client)
        case .passkey(let assertion, let site): try await passkeys.prove(assertion, of: account, at: site)
        }
        let moment = accounts.now()
        try await accounts.store.prove(session, of: account.id, at: moment)
        return moment + Accounts.freshness
    }
}
