import Domain

/// What guards an account beside its password.
package struct Security: Sendable {
    package let accounts: Accounts
    package let secondFactor: SecondFactor
    package let passkeys: Passkeys
    package let proofs: OwnerProofs

    package init(accounts: Accounts, secondFactor: SecondFactor, passkeys: Passkeys) {
        self.accounts = accounts
        self.secondFactor = secondFactor
        self.passkeys = passkeys
        proofs = OwnerProofs(accounts: accounts, secondFactor: secondFactor, passkeys: passkeys)
    }

    /// All of it at a glance.
    package struct Overview: Sendable {
        package let hasPassword: Bool
        package let hasSecondFactor: Bool
        package let recoveryCodesLeft: Int
        package let passkeys: [Passkey]
        package let isEmailVerified: Bool
        package let isOwnerProven: Bool
    }

    package func overview(of account: Account) async throws -> Overview {
        Overview(
            hasPassword: try await accounts.hasPassword(account), hasSecondFactor: account.hasSecondFactor,
            recoveryCodesLeft: try await secondFactor.recoveryCodesLeft(of: account),
            passkeys: try await passkeys.list(of: account.id), isEmailVerified: account.emailVerifiedAt != nil,
            isOwnerProven: account.ownerProvenAt != nil)
    }
}
