import Crypto
import Domain
import Foundation
import Storage

/// Accounts with passwords, and the sign-ins to them.
package struct Accounts: Sendable {
    package struct SignIn: Sendable {
        package let account: Account
        package let session: Session
        /// 43 characters; only its hash is stored, so it can be told once.
        package let refreshToken: String
    }

    /// Of a refresh token, from its last rotation.
    package static let sessionLifetime: Duration = .seconds(30 * 24 * 60 * 60)

    /// How long a refresh token may be shown again by a client that did not get the answer. The "reuse interval" of Supabase is
    /// 10 s, too.
    package static let refreshGrace: Duration = .seconds(10)

    let store: Store
    /// Nil when this server sends no mail.
    let letters: Letters?
    let passwords: PasswordHasher
    let limits: SignInLimits
    private let lines = AccountLines()
    let refusals: Refusals
    let newID: IDSource
    let now: @Sendable () -> Timestamp

    /// - Parameter refusals: counts who is not let in.
    package init(
        store: Store, passwords: PasswordHasher = PasswordHasher(), limits: SignInLimits = SignInLimits(),
        letters: Letters? = nil, refusals: Refusals = Refusals(), newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.passwords = passwords
        self.limits = limits
        self.refusals = refusals
        self.letters = letters
        self.newID = newID
        self.now = now
    }

    /// - Parameter name: nil takes what stands before the at sign.
    /// - Parameter claim: lets the same request be sent again: it signs in to what it has made.
    /// - Throws: ``StudioError/conflict(_:)`` for an address that has an account, ``StudioError/registrationClosed``.
    package func register(
        email: String, password: String, name: String?, invitation: String? = nil, claim: RegistrationClaim? = nil,
        client: Client
    ) async throws -> SignIn {
        guard let address = EmailAddress.cleaned(email) else {
            throw StudioError.invalid(field: "email", reason: "is not an e-mail address")
        }
        try Self.requireGood(password, field: "password", email: address)
        if let claim, let earlier = try await store.earlier(claim, email: address, at: now()) {
            guard earlier == .same else {
                throw StudioError.invalid(field: "Idempotency-Key", reason: "was already used for another request")
            }
            return try await signIn(email: address, password: password, client: client)
        }
        let name = try name.map(Self.cleanedName) ?? String(address.prefix { $0 != "@" })
        try admitRegistration(client)
        let draft = Account(
            id: newID.next(), email: address, name: name, role: .member, createdAt: now())
        let hash = try await passwords.hash(password, for: SignInLimits.network(client.address))
        let account: Account
        do {
            account = try await store.register(
                draft, passwordHash: hash, verification: try verification(of: draft, client),
                invitation: invitation.map(Self.hash), claim: claim,
                noting: note(.register, by: draft.id, .user(draft.id), client))
        } catch StoreError.registrationClosed {
            refusals.note(.closed)
            throw StudioError.registrationClosed
        } catch StoreError.invalidInvitation {
            refusals.note(.closed)
            throw StudioError.invalidInvitation
        } catch StoreError.emailTaken {
            refusals.note(.taken)
            throw StudioError.conflict(Conflict("address_taken", "an account with this e-mail address exists"))
        }
        return try await open(for: account, on: .password(hash: hash), client: client)
    }

    /// - Throws: ``StudioError/unauthenticated(_:)``, in the same words and time for a wrong password as for an address
    ///   without account; ``StudioError/rateLimited(retryAfter:)``.
    package func signIn(email: String, password: String, client: Client) async throws -> SignIn {
        let address = EmailAddress.cleaned(email) ?? String(email.prefix(254))
        let pause = try admit(email: address, client)
        let found: (account: Account, passwordHash: String)?
        let isRight: Bool
        do {
            found = try await store.credentials(email: address)
            isRight = try await compare(password, with: found, email: address, pause: pause, client)
        } catch {
            limits.withdraw(email: address, address: client.address)
            throw error
        }
        guard isRight, let found else {
            limits.noteWrong(email: address, address: client.address)
            refusals.note(.password)
            try await store.note(note(.signInFailed, by: nil, found.map { .user($0.account.id) }, client))
            throw Self.wrongPassword
        }
        limits.noteRight(email: address, address: client.address)
        try requireActive(found.account)
        let hash = try await renewed(found.passwordHash, of: password, for: found.account, client)
        return try await open(for: found.account, on: .password(hash: hash), client: client)
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
            from: former, to: hash, of: id, ending: end, except: session,
            mail: { try write(.passwordChanged(ended: $0)) },
            noting: note(.passwordChange, by: id, .user(id), client))
        guard let ended else { throw StudioError.invalid(field: "current_password", reason: "is wrong") }
        return ended
    }

    /// Changes what is not nil.
    package func change(_ id: AccountID, name: String?, visibleMark: Bool?) async throws -> Account {
        let name = try name.map(Self.cleanedName)
        guard let account = try await store.updateAccount(id, name: name, visibleMark: visibleMark) else {
            throw StudioError.notFound("account")
        }
        return account
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
    private func admit(email: String, _ client: Client) throws(StudioError) -> Duration? {
        do { return try limits.admit(email: email, address: client.address) } catch {
            refusals.note(Refusals.SignIn.limited)
            throw error
        }
    }

    /// Compares a password in its turn. Where the owner is signed in already, nobody has to wait for guesses of others.
    private func compare(
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

    func admitRegistration(_ client: Client) throws(StudioError) {
        do { try limits.admitRegistration(address: client.address) } catch {
            refusals.note(Refusals.Registration.limited)
            throw error
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
        let plain = password.lowercased()
        guard Set(plain).count > 2, plain != email.lowercased(), !obvious.contains(plain) else {
            throw .invalid(field: field, reason: "is too easy to guess")
        }
    }

    private static let obvious: Set<String> = [
        "password", "password1", "password123", "passw0rd", "12345678", "123456789", "1234567890", "qwertyuiop",
        "qwerty123", "iloveyou", "11112222", "abcdefgh", "abcd1234", "letmein1", "greenroom", "changeme",
    ]

    private static func cleanedName(_ name: String) throws(StudioError) -> String {
        guard let clean = Title.cleaned(name, longest: 100) else {
            throw .invalid(field: "name", reason: "must have 1 to 100 characters")
        }
        return clean
    }

    /// 32 random bytes as 43 characters.
    static func newToken() -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return Base64URL.text(bytes)
    }

    /// What is stored of a token.
    static func hash(_ token: String) -> Data { Data(SHA256.hash(data: Data(token.utf8))) }
}
