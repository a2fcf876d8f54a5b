import Domain
import Foundation
import Storage

/// Signing in by the word of a provider.
extension Accounts {
    /// Lets somebody in whom a provider vouches for; who is new gets an account without a password.
    ///
    /// An e-mail address never leads into an account: whoever has one here already must sign in to it first and then
    /// link. Only a verified address becomes the new account's own; an account that has it without ever having verified it
    /// gives it up, see ``AddressTakeover``.
    /// - Throws: ``StudioError/emailTaken``; ``StudioError/registrationClosed``; ``StudioError/forbidden(_:)`` for a suspended account and where the provider
    ///   makes none; what ``open(for:client:isProven:)`` throws.
    func signIn(
        as person: ProvenIdentity, from provider: ProviderFacts, client: Client
    ) async throws -> SignIn {
        let person = Self.cleaned(person)
        if let identity = try await store.useIdentity(of: provider.id, as: person, at: now()),
            let account = try await store.account(identity.accountID)
        {
            return try await open(for: account, on: .identity(identity.id), client: client, provenAt: person.provenAt)
        }
        let (account, identity) = try await makeAccount(for: person, from: provider, client)
        return try await open(for: account, on: .identity(identity), client: client, provenAt: person.provenAt)
    }

    /// Lets somebody in who shows a provider's token with every request: a session of its own, as long as the token is
    /// good. One that was ended does not begin again with the same token. Client libraries get a new token every hour
    /// without asking anybody: what it proves was proven when its owner signed in at the provider.
    /// - Parameter tokenHash: SHA-256 of the token.
    func session(
        bearing tokenHash: Data, of person: ProvenIdentity, from provider: ProviderFacts, client: Client
    ) async throws -> Session {
        let person = Self.cleaned(person)
        let account: Account
        let ground: SignInGround
        if let identity = try await store.useIdentity(of: provider.id, as: person, at: now()),
            let known = try await store.account(identity.accountID)
        {
            account = known
            ground = .identity(identity.id)
        } else {
            let (made, identity) = try await makeAccount(for: person, from: provider, client)
            account = made
            ground = .identity(identity)
        }
        try requireActive(account)
        guard !account.hasSecondFactor else {
            throw StudioError.unauthenticated("this account asks for a second factor; sign in with the token first")
        }
        guard let id = SessionID(rawValue: "t_" + Base64URL.text(tokenHash)) else {
            throw StudioError.unauthenticated("the token is not valid")
        }
        let moment = now()
        let session = Session(
            id: id, accountID: account.id, createdAt: min(person.provenAt ?? moment, moment), lastUsedAt: moment,
            expiresAt: max(moment, person.expiresAt ?? moment), userAgent: client.userAgent, address: client.address)
        let entry = note(.signIn, by: account.id, .session(id), client, ["provider": provider.id])
        guard try await store.open(session, tokenHash: tokenHash, on: ground, noting: entry) else {
            throw StudioError.unauthenticated("the session has ended; sign in again")
        }
        return session
    }

    private func makeAccount(
        for person: ProvenIdentity, from provider: ProviderFacts, _ client: Client
    ) async throws -> (account: Account, identity: IdentityID) {
        let proven = person.emailIsVerified ? person.email : nil
        if let email = person.email, let holder = try await store.credentials(email: email)?.account,
            proven == nil || !holder.yieldsAddress
        {
            refusals.note(.taken)
            throw StudioError.emailTaken
        }
        guard provider.createsAccounts else { throw StudioError.unknownPerson(provider: provider.name) }
        try admitRegistration(client)
        let id: AccountID = newID.next()
        let moment = now()
        let fallback = proven.flatMap { $0.split(separator: "@").first.map(String.init) } ?? provider.name
        let draft = Account(
            id: id, email: proven ?? Account.noEmail(for: id), name: person.name ?? fallback, role: .member,
            emailVerifiedAt: proven == nil ? nil : moment, ownerProvenAt: proven == nil ? nil : moment,
            createdAt: moment)
        let identity = Identity(
            id: newID.next(), accountID: id, provider: provider.id, name: person.name, email: person.email,
            createdAt: moment, lastUsedAt: moment)
        var taking: AddressTakeover?
        if let proven { taking = try await takeover(of: proven, for: draft, client: client) }
        do {
            let account = try await store.register(
                draft, passwordHash: Account.noPassword, identity: (identity, person.keys), taking: taking,
                noting: note(.register, by: id, .user(id), client, ["provider": provider.id]))
            return (account, identity.id)
        } catch StoreError.registrationClosed {
            refusals.note(.closed)
            throw StudioError.registrationClosed
        } catch StoreError.emailTaken {
            refusals.note(.taken)
            throw StudioError.emailTaken
        } catch StoreError.identityTaken {
            throw StudioError.conflict(Conflict("sign_in_used", "this sign-in was used a moment ago; try again"))
        }
    }

    /// Gives the account another way in. Both are proven: the account by being signed in, the identity by the provider.
    func link(
        _ person: ProvenIdentity, from provider: ProviderFacts, to account: AccountID, client: Client
    ) async throws -> Identity {
        let person = Self.cleaned(person)
        let moment = now()
        let identity = Identity(
            id: newID.next(), accountID: account, provider: provider.id, name: person.name, email: person.email,
            createdAt: moment, lastUsedAt: moment)
        guard let owner = try await store.account(account) else { throw StudioError.notFound("account") }
        let mail = try await letter(.signInMethodAdded(method: provider.name), for: owner, client: client)
        do {
            return try await store.link(
                identity, as: person, by: client.credential, mail: mail,
                noting: note(
                    .identityLink, by: account, .identity(identity.id), client, ["provider": provider.id]))
        } catch StoreError.identityTaken {
            throw StudioError.identityTaken
        }
    }

    /// What providers tell is as much from outside as anything.
    private static func cleaned(_ person: ProvenIdentity) -> ProvenIdentity {
        ProvenIdentity(
            keys: person.keys, email: person.email.flatMap(EmailAddress.cleaned),
            emailIsVerified: person.emailIsVerified,
            name: person.name.flatMap { Title.beginning(of: $0, longest: 100) }, expiresAt: person.expiresAt,
            provenAt: person.provenAt)
    }
}
