import Domain
import Storage
import Studio
import TestSupport
import Testing

@Suite struct InvitationTests {
    private let house: TestHouse
    private let clock = HandClock()
    private let client = Client(address: "192.0.2.1", userAgent: "test")

    private var store: Store { house.store }
    private var accounts: Accounts { house.accounts }
    private var invitations: Invitations { house.invitations }

    init() throws { house = try TestHouse(now: clock.now) }

    private func join(_ email: String, _ invitation: String? = nil) async throws -> Account {
        try await accounts.register(
            email: email, password: "correct horse", name: nil, invitation: invitation, client: client
        ).account
    }

    /// An administrator of a server whose registration is closed.
    private func closedHouse() async throws -> Account {
        let admin = try await join("ada@example.org")
        try await store.setRegistration(.closed, noting: nil)
        return admin
    }

    @Test func `one person joins by an invitation although registration is closed`() async throws {
        let admin = try await closedHouse()
        let fresh = try await invitations.create(
            role: .member, note: " For Kim ", expiresAt: nil, by: admin, client: client)
        #expect(try await invitations.list(page: PageRequest(limit: 10)).items.map(\.invitation.note) == ["For Kim"])

        let kim = try await join("kim@example.org", fresh.token)

        #expect(kim.role == .member)
        #expect(try await invitations.list(page: PageRequest(limit: 10)).items.isEmpty)
        await #expect(throws: StudioError.invalidInvitation) { try await join("lin@example.org", fresh.token) }
        await #expect(throws: StudioError.registrationClosed) { try await join("lin@example.org") }
    }

    @Test func `an invitation that fails for the address can be used with another`() async throws {
        let admin = try await closedHouse()
        let fresh = try await invitations.create(role: .admin, note: "", expiresAt: nil, by: admin, client: client)

        await #expect(throws: StudioError.self) { try await join("ada@example.org", fresh.token) }

        #expect(try await join("kim@example.org", fresh.token).role == .admin)
    }

    @Test func `an invitation ends with its time, its revocation and its maker`() async throws {
        let admin = try await closedHouse()
        let other = try await invitations.create(role: .admin, note: "", expiresAt: nil, by: admin, client: client)
        let second = try await join("grace@example.org", other.token)
        let late = try await invitations.create(
            role: .member, note: "", expiresAt: clock.now() + .seconds(60), by: admin, client: client)
        let revoked = try await invitations.create(role: .member, note: "", expiresAt: nil, by: admin, client: client)
        let orphan = try await invitations.create(role: .member, note: "", expiresAt: nil, by: second, client: client)

        try await invitations.revoke(revoked.invitation.id, by: admin, client: client)
        _ = try await store.administer(second.id, role: .member, status: nil, name: nil, noting: [])
        clock.advance(by: .seconds(61))

        for token in [late.token, revoked.token, orphan.token, "no token at all"] {
            await #expect(throws: StudioError.invalidInvitation) { try await join("kim@example.org", token) }
        }
        await #expect(throws: StudioError.notFound("invitation")) {
            try await invitations.revoke(revoked.invitation.id, by: admin, client: client)
        }
    }

    @Test(arguments: [-1, 91 * 86_400]) func `an invitation expires within 90 days`(seconds: Int) async throws {
        let admin = try await closedHouse()

        await #expect(throws: StudioError.self) {
            try await invitations.create(
                role: .member, note: "", expiresAt: clock.now() + .seconds(seconds), by: admin, client: client)
        }
    }
}
