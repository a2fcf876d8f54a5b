import Crypto
import Domain
import Foundation
import Storage

/// The second factor of an account: a code generator, and codes on paper for when it is lost.
package struct SecondFactor: Sendable {
    /// What a person sets a generator up with, told once.
    package struct Enrolment: Equatable, Sendable {
        /// Base32.
        package let secret: String
        /// `otpauth://…`, for a QR code.
        package let url: String
    }

    /// That it is really the owner who changes this, and not somebody at an unlocked screen.
    package enum Proof: Sendable {
        case password(String)
        case code(String)
    }

    package enum Answer: Sendable {
        case code(String)
        case recoveryCode(String)
    }

    /// Of codes for one account, whoever asks: three of a million are right at a time, so a guess has to wait for years.
    private static let attempts = 10
    private static let window: Duration = .seconds(3600)

    private let store: Store
    private let accounts: Accounts
    private let secrets: SecretKeys
    private let issuer: String
    private let now: @Sendable () -> Timestamp

    /// - Parameter issuer: what a generator shows beside the account.
    package init(
        store: Store, accounts: Accounts, secrets: SecretKeys, issuer: String = "Greenroom",
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.accounts = accounts
        self.secrets = secrets
        self.issuer = issuer
        self.now = now
    }

    /// Begins to set a generator up. Nothing is asked for at sign-in until it is confirmed.
    /// - Throws: ``StudioError/conflict(_:)`` when one is in use.
    package func begin(for account: Account, client: Client) async throws -> Enrolment {
        let totp = TOTP.random()
        let sealed = try secrets.seal(totp.secret, for: StoredSecondFactor.place(of: account.id))
        guard try await store.beginSecondFactor(sealed, of: account.id, by: client.credential, at: now()) else {
            throw StudioError.conflict(
                Conflict("second_factor_on", "a second factor is already set up; turn it off first"))
        }
        return Enrolment(
            secret: Base32.text(totp.secret), url: totp.url(account: account.address ?? account.name, issuer: issuer))
    }

    /// Puts the generator into use, now that it showed a right code.
    /// - Returns: recovery codes, told once.
    package func confirm(_ code: String, for account: Account, client: Client) async throws -> [String] {
        if let codes = try await codesOfEarlierRun(for: account, client) { return codes }
        guard let stored = try await store.secondFactor(of: account.id) else {
            throw StudioError.conflict(Conflict("second_factor_not_started", "start setting up a second factor first"))
        }
        guard !stored.isConfirmed else {
            throw StudioError.conflict(Conflict("second_factor_on", "this second factor is already set up"))
        }
        try await require(code, of: account, client: client)
        let codes = RecoveryCodes.make()
        let hashes = codes.map { RecoveryCodes.hash($0, of: account.id) }
        let mail = try await accounts.letter(.secondFactorOn, for: account, client: client)
        let isOn = try await store.confirmSecondFactor(
            of: account.id, recoveryHashes: hashes, by: client.credential, at: now(), mail: mail,
            noting: note(.secondFactorOn, account, client, id: IdempotencyClaim.givenID()))
        guard isOn else {
            throw StudioError.conflict(Conflict("second_factor_on", "this second factor is already set up"))
        }
        return codes
    }

    /// - Throws: ``StudioError/notFound(_:)`` when there is none.
    package func turnOff(for account: Account, proof: Proof, client: Client) async throws {
        guard try await store.secondFactor(of: account.id) != nil else { throw StudioError.notFound("second factor") }
        try await require(proof, of: account, client: client)
        let mail = try await accounts.letter(.secondFactorOff, for: account, client: client)
        _ = try await store.removeSecondFactor(
            of: account.id, by: client.credential, mail: mail, noting: note(.secondFactorOff, account, client))
    }

    private func note(
        _ action: AuditEntry.Action, _ account: Account, _ client: Client, id: AuditID? = nil
    ) -> AuditEntry {
        accounts.note(action, by: account.id, .user(account.id), client, id: id)
    }

    /// Other codes in the place of those that an earlier run of this request has made, and told nobody: the log says whether
    /// it has.
    private func codesOfEarlierRun(for account: Account, _ client: Client) async throws -> [String]? {
        guard account.hasSecondFactor, let id: AuditID = IdempotencyClaim.earlierID(),
            try await store.isNoted(id, by: account.id)
        else { return nil }
        let codes = RecoveryCodes.make()
        let hashes = codes.map { RecoveryCodes.hash($0, of: account.id) }
        try await store.replaceRecoveryCodes(of: account.id, hashes, by: client.credential, mail: nil)
        return codes
    }

    /// New recovery codes in place of the old ones.
    package func renewRecoveryCodes(for account: Account, proof: Proof, client: Client) async throws -> [String] {
        guard account.hasSecondFactor else {
            throw StudioError.conflict(Conflict("second_factor_off", "no second factor is set up"))
        }
        if let codes = try await codesOfEarlierRun(for: account, client) { return codes }
        try await require(proof, of: account, client: client)
        let codes = RecoveryCodes.make()
        let mail = try await accounts.letter(.recoveryCodesChanged, for: account, client: client)
        let hashes = codes.map { RecoveryCodes.hash($0, of: account.id) }
        try await store.replaceRecoveryCodes(
            of: account.id, hashes, by: client.credential, mail: mail,
            noting: note(.recoveryCodesRenew, account, client, id: IdempotencyClaim.givenID()))
        return codes
    }

    package func recoveryCodesLeft(of account: Account) async throws -> Int {
        account.hasSecondFactor ? try await store.recoveryCodesLeft(of: account.id) : 0
    }

    /// Finishes a sign-in that waited for its second factor.
    /// - Throws: ``StudioError/unauthenticated(_:)`` for a ticket that is not good any more,
    ///   ``StudioError/invalid(field:reason:)`` for a wrong code.
    package func redeem(_ ticket: String, with answer: Answer, client: Client) async throws -> Accounts.SignIn {
        let hash = Accounts.hash(ticket)
        let owner = try await store.attemptTicket(hash, at: now(), limit: SecondFactorTicket.attempts)
        guard let owner, let account = try await store.account(owner) else {
            accounts.refusals.note(.ticket)
            throw Self.ticketEnded
        }
        try await prove(answer, of: account, client: client)
        return try await accounts.open(for: account, on: .ticket(hash), client: client, isProven: true)
    }

    /// Asks for a code, or for one of the codes on paper.
    func prove(_ answer: Answer, of account: Account, client: Client) async throws {
        switch answer {
        case .code(let code):
            guard account.hasSecondFactor else { throw Self.wrongCode }
            try await require(code, of: account, client: client)
        case .recoveryCode(let code):
            let hash = RecoveryCodes.hash(code, of: account.id)
            guard account.hasSecondFactor, try await store.useRecoveryCode(hash, of: account.id) else {
                accounts.refusals.note(.code)
                throw StudioError.invalid(field: "recovery_code", reason: "is wrong or was already used")
            }
        }
    }

    /// The same for a code that was used: who saw one over a shoulder does not learn that it was right.
    private static let wrongCode = StudioError.invalid(field: "code", reason: "is wrong or was already used")

    static let ticketEnded = Accounts.ticketEnded

    private func require(_ proof: Proof, of account: Account, client: Client) async throws {
        switch proof {
        case .password(let password): try await accounts.require(password: password, of: account, client: client)
        case .code(let code): try await require(code, of: account, client: client)
        }
    }

    private func require(_ code: String, of account: Account, client: Client) async throws {
        let moment = now()
        let start = Timestamp(milliseconds: moment.milliseconds - Self.window.components.seconds * 1000)
        let sealed = try await store.attemptSecondFactor(
            of: account.id, at: moment, windowStart: start, limit: Self.attempts)
        guard let sealed else {
            accounts.refusals.note(Refusals.SignIn.limited)
            throw StudioError.rateLimited(retryAfter: Self.window)
        }
        let totp = TOTP(secret: try secrets.open(sealed, at: StoredSecondFactor.place(of: account.id)))
        guard let step = totp.step(of: code, at: moment) else {
            accounts.refusals.note(.code)
            throw Self.wrongCode
        }
        guard try await store.take(step: step, of: account.id) else {
            accounts.refusals.note(.codeReused)
            try await store.note(note(.codeReuse, account, client))
            throw Self.wrongCode
        }
    }
}
