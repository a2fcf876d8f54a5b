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
    let lines = AccountLines()
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

    /// Changes what is not nil.
    package func change(_ id: AccountID, name: String?, visibleMark: Bool?) async throws -> Account {
        let name = try name.map(Self.cleanedName)
        guard let account = try await store.updateAccount(id, name: name, visibleMark: visibleMark) else {
            throw StudioError.notFound("account")
        }
        return account
    }

    func admitRegistration(_ client: Client) throws(StudioError) {
        do { try limits.admitRegistration(address: client.address) } catch {
            refusals.note(Refusals.Registration.limited)
            throw error
        }
    }

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
