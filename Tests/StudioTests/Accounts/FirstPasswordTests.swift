import Domain
import Storage
import TestSupport
import Testing

@testable import Studio

/// Who came by a provider can get a password and an address; an unlocked screen is not enough for either.
struct FirstPasswordTests {
    private let house: TestHouse
    private let clock = HandClock()
    private let client = Client(address: "192.0.2.1", userAgent: "a browser")

    private var store: Store { house.store }
    private var accounts: Accounts { house.accounts }

    init() throws { house = try TestHouse(now: clock.now) }

    @Test func `a first password needs no former one right after signing in, and the next one does`() async throws {
        let draft = Account(
            id: sampleIDs.next(), email: "ada@example.com", name: "Ada", role: .member, createdAt: clock.now())
        let ada = try await store.register(draft, passwordHash: Account.noPassword)
        let session = try await accounts.open(for: ada, on: .password(hash: Account.noPassword), client: client).session
            .id

        try await change(of: ada, session, from: nil, to: "correct horse")
        _ = try await accounts.signIn(email: ada.email, password: "correct horse", client: client)
        await #expect(throws: StudioError.invalid(field: "current_password", reason: "is needed")) {
            try await change(of: ada, session, from: nil, to: "battery staple")
        }
        try await change(of: ada, session, from: "correct horse", to: "battery staple")
    }

    @Test func `a screen that was left open sets no password`() async throws {
        let draft = Account(
            id: sampleIDs.next(), email: "ada@example.com", name: "Ada", role: .member, createdAt: clock.now())
        let ada = try await store.register(draft, passwordHash: Account.noPassword)
        let session = try await accounts.open(for: ada, on: .password(hash: Account.noPassword), client: client).session
            .id
        clock.advance(by: .seconds(601))

        await #expect(throws: StudioError.self) {
            try await change(of: ada, session, from: nil, to: "correct horse")
        }
    }

    private func change(of account: Account, _ session: SessionID, from current: String?, to new: String) async throws {
        try await accounts.changePassword(
            account: account.id, session: session, current: current, new: new, client: client)
    }
}
