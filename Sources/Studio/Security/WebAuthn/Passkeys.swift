import Crypto
import Domain
import Foundation
import Storage

/// Passkeys of accounts: made, used to sign in, named and removed. Follows WebAuthn level 2, section 7 step by step;
/// what an authenticator says of its own make (attestation) is not looked at.
package struct Passkeys: Sendable {
    /// For `navigator.credentials.create`.
    package struct CreationOptions: Sendable {
        package let challenge: Data
        package let site: RelyingParty
        package let account: Account
        package let known: [Passkey]
        package let algorithms: [Int64]
    }

    /// For `navigator.credentials.get`.
    package struct RequestOptions: Sendable {
        package let challenge: Data
        package let site: RelyingParty
        /// Empty: whichever the person has for this site.
        package let allowed: [Passkey]
        package let needsVerification: Bool
    }

    /// What `navigator.credentials.create` gave.
    package struct Registration: Sendable {
        package let clientData: Data
        package let attestation: Data
        package let transports: [String]

        package init(clientData: Data, attestation: Data, transports: [String]) {
            self.clientData = clientData
            self.attestation = attestation
            self.transports = transports
        }
    }

    /// What `navigator.credentials.get` gave.
    package struct Assertion: Sendable {
        package let credentialID: Data
        package let clientData: Data
        package let authenticatorData: Data
        package let signature: Data
        package let userHandle: Data?

        package init(
            credentialID: Data, clientData: Data, authenticatorData: Data, signature: Data, userHandle: Data?
        ) {
            self.credentialID = credentialID
            self.clientData = clientData
            self.authenticatorData = authenticatorData
            self.signature = signature
            self.userHandle = userHandle
        }
    }

    /// Of one account.
    package static let most = 20

    private let store: Store
    private let accounts: Accounts
    private let challenges: Challenges
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    /// - Parameter signingKey: of the home, 32 bytes.
    package init(
        store: Store, accounts: Accounts, signingKey: Data, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.accounts = accounts
        challenges = Challenges(signingKey: signingKey)
        self.newID = newID
        self.now = now
    }

    /// The oldest first.
    package func list(of account: AccountID) async throws -> [Passkey] { try await store.passkeys(of: account) }

    package func rename(_ id: PasskeyID, of account: AccountID, to name: String) async throws -> Passkey {
        guard let passkey = try await store.renamePasskey(id, of: account, name: try Self.cleanedName(name)) else {
            throw StudioError.notFound("passkey")
        }
        return passkey
    }

    /// - Throws: ``StudioError/lastWayIn`` when nothing else lets the owner in.
    package func delete(_ id: PasskeyID, of account: Account, client: Client) async throws {
        guard let passkey = try await store.passkeys(of: account.id).first(where: { $0.id == id }) else {
            throw StudioError.notFound("passkey")
        }
        let mail = try await accounts.letter(.signInMethodRemoved(method: passkey.name), for: account, client: client)
        let removal = try await store.deletePasskey(
            id, of: account.id, by: client.credential, mail: mail,
            noting: accounts.note(.passkeyRemove, by: account.id, .passkey(id), client))
        switch removal {
        case .removed: return
        case .missing: throw StudioError.notFound("passkey")
        case .lastWayIn: throw StudioError.lastWayIn
        }
    }
}

extension Passkeys {
    /// - Throws: ``StudioError/conflict(_:)`` when the account has as many as it may.
    package func beginRegistration(of account: Account, at site: RelyingParty) async throws -> CreationOptions {
        let known = try await store.passkeys(of: account.id)
        guard known.count < Self.most else { throw Self.tooMany }
        return CreationOptions(
            challenge: challenges.issue(.registration(account.id), at: now()), site: site, account: account,
            known: known.filter { $0.relyingParty == site.id }, algorithms: COSEKey.algorithms)
    }

