import Domain
import Foundation
import Logging
import Storage
import TestSupport
import Testing

@testable import Studio

/// Whoever recovers an account has it alone.
@Suite struct AccountRecoveryTests {
    private let house: TestHouse
    private let clock = HandClock()
    private let stranger = Client(address: "203.0.113.9", userAgent: "a stranger's browser")
    private let owner = Client(address: "192.0.2.1", userAgent: "the owner's browser")
    private let google = ProviderFacts(id: "google", name: "Google", kind: .redirect)

    private var store: Store { house.store }
    private var secrets: SecretKeys { house.secrets }
    private var accounts: Accounts { house.accounts }
    private var addresses: Addresses { house.addresses }
    private var keys: APIKeys { house.keys }
    private var factor: SecondFactor { house.security.secondFactor }
    private var proofs: OwnerProofs { house.security.proofs }
    private var passkeys: Passkeys { house.security.passkeys }

    init() throws { house = try TestHouse(sendsMail: true, now: clock.now) }

    private func post() async throws -> [MailMessage] {
        let mailer = ShelfMailer()
        let postman = Postman(mailer: mailer, secrets: secrets)
        let outbox = Outbox(
            store: store, handlers: [postman], logger: Logger(label: "test"), now: clock.now, chance: { 0.5 })
        while try await outbox.carryOutOne(postman) {}
        return mailer.letters
    }

    private func token(in letter: MailMessage?) throws -> String {
        let text = try #require(letter).text
        let start = try #require(text.firstRange(of: "token="))
        return String(text[start.upperBound...].prefix { !$0.isWhitespace })
    }

    private func register(_ client: Client) async throws -> Accounts.SignIn {
        try await accounts.register(email: "kim@example.org", password: "correct horse", name: nil, client: client)
    }

    private func addKey(_ account: Account) async throws -> String {
        try await keys.create(
            name: "back door", scopes: ["read"], expiresAt: nil, for: account, client: stranger
        ).text
    }

    private func link(_ account: Account, _ subject: String) async throws {
        let person = ProvenIdentity(keys: [IdentityKey(realm: "https://accounts.google.com", subject: subject)])
        _ = try await accounts.link(person, from: google, to: account.id, client: stranger)
    }

    private func addPasskey(_ account: Account, _ number: UInt8) async throws {
        let passkey = Passkey(
            id: sampleIDs.next(), accountID: account.id, name: "Phone", credentialID: Data([number]),
            publicKey: Data([1]), relyingParty: "studio.example", transports: [], signCount: 0,
            isBackupEligible: false, isBackedUp: false, createdAt: clock.now())
        _ = try await store.add(
            passkey, challenge: Data(repeating: number, count: 32), expiresAt: clock.now() + .seconds(60), atMost: 5,
            mail: nil)
    }

    /// - Returns: makes its codes.
    private func turnSecondFactorOn(_ account: Account) async throws -> TOTP {
        _ = try await factor.begin(for: account, client: stranger)
        let stored = try #require(try await store.secondFactor(of: account.id))
        let place = StoredSecondFactor.place(of: account.id)
        let totp = TOTP(secret: try secrets.open(stored.sealedSecret, at: place))
        let code = totp.code(step: TOTP.step(at: clock.now()))
        _ = try await factor.confirm(code, for: account, client: stranger)
        return totp
    }

    private func reset(_ end: AccessEnd = .byProof) async throws -> EndedAccess {
        try await addresses.forgot(email: "kim@example.org", client: owner)
        let token = try token(in: try await post().last)
        return try await addresses.resetPassword(with: token, to: "battery staple", ending: end, client: owner)
    }

    @Test func `whoever registered somebody's address keeps nothing of it after its owner's reset`() async throws {
        let thief = try await register(stranger)
        let key = try await addKey(thief.account)
        try await link(thief.account, "thief")
        try await addPasskey(thief.account, 1)
        _ = try await turnSecondFactorOn(thief.account)
        let invitation = try await house.invitations.create(
            role: .admin, note: "", expiresAt: nil, by: thief.account, client: stranger)
        _ = try await post()

        clock.advance(by: .seconds(60))
        let ended = try await reset()

        #expect(ended.invitations == 1)
        await #expect(throws: StudioError.self) {
            _ = try await accounts.register(
                email: "lee@example.org", password: "correct horse", name: nil, invitation: invitation.token,
                client: stranger)
        }

