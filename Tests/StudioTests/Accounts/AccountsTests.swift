import Domain
import Storage
import Studio
import Testing
import TestSupport

@Suite struct AccountsTests {
    private let house: TestHouse
    private let clock = HandClock()
    private let home = Client(address: "192.0.2.1", userAgent: "a browser")

    private var store: Store { house.store }
    private var accounts: Accounts { house.accounts }

    init() throws { house = try TestHouse(now: clock.now) }

    @Test func `the first one is the admin, later ones are members`() async throws {
        let first = try await accounts.register(
            email: " Kim@Example.org ", password: "correct horse", name: nil, client: home)
        let second = try await accounts.register(
            email: "lee@example.org", password: "correct horse", name: "Lee", client: home)

        #expect(first.account.role == .admin && first.account.email == "Kim@Example.org")
        #expect(first.account.name == "Kim")
        #expect(second.account.role == .member && second.account.name == "Lee")
        #expect(
            try await accounts.authenticate(account: first.account.id, session: first.session.id).id == first.account.id
        )
    }

    @Test func `an address has one account, however it is written`() async throws {
        _ = try await accounts.register(email: "kim@example.org", password: "correct horse", name: nil, client: home)

        await #expect(
            throws: StudioError.conflict(Conflict("address_taken", "an account with this e-mail address exists"))
        ) {
            _ = try await accounts.register(
                email: "KIM@EXAMPLE.ORG", password: "another horse", name: nil, client: home)
        }
    }

    @Test(arguments: [
        ("kim", "correct horse", "email"), ("kim@example.org", "short", "password"),
        ("kim@example.org", "password", "password"), ("kim@example.org", "aaaaaaaaaaaa", "password"),
        ("kim@example.org", "kim@example.org", "password"), ("kim@example.org", "ｋim@example.org", "password"),
        ("kim@example.org", "ｐassword123", "password"), ("kim@no-ｅmail.invalid", "correct horse", "email"),
        ("kim@example.org", String(repeating: "ab1", count: 43), "password"),
    ])
    func `what cannot be registered names its field`(email: String, password: String, field: String) async throws {
        let error = await #expect(throws: StudioError.self) {
            _ = try await accounts.register(email: email, password: password, name: nil, client: home)
        }

        guard case .invalid(field, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `an unknown address is answered like a wrong password`() async throws {
        _ = try await accounts.register(email: "kim@example.org", password: "correct horse", name: nil, client: home)
        let accounts = accounts

        let wrong = await #expect(throws: StudioError.self) {
            _ = try await accounts.signIn(email: "kim@example.org", password: "wrong horse", client: home)
        }
        let unknown = await #expect(throws: StudioError.self) {
            _ = try await accounts.signIn(email: "lee@example.org", password: "wrong horse", client: home)
        }

        #expect(wrong == unknown)
    }

    @Test func `guessing locks out who guesses and not the owner`() async throws {
        _ = try await accounts.register(email: "kim@example.org", password: "correct horse", name: nil, client: home)
        let accounts = accounts
        let stranger = Client(address: "203.0.113.9", userAgent: "")
        for _ in 0..<10 {
            await #expect(throws: StudioError.self) {
                _ = try await accounts.signIn(email: "kim@example.org", password: "guess", client: stranger)
            }
        }

        await #expect(throws: StudioError.rateLimited(retryAfter: .seconds(15 * 60))) {
            _ = try await accounts.signIn(email: "kim@example.org", password: "correct horse", client: stranger)
        }
        _ = try await accounts.signIn(email: "kim@example.org", password: "correct horse", client: home)
    }

    @Test func `ten thousand wrong passwords keep the owner out for a second at most`() async throws {
        _ = try await accounts.register(email: "kim@example.org", password: "correct horse", name: nil, client: home)
        let limits = SignInLimits(now: clock.now)
        let accounts = Accounts(
            store: store, passwords: PasswordHasher(parameters: .init(logRounds: 4, blockSize: 8, parallelism: 1)),
            limits: limits, newID: sampleIDs, now: clock.now)
        let stranger = Client(address: "203.0.113.9", userAgent: "")
        for _ in 0..<10_000 {
            _ = try? await accounts.signIn(email: "kim@example.org", password: "guess", client: stranger)
        }
        // The passwords of all but the first ten were not even looked at.
        let failures = try await store.auditLog(action: .signInFailed, actor: nil, page: PageRequest(limit: 100)).items
        #expect(failures.count == 10)
        #expect(try limits.admit(email: "kim@example.org", address: home.address) == nil)

        for number in 0..<10_000 {
            limits.noteWrong(email: "kim@example.org", address: "10.1.\(number / 256).\(number % 256)")
        }

        let pause = try limits.admit(email: "kim@example.org", address: home.address)
        #expect(pause == .seconds(1))
        _ = try await accounts.signIn(email: "kim@example.org", password: "correct horse", client: home)
        #expect(try limits.admit(email: "kim@example.org", address: home.address) == nil)
    }

    @Test func `a refresh token is good once, and using it after the next one ends the session`() async throws {
        let first = try await accounts.register(
            email: "kim@example.org", password: "correct horse", name: nil, client: home)
        let second = try await accounts.refresh(first.refreshToken, client: home)
        #expect(second.refreshToken != first.refreshToken && second.session.id == first.session.id)

        let third = try await accounts.refresh(second.refreshToken, client: home)

        await #expect(throws: StudioError.self) { _ = try await accounts.refresh(first.refreshToken, client: home) }

        await #expect(throws: StudioError.self) { _ = try await accounts.refresh(third.refreshToken, client: home) }
        await #expect(throws: StudioError.self) {
            _ = try await accounts.authenticate(account: first.account.id, session: first.session.id)
        }
    }

    @Test func `signing out ends the session at once`() async throws {
        let signIn = try await accounts.register(
            email: "kim@example.org", password: "correct horse", name: nil, client: home)

        try await accounts.signOut(session: signIn.session.id, account: signIn.account.id, client: home)

        await #expect(throws: StudioError.self) {
            _ = try await accounts.authenticate(account: signIn.account.id, session: signIn.session.id)
        }
        await #expect(throws: StudioError.self) { _ = try await accounts.refresh(signIn.refreshToken, client: home) }
    }

    @Test func `a session of another account cannot be used or ended`() async throws {
        let kim = try await accounts.register(
            email: "kim@example.org", password: "correct horse", name: nil, client: home)
        let lee = try await accounts.register(
            email: "lee@example.org", password: "correct horse", name: nil, client: home)

        await #expect(throws: StudioError.notFound("session")) {
            try await accounts.endSession(kim.session.id, of: lee.account.id, client: home)
        }
        #expect(try await accounts.sessions(of: kim.account.id).map(\.id) == [kim.session.id])
    }

    @Test func `a new password ends every other sign-in`() async throws {
        let old = try await accounts.register(
            email: "kim@example.org", password: "correct horse", name: nil, client: home)
        let here = try await accounts.signIn(email: "kim@example.org", password: "correct horse", client: home)

        await #expect(throws: StudioError.self) {
            try await accounts.changePassword(
                account: here.account.id, session: here.session.id, current: "wrong horse", new: "battery staple",
                client: home)
        }
        try await accounts.changePassword(
            account: here.account.id, session: here.session.id, current: "correct horse", new: "battery staple",
            client: home)

        #expect(try await accounts.sessions(of: here.account.id).map(\.id) == [here.session.id])
        await #expect(throws: StudioError.self) { _ = try await accounts.refresh(old.refreshToken, client: home) }
        _ = try await accounts.signIn(email: "kim@example.org", password: "battery staple", client: home)
    }
}
