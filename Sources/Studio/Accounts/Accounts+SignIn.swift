import Domain
import Storage

/// Signing in: limits first, then the password in its turn, then the second factor, then a session.
extension Accounts {
    /// - Throws: ``StudioError/unauthenticated(_:)``, in the same words and time for a wrong password as for an address
    ///   without account; ``StudioError/rateLimited(retryAfter:)``.
    package func signIn(email: String, password: String, client: Client) async throws -> SignIn {
        let address = EmailAddress.cleaned(email) ?? String(email.prefix(254))
        let pause = try admit(email: address, client)
        let known: [(account: Account, passwordHash: String)]
        let found: (account: Account, passwordHash: String)?
        do {
            known = try await store.signInCredentials(email: address)
            found = try await owner(of: password, among: known, email: address, pause: pause, client)
        } catch {
            limits.withdraw(email: address, address: client.address)
            throw error
        }
        guard let found else {
            limits.noteWrong(email: address, address: client.address)
            refusals.note(.password)
            try await store.note(note(.signInFailed, by: nil, known.first.map { .user($0.account.id) }, client))
            throw Self.wrongPassword
        }
        limits.noteRight(email: address, address: client.address)
        try requireActive(found.account)
        let hash = try await renewed(found.passwordHash, of: password, for: found.account, client)
        return try await open(for: found.account, on: .password(hash: hash), client: client)
    }

    /// Whose password it is; compared with something also where nobody has the address.
    private func owner(
        of password: String, among known: [(account: Account, passwordHash: String)], email: String, pause: Duration?,
        _ client: Client
    ) async throws -> (account: Account, passwordHash: String)? {
        guard !known.isEmpty else {
            _ = try await compare(password, with: nil, email: email, pause: pause, client)
            return nil
        }
        for candidate in known {
            if try await compare(password, with: candidate, email: email, pause: pause, client) { return candidate }
        }
        return nil
    }

    static let ticketEnded = StudioError.unauthenticated("this sign-in took too long; start again")

    private static let wrongPassword = StudioError.unauthenticated("the e-mail address or the password is wrong")

    /// The hash of a password that is right, made anew when it is outdated. Where another password was set meanwhile, that
    /// one stays, and the former one lets nobody in.
    private func renewed(
        _ stored: String, of password: String, for account: Account, _ client: Client
    ) async throws -> String {
        guard passwords.isOutdated(stored) else { return stored }
        let hash = try await passwords.hash(password, for: SignInLimits.network(client.address))
        return try await store.replacePasswordHash(stored, with: hash, of: account.id) ? hash : stored
    }

    /// The one place where somebody who was found to be the account's owner is let in.
    /// - Parameters:
    ///   - ground: by what they were found to be it; it must still stand when they are let in.
    ///   - isProven: whether a second factor was shown, too.
    ///   - provenAt: when they showed who they are; nil is now.
    /// - Throws: ``StudioError/secondFactorRequired(_:)`` for an account with a second factor that was not shown;
    ///   ``StudioError/unauthenticated(_:)`` when the ground was taken away meanwhile.
    package func open(
        for account: Account, on ground: SignInGround, client: Client, isProven: Bool = false,
        provenAt: Timestamp? = nil
    ) async throws -> SignIn {
        try requireActive(account)
        guard isProven || !account.hasSecondFactor else {
            throw StudioError.secondFactorRequired(try await ticket(for: account, on: ground))
        }
        let moment = now()
        let session = Session(
            id: newID.next(), accountID: account.id, createdAt: min(provenAt ?? moment, moment), lastUsedAt: moment,
            expiresAt: moment + Self.sessionLifetime, userAgent: client.userAgent, address: client.address)
        let token = Self.newToken()
        let isOpen = try await store.open(
            session, refreshHash: Self.hash(token), on: ground,
            noting: note(.signIn, by: account.id, .session(session.id), client))
        guard isOpen else { throw lost(ground) }
        return SignIn(account: account, session: session, refreshToken: token)
    }

    /// What is said when somebody's ground was taken away while they signed in.
    private func lost(_ ground: SignInGround) -> StudioError {
        switch ground {
        case .password:
            refusals.note(.password)
            return Self.wrongPassword
        case .ticket:
            refusals.note(.ticket)
            return Self.ticketEnded
        case .identity, .passkey: return .unauthenticated("the session has ended; sign in again")
        }
    }

    func requireActive(_ account: Account) throws(StudioError) {
        guard account.status == .active else {
            refusals.note(.suspended)
            throw .suspended
        }
    }

    /// Counts an attempt, and refuses one that comes too soon.
    /// - Returns: how far attempts must be apart; nil when that does not matter.
    func admit(email: String, _ client: Client) throws(StudioError) -> Duration? {
        do { return try limits.admit(email: email, address: client.address) } catch {
            refusals.note(Refusals.SignIn.limited)
            throw error
        }
    }

    /// Compares a password in its turn. Where the owner is signed in already, nobody has to wait for guesses of others.
    func compare(
        _ password: String, with found: (account: Account, passwordHash: String)?, email: String, pause: Duration?,
        _ client: Client
    ) async throws -> Bool {
        let (network, stored, passwords) = (SignInLimits.network(client.address), found?.passwordHash, passwords)
        guard let pause, try await !isKnown(network, to: found?.account) else {
            return try await passwords.verify(password, against: stored, for: network)
        }
        return try await lines.pass(at: Store.emailKey(email), from: network, pause: pause) {
            try await passwords.verify(password, against: stored, for: network)
        }
    }

    private func isKnown(_ network: String, to account: Account?) async throws -> Bool {
        guard let account else { return false }
        return try await store.sessions(of: account.id, at: now()).contains {
            SignInLimits.network($0.address) == network
        }
    }

    /// Refuses who begins too many sign-ins by a provider.
    func admitStart(_ client: Client) throws(StudioError) {
        do { try limits.admitStart(address: client.address) } catch {
            refusals.note(Refusals.SignIn.limited)
            throw error
        }
    }

    private func ticket(for account: Account, on ground: SignInGround) async throws -> SecondFactorTicket {
        let text = Self.newToken()
        let isKept = try await store.addTicket(
            Self.hash(text), of: account.id, on: ground, at: now(), expiresAt: now() + SecondFactorTicket.lifetime)
        guard isKept else { throw lost(ground) }
        let hasPasskeys = try await !store.passkeys(of: account.id).isEmpty
        let methods: [SecondFactorTicket.Method] = [.totp, .recovery] + (hasPasskeys ? [.passkey] : [])
        return SecondFactorTicket(text: text, methods: methods)
    }
}
