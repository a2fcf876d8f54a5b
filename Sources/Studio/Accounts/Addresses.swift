import Domain
import Foundation
import Storage

/// What an account's address is good for once mail is set up: proving that it is one's own, changing it, and getting in
/// again with a new password.
package struct Addresses: Sendable {
    /// Of a link to a new password.
    static let resetLifetime: Duration = .seconds(30 * 60)
    /// Of a link that verifies an address.
    static let verifyLifetime: Duration = .seconds(24 * 60 * 60)

    private let store: Store
    private let accounts: Accounts
    /// Nil when this server sends no mail.
    private let letters: Letters?
    private let limits: MailLimits
    /// Every answer to ``forgot(email:client:)`` takes at least so long, so that it does not tell whether there is an
    /// account.
    private let evenTime: Duration
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, accounts: Accounts, limits: MailLimits = MailLimits(),
        evenTime: Duration = .milliseconds(300), now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.accounts = accounts
        letters = accounts.letters
        self.limits = limits
        self.evenTime = evenTime
        self.now = now
    }

    /// Whether letters are sent at all.
    package var areLettersSent: Bool { letters != nil }

    /// Sends a link to a new password, if there is such an account. The answer is the same when there is none.
    /// - Throws: ``StudioError/unavailable(_:)`` without mail, ``StudioError/rateLimited(retryAfter:)``.
    package func forgot(email: String, client: Client) async throws {
        let letters = try needed()
        guard let address = EmailAddress.cleaned(email) else {
            throw StudioError.invalid(field: "email", reason: "is not an e-mail address")
        }
        try limits.admit(address: client.address)
        let end = ContinuousClock.now + evenTime
        if limits.admit(mailbox: address), let account = try await store.credentials(email: address)?.account,
            account.status == .active, account.hasEmail
        {
            let (token, stored) = token(.resetPassword, of: account, to: account.email, lifetime: Self.resetLifetime)
            let mail = try letters.write(
                .resetPassword(token: token), for: account, in: try await accounts.language(of: account, client))
            try await store.add(stored, with: mail)
        }
        try await Task.sleep(until: end)
    }

    /// Puts a new password in place, and ends every session and what else acts for the account.
    /// - Parameter end: what ends.
    /// - Returns: what has ended.
    /// - Throws: ``StudioError/invalid(field:reason:)`` for a token that is not good any more, and for the password.
    @discardableResult
    package func resetPassword(
        with token: String, to password: String, ending end: AccessEnd = .byProof, client: Client
    ) async throws -> EndedAccess {
        let hash = Accounts.hash(token)
        guard let found = try await store.letterToken(hash, for: .resetPassword, at: now()),
            let account = try await store.account(found.account)
        else { throw Self.worn }
        let passwordHash = try await accounts.passwordHash(
            of: password, field: "new_password", for: account, client: client)
        let write = try await accounts.letterWriter(for: account, client: client)
        let entry = accounts.note(.passwordChange, by: account.id, .user(account.id), client, ["by": "letter"])
        let ended = try await store.resetPassword(
            to: passwordHash, with: hash, at: now(), ending: end, mail: { try write(.passwordChanged(ended: $0)) },
            noting: entry)
        guard let ended else { throw Self.worn }
        return ended
    }

    /// Sends the link that proves the address.
    package func sendVerification(to account: Account, client: Client) async throws {
        let letters = try needed()
        guard account.hasEmail else {
            throw StudioError.conflict(Conflict("no_address", "this account has no e-mail address"))
        }
        guard account.needsProofOfAddress else {
            throw StudioError.conflict(Conflict("address_verified", "this address is already verified"))
        }
        guard limits.admit(mailbox: account.email) else { throw StudioError.rateLimited(retryAfter: .seconds(3600)) }
        try await sendLink(to: account.email, for: account, letters, client)
    }

    /// Sends a link to another address, which becomes the account's once it is opened. Whether it has an account is not
    /// told.
    /// - Parameter password: nil when the owner was proven lately, see ``Accounts/freshness``.
    package func change(
        of account: Account, session: SessionID, to email: String, password: String?, client: Client
    ) async throws {
        let letters = try needed()
        guard let address = EmailAddress.cleaned(email) else {
            throw StudioError.invalid(field: "email", reason: "is not an e-mail address")
        }
        guard address != account.email else {
            throw StudioError.invalid(field: "email", reason: "is already the account's address")
        }
        try await accounts.requireProof(of: account, session: session, password: password, client: client)
        try limits.admit(address: client.address)
        guard limits.admit(mailbox: address) else { return }
        if let holder = try await store.credentials(email: address)?.account {
            guard holder.id == account.id || holder.yieldsAddress else { return }
        }
        try await sendLink(to: address, for: account, letters, client)
    }

    /// Does what the link was sent for.
    /// - Parameter session: of whoever opens it, if somebody is signed in.
    /// - Throws: ``StudioError/invalid(field:reason:)`` for a token that is not good any more,
    ///   ``StudioError/conflict(_:)`` when the address has got an account meanwhile, and when one that does not need to
    ///   keep it has it and whoever opens the link is not signed in to the account that is to have it.
    package func verify(_ token: String, session: SessionID? = nil, client: Client) async throws -> Account {
        let hash = Accounts.hash(token)
        guard let found = try await store.letterToken(hash, for: .verifyAddress, at: now()),
            let account = try await store.account(found.account)
        else { throw Self.worn }
        let notice = try await accounts.letter(.addressChanged(to: found.address), for: account, client: client)
        let isOwner = try await isOwner(session, of: account)
        do {
            let entry = accounts.note(.addressChange, by: account.id, .user(account.id), client)
            let takeover = try await accounts.takeover(of: found.address, for: account, client: client)
            let changed = try await store.verifyAddress(
                with: hash, at: now(), isOwner: isOwner, taking: takeover, mail: notice, noting: entry)
            guard let changed else { throw Self.worn }
            return changed
        } catch StoreError.emailTaken {
            if !isOwner, try await store.credentials(email: found.address)?.account.yieldsAddress == true {
                throw StudioError.conflict(
                    Conflict(
                        "open_signed_in", "sign in to the account that is to have this address, then open the link"))
            }
            throw StudioError.conflict(Conflict("address_taken", "an account with this e-mail address exists"))
        }
    }

    private func isOwner(_ session: SessionID?, of account: Account) async throws -> Bool {
        guard let session else { return false }
        return try await accounts.owner(of: session)?.id == account.id
    }

    private static let worn = StudioError.invalid(
        field: "token", reason: "has expired or was already used; request a new one")

    private func needed() throws(StudioError) -> Letters {
        guard let letters else {
            throw .unavailable("this server does not send mail; ask its administrator")
        }
        return letters
    }

    private func sendLink(to address: String, for account: Account, _ letters: Letters, _ client: Client) async throws {
        let (token, stored) = token(.verifyAddress, of: account, to: address, lifetime: Self.verifyLifetime)
        let letter = Letter.verifyAddress(token: token, address: address)
        let language = try await accounts.language(of: account, client)
        try await store.add(
            stored, with: letters.write(letter, for: account, to: address, in: language), by: client.credential)
    }

    private func token(
        _ purpose: LetterToken.Purpose, of account: Account, to address: String, lifetime: Duration
    ) -> (String, LetterToken) {
        let text = Accounts.newToken()
        let stored = LetterToken(
            hash: Accounts.hash(text), account: account.id, purpose: purpose, address: address,
            expiresAt: now() + lifetime)
        return (text, stored)
    }
}