    /// Level 2, section 7.1.
    /// - Throws: ``StudioError/invalid(field:reason:)`` naming what was wrong.
    package func register(
        _ registration: Registration, name: String, for account: Account, at site: RelyingParty, client: Client
    ) async throws -> Passkey {
        if let id: PasskeyID = IdempotencyClaim.earlierID(),
            let made = try await store.passkeys(of: account.id).first(where: { $0.id == id })
        {
            return made
        }
        let name = try Self.cleanedName(name)
        guard let shown = ClientData(registration.clientData, type: "webauthn.create", from: site) else {
            throw Self.invalid("was not made for this page")
        }
        guard let challenge = challenges.check(shown.challenge, .registration(account.id), at: now()) else {
            throw Self.invalid("took too long, or answers another question")
        }
        guard let object = try? CBORReader.value(of: registration.attestation), object["fmt"] != nil,
            let bytes = object["authData"]?.bytes, let data = try? AuthenticatorData(bytes),
            let attested = data.attested
        else { throw Self.invalid("cannot be read") }
        guard data.relyingPartyHash == site.hash else { throw Self.invalid("was made for another site") }
        guard data.isUserPresent else { throw Self.invalid("was made without anybody being there") }
        guard (try? COSEKey(attested.publicKey)) != nil else { throw Self.invalid("has a key of an unknown kind") }
        let passkey = Passkey(
            id: IdempotencyClaim.id(or: newID), accountID: account.id, name: name, credentialID: attested.credentialID,
            publicKey: attested.publicKey, relyingParty: site.id,
            transports: Self.cleanedTransports(registration.transports), signCount: data.signCount,
            isBackupEligible: data.isBackupEligible, isBackedUp: data.isBackedUp, createdAt: now())
        let mail = try await accounts.letter(.signInMethodAdded(method: name), for: account, client: client)
        let outcome = try await store.add(
            passkey, challenge: challenge.hash, expiresAt: challenge.expiresAt, atMost: Self.most,
            by: client.credential, mail: mail,
            noting: accounts.note(.passkeyAdd, by: account.id, .passkey(passkey.id), client))
        switch outcome {
        case .done: return passkey
        case .known: throw StudioError.conflict(Conflict("passkey_known", "this passkey is already registered"))
        case .tooMany: throw Self.tooMany
        case .replayed, .copied: throw Self.invalid("was sent before")
        }
    }

    private static let tooMany = StudioError.conflict(
        Conflict(
            "too_many_passkeys", "an account can have \(most) passkeys; remove one first",
            ["limit": .number(Double(most))]))

    private static func invalid(_ reason: String) -> StudioError { .invalid(field: "credential", reason: reason) }

    private static func cleanedName(_ name: String) throws(StudioError) -> String {
        guard let clean = Title.cleaned(name, longest: 100) else {
            throw .invalid(field: "name", reason: "must have 1 to 100 characters")
        }
        return clean
    }

    private static func cleanedTransports(_ transports: [String]) -> [String] {
        let sane = transports.filter { text in
            (1...32).contains(text.utf8.count)
                && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        }
        return Array(sane.prefix(8))
    }
}

extension Passkeys {
    /// - Parameter ticket: of a sign-in that waits for its second factor; nil begins one.
    package func beginSignIn(ticket: String?, at site: RelyingParty) async throws -> RequestOptions {
        guard let ticket else {
            return RequestOptions(
                challenge: challenges.issue(.signIn, at: now()), site: site, allowed: [], needsVerification: true)
        }
        let hash = Accounts.hash(ticket)
        guard let owner = try await store.ticketOwner(hash, at: now()) else { throw SecondFactor.ticketEnded }
        let known = try await store.passkeys(of: owner).filter { $0.relyingParty == site.id }
        guard !known.isEmpty else {
            throw StudioError.conflict(Conflict("no_passkey", "this account has no passkey for this address"))
        }
        return RequestOptions(
            challenge: challenges.issue(.secondFactor(hash), at: now()), site: site, allowed: known,
            needsVerification: false)
    }

    /// Level 2, section 7.2. Who begins with a passkey must have shown a finger, a face or a PIN to it; then it is two
    /// factors in one. As the second factor to a password it is enough to have it.
    /// - Throws: ``StudioError/unauthenticated(_:)``.
    package func signIn(
        _ assertion: Assertion, ticket: String?, at site: RelyingParty, client: Client
    ) async throws -> Accounts.SignIn {
        do {
            return try await open(by: assertion, ticket: ticket, at: site, client: client)
        } catch StudioError.unauthenticated(let reason) {
            accounts.refusals.note(.passkey)
            throw StudioError.unauthenticated(reason)
        }
    }