        #expect(ended.sessions == 1 && ended.keys == ["back door"] && ended.passkeys == ["Phone"])
        #expect(ended.identities.map(\.provider) == ["google"] && ended.secondFactor)
        await #expect(throws: StudioError.self) {
            _ = try await accounts.authenticate(account: thief.account.id, session: thief.session.id)
        }
        await #expect(throws: StudioError.self) { _ = try await keys.authenticate(key, address: "203.0.113.9") }
        #expect(try await store.identities(of: thief.account.id).isEmpty)
        #expect(try await store.passkeys(of: thief.account.id).isEmpty)
        let kim = try await accounts.signIn(email: "kim@example.org", password: "battery staple", client: owner)
        #expect(!kim.account.hasSecondFactor && kim.account.emailVerifiedAt != nil)
        let letter = try #require(try await post().last)
        #expect(letter.text.contains("back door") && letter.text.contains("Phone") && letter.text.contains("google"))
    }

    @Test func `what its owner added before the address was proven stays, and what came later goes`() async throws {
        let kim = try await register(owner)
        try await link(kim.account, "kim")
        try await addPasskey(kim.account, 1)
        clock.advance(by: .seconds(60))
        _ = try await addresses.verify(
            try token(in: try await post().first), session: kim.session.id, client: owner)
        clock.advance(by: .seconds(60))
        try await link(kim.account, "thief")
        try await addPasskey(kim.account, 2)

        let ended = try await reset()

        #expect(ended.identities.count == 1 && ended.passkeys.count == 1)
        #expect(try await store.passkeys(of: kim.account.id).map(\.credentialID) == [Data([1])])
        #expect(try await store.identities(of: kim.account.id).count == 1)
    }

    @Test
    func `whoever opened the link while signed out can show later that the account is theirs, and keeps what they use`()
        async throws
    {
        let kim = try await register(owner)
        _ = try await addresses.verify(try token(in: try await post().first), client: owner)
        clock.advance(by: .seconds(60))

        let account = try #require(try await store.account(kim.account.id))
        try await addresses.sendVerification(to: account, client: owner)
        let proven = try await addresses.verify(
            try token(in: try await post().last), session: kim.session.id, client: owner)

        #expect(proven.ownerProvenAt == clock.now() && proven.emailVerifiedAt == account.emailVerifiedAt)
        await #expect(throws: StudioError.self) { try await addresses.sendVerification(to: proven, client: owner) }
        clock.advance(by: .seconds(60))
        try await signInWithSecondFactor(turnSecondFactorOn(kim.account), "kim@example.org", "correct horse")
        #expect(try await !reset().secondFactor)
    }

    @Test func `opening the link elsewhere proves the address and not who made the account`() async throws {
        let thief = try await register(stranger)
        clock.advance(by: .seconds(60))
        try await link(thief.account, "thief")
        // The owner of the address finds the letter and opens it.
        _ = try await addresses.verify(try token(in: try await post().first), client: owner)
        clock.advance(by: .seconds(60))

        let ended = try await reset()

        #expect(ended.identities.count == 1)
        #expect(try await store.identities(of: thief.account.id).isEmpty)
    }

    @Test func `whoever changes their account's address to somebody else's keeps nothing after that one's reset`()
        async throws
    {
        let thief = try await accounts.register(
            email: "thief@example.org", password: "correct horse", name: nil, client: stranger)
        clock.advance(by: .seconds(60))
        _ = try await addresses.verify(
            try token(in: try await post().first), session: thief.session.id, client: stranger)
        clock.advance(by: .seconds(60))
        try await link(thief.account, "thief")
        try await addPasskey(thief.account, 1)
        try await signInWithSecondFactor(turnSecondFactorOn(thief.account), "thief@example.org", "correct horse")
        _ = try await post()
        let account = try #require(try await store.account(thief.account.id))
        try await addresses.change(
            of: account, session: thief.session.id, to: "kim@example.org", password: "correct horse", client: stranger)
        clock.advance(by: .seconds(60))
        // The owner of that address opens the link, being signed in nowhere.
        let changed = try await addresses.verify(try token(in: try await post().last), client: owner)
        #expect(changed.email == "kim@example.org" && changed.emailVerifiedAt != nil)
        clock.advance(by: .seconds(60))

        let ended = try await reset()

        #expect(ended.identities.count == 1 && ended.passkeys == ["Phone"] && ended.secondFactor)
        #expect(try await store.identities(of: thief.account.id).isEmpty)
        let kim = try await accounts.signIn(email: "kim@example.org", password: "battery staple", client: owner)
        #expect(kim.account.ownerProvenAt == clock.now())
    }

    @Test
    func `a stranger's second factor does not keep the owner out, even if it was used before the link was opened`()
        async throws
    {
        let thief = try await register(stranger)
        let letter = try await post().first
        try await signInWithSecondFactor(turnSecondFactorOn(thief.account), "kim@example.org", "correct horse")
        clock.advance(by: .seconds(60))
        _ = try await addresses.verify(try token(in: letter), client: owner)

        #expect(try await reset().secondFactor)
        _ = try await accounts.signIn(email: "kim@example.org", password: "battery staple", client: owner)
    }

    @Test(arguments: [false, true])
    func `a sign-in that waits for its second factor does not outlive the password it began with`(isReset: Bool)
        async throws
    {
        let kim = try await register(owner)
        _ = try await addresses.verify(
            try token(in: try await post().first), session: kim.session.id, client: owner)
        let totp = try await turnSecondFactorOn(kim.account)
        try await signInWithSecondFactor(totp, "kim@example.org", "correct horse")
        let ticket = try await ticket("kim@example.org", "correct horse", client: stranger)

        if isReset {
            #expect(try await !reset().secondFactor)
        } else {
            try await accounts.changePassword(
                account: kim.account.id, session: kim.session.id, current: "correct horse", new: "battery staple",
                ending: .sessions, client: owner)
        }

        clock.advance(by: .seconds(60))
        let code = totp.code(step: TOTP.step(at: clock.now()))
        await #expect(throws: SecondFactor.ticketEnded) {
            _ = try await factor.redeem(ticket, with: .code(code), client: stranger)
        }
    }

    private func ticket(_ email: String, _ password: String, client: Client) async throws -> String {
        let waiting = await #expect(throws: StudioError.self) {
            _ = try await accounts.signIn(email: email, password: password, client: client)
        }
        guard case .secondFactorRequired(let ticket) = waiting else {
            Issue.record("\(String(describing: waiting))")
            return ""
        }
        return ticket.text
    }

    private func signInWithSecondFactor(_ totp: TOTP, _ email: String, _ password: String) async throws {
        clock.advance(by: .seconds(60))
        let ticket = try await ticket(email, password, client: stranger)
        let code = totp.code(step: TOTP.step(at: clock.now()))
        _ = try await factor.redeem(ticket, with: .code(code), client: stranger)
        clock.advance(by: .seconds(60))
    }

    @Test func `a second factor that its owner signs in with outlives a reset by mail, a new one does not`()
        async throws
    {
        let kim = try await register(owner)
        _ = try await addresses.verify(
            try token(in: try await post().first), session: kim.session.id, client: owner)
        clock.advance(by: .seconds(60))
        let totp = try await turnSecondFactorOn(kim.account)
        let unused = try await reset()
        #expect(unused.secondFactor)

        let again = try #require(try await store.account(kim.account.id))
        clock.advance(by: .seconds(60))
        let second = try await turnSecondFactorOn(again)
        #expect(second.secret != totp.secret)
        clock.advance(by: .seconds(60))
        let waiting = await #expect(throws: StudioError.self) {
            _ = try await accounts.signIn(email: "kim@example.org", password: "battery staple", client: owner)
        }
        guard case .secondFactorRequired(let ticket) = waiting else {
            Issue.record("\(String(describing: waiting))")
            return
        }
        let code = second.code(step: TOTP.step(at: clock.now()))
        _ = try await factor.redeem(ticket.text, with: .code(code), client: owner)

        #expect(try await !reset().secondFactor)
        await #expect(throws: StudioError.self) {
            _ = try await accounts.signIn(email: "kim@example.org", password: "battery staple", client: owner)
        }
    }

    @Test func `a changed password ends keys and what was added lately, unless its owner wants them kept`() async throws
    {
        let kim = try await register(owner)
        let elsewhere = try await accounts.signIn(email: "kim@example.org", password: "correct horse", client: stranger)
        let first = try await addKey(kim.account)

        let kept = try await accounts.changePassword(
            account: kim.account.id, session: kim.session.id, current: "correct horse", new: "battery staple",
            ending: .sessions, client: owner)
        #expect(kept.sessions == 1 && kept.keys.isEmpty)
        _ = try await keys.authenticate(first, address: "192.0.2.1")
        await #expect(throws: StudioError.self) {
            _ = try await accounts.authenticate(account: kim.account.id, session: elsewhere.session.id)
        }

        let ended = try await accounts.changePassword(
            account: kim.account.id, session: kim.session.id, current: "battery staple", new: "correct horse",
            client: owner)
        #expect(ended.keys == ["back door"])
        await #expect(throws: StudioError.self) { _ = try await keys.authenticate(first, address: "192.0.2.1") }
        _ = try await accounts.authenticate(account: kim.account.id, session: kim.session.id)
    }

    @Test func `an administrator ends everything, and takes a lost second factor away; the owner is told`() async throws
    {
        let admin = try await register(owner)
        let kim = try await accounts.register(
            email: "lee@example.org", password: "correct horse", name: nil, client: owner)
        let key = try await addKey(kim.account)
        _ = try await turnSecondFactorOn(kim.account)
        _ = try await post()
        let administration = house.administration

        let ended = try await administration.endAccess(
            of: kim.account.id, .sinceProof, by: admin.account.id, client: owner)
        try await administration.resetSecondFactor(of: kim.account.id, by: admin.account.id, client: owner)

        #expect(ended.sessions == 1 && ended.keys == ["back door"])
        await #expect(throws: StudioError.self) { _ = try await keys.authenticate(key, address: "192.0.2.1") }
        _ = try await accounts.signIn(email: "lee@example.org", password: "correct horse", client: owner)
        #expect(
            try await post().map(\.subject) == ["You were signed out everywhere", "Two-step verification was removed"])
        let log = try await administration.auditLog(action: .secondFactorReset, actor: nil, page: PageRequest(limit: 5))
        #expect(log.items.count == 1)
        await #expect(throws: StudioError.self) {
            try await administration.resetSecondFactor(of: kim.account.id, by: admin.account.id, client: owner)
        }
    }

    @Test func `a proof is good for five minutes, and then asked for again in what the account has`() async throws {
        let kim = try await register(owner)
        try await accounts.requireProof(of: kim.account, session: kim.session.id, client: owner)

        clock.advance(by: .seconds(301))
        await #expect(throws: StudioError.proofRequired([.password])) {
            try await accounts.requireProof(of: kim.account, session: kim.session.id, client: owner)
        }
        await #expect(throws: StudioError.invalid(field: "password", reason: "is wrong")) {
            _ = try await proofs.take(.password("wrong"), of: kim.account, session: kim.session.id, client: owner)
        }
        _ = try await proofs.take(.password("correct horse"), of: kim.account, session: kim.session.id, client: owner)
        try await accounts.requireProof(of: kim.account, session: kim.session.id, client: owner)

        let totp = try await turnSecondFactorOn(kim.account)
        let account = try #require(try await store.account(kim.account.id))
        clock.advance(by: .seconds(301))
        await #expect(throws: StudioError.proofRequired([.password, .totp, .recovery])) {
            try await accounts.requireProof(of: account, session: kim.session.id, client: owner)
        }
        let code = totp.code(step: TOTP.step(at: clock.now()))
        _ = try await proofs.take(.code(code), of: account, session: kim.session.id, client: owner)
        try await accounts.requireProof(of: account, session: kim.session.id, client: owner)
        // Another session has shown nothing.
        await #expect(throws: StudioError.self) {
            try await accounts.requireProof(of: account, session: sampleIDs.next(), client: owner)
        }
    }

    @Test func `a stranger's text stands in no letter to an address that nobody has proven`() async throws {
        _ = try await accounts.register(
            email: "kim@example.org", password: "correct horse", name: "Go to http://evil.example", client: stranger)
        let first = try #require(try await post().first)
        #expect(!(first.text + first.html + first.subject).contains("evil"))

        let kim = try #require(try await store.credentials(email: "kim@example.org")?.account)
        let passkey = Letter.signInMethodAdded(method: "http://evil.example")
        _ = try #require(try await accounts.letter(passkey, for: kim, client: stranger))
        try await addresses.forgot(email: "kim@example.org", client: stranger)
        let reset = try #require(try await post().last)
        #expect(!(reset.text + reset.html).contains("evil"))
    }
}