    private func open(
        by assertion: Assertion, ticket: String?, at site: RelyingParty, client: Client
    ) async throws -> Accounts.SignIn {
        guard let shown = ClientData(assertion.clientData, type: "webauthn.get", from: site) else { throw Self.refused }
        let ticketHash = ticket.map(Accounts.hash)
        let purpose = ticketHash.map(Challenges.Purpose.secondFactor) ?? .signIn
        guard let challenge = challenges.check(shown.challenge, purpose, at: now()),
            let passkey = try await store.passkey(credentialID: assertion.credentialID),
            let data = try? AuthenticatorData(assertion.authenticatorData)
        else { throw Self.refused }
        try Self.check(assertion, data, against: passkey, at: site, needsVerification: ticketHash == nil)
        if let ticketHash {
            let owner = try await store.ticketOwner(ticketHash, at: now())
            guard owner == passkey.accountID else { throw SecondFactor.ticketEnded }
        }
        guard let account = try await store.account(passkey.accountID) else { throw Self.refused }
        let outcome = try await store.use(
            passkey.id, signCount: data.signCount, isBackedUp: data.isBackedUp, challenge: challenge.hash,
            expiresAt: challenge.expiresAt, at: now())
        guard outcome == .done else {
            throw outcome == .copied
                ? StudioError.unauthenticated("this passkey may have been copied; sign in another way")
                : Self.refused
        }
        let ground = ticketHash.map(SignInGround.ticket) ?? .passkey(passkey.id)
        return try await accounts.open(for: account, on: ground, client: client, isProven: true)
    }

    /// Begins to show a passkey of the account once more.
    package func beginProof(of account: Account, at site: RelyingParty) async throws -> RequestOptions {
        let known = try await store.passkeys(of: account.id).filter { $0.relyingParty == site.id }
        guard !known.isEmpty else {
            throw StudioError.conflict(Conflict("no_passkey", "this account has no passkey for this address"))
        }
        return RequestOptions(
            challenge: challenges.issue(.proof(account.id), at: now()), site: site, allowed: known,
            needsVerification: false)
    }

    /// - Throws: ``StudioError/invalid(field:reason:)``.
    func prove(_ assertion: Assertion, of account: Account, at site: RelyingParty) async throws {
        guard let shown = ClientData(assertion.clientData, type: "webauthn.get", from: site),
            let challenge = challenges.check(shown.challenge, .proof(account.id), at: now()),
            let passkey = try await store.passkey(credentialID: assertion.credentialID),
            passkey.accountID == account.id, let data = try? AuthenticatorData(assertion.authenticatorData)
        else { throw Self.notProven }
        do { try Self.check(assertion, data, against: passkey, at: site, needsVerification: false) } catch {
            throw Self.notProven
        }
        let outcome = try await store.use(
            passkey.id, signCount: data.signCount, isBackedUp: data.isBackedUp, challenge: challenge.hash,
            expiresAt: challenge.expiresAt, at: now())
        guard outcome == .done else { throw Self.notProven }
    }

    /// Not "unauthenticated": the session is good all the same.
    private static let notProven = StudioError.invalid(
        field: "credential", reason: "does not prove whose account this is")

    private static let refused = StudioError.unauthenticated("this passkey is not known here")

    private static func check(
        _ assertion: Assertion, _ data: AuthenticatorData, against passkey: Passkey, at site: RelyingParty,
        needsVerification: Bool
    ) throws(StudioError) {
        if let handle = assertion.userHandle, handle != Data(passkey.accountID.rawValue.utf8) { throw refused }
        guard passkey.relyingParty == site.id, data.relyingPartyHash == site.hash, data.isUserPresent,
            data.isBackupEligible == passkey.isBackupEligible, let key = try? COSEKey(passkey.publicKey)
        else { throw refused }
        let message = assertion.authenticatorData + Data(SHA256.hash(data: assertion.clientData))
        guard key.isValid(assertion.signature, of: message) else { throw refused }
        guard data.isUserVerified || !needsVerification else {
            throw .unauthenticated("this passkey was used without a finger, a face or a PIN")
        }
    }
}
