import Domain
import Storage
import Studio
import TestSupport
import Testing

@Suite struct APIKeysTests {
    private let house: TestHouse
    private let clock = HandClock()
    private let client = Client(address: "192.0.2.1", userAgent: "a program")
    private let account: Account
    private var store: Store { house.store }
    private var keys: APIKeys { house.keys }

    init() async throws {
        house = try TestHouse(now: clock.now)
        account = try await house.store.someone()
    }

    private func fresh(_ scopes: [String] = ["read"], expiresAt: Timestamp? = nil) async throws -> APIKeys.Fresh {
        try await keys.create(name: "a backend", scopes: scopes, expiresAt: expiresAt, for: account, client: client)
    }

    private func opens(_ text: String) async -> Bool {
        (try? await keys.authenticate(text, address: "192.0.2.9")) != nil
    }

    @Test func `lets in whoever holds the key, with its scopes only`() async throws {
        let fresh = try await fresh(["read", "tasks"])

        let grant = try await keys.authenticate(fresh.text, address: "192.0.2.9")

        #expect(grant.account.id == account.id)
        #expect(grant.scopes == [.read, .tasks])
        #expect(fresh.text.wholeMatch(of: /gr_[a-z2-9]{8}_[A-Za-z0-9_-]{43}/) != nil)
        #expect(fresh.text.hasPrefix("gr_\(fresh.key.prefix)_"))
    }

    @Test func `takes nothing that only looks like a key`() async throws {
        let text = try await fresh().text
        let last = text.hasSuffix("A") ? "B" : "A"

        for wrong in [
            "", "gr_", String(text.dropLast()), String(text.dropLast()) + last, text + "A", text.uppercased(),
        ] {
            #expect(await !opens(wrong), "\(wrong)")
        }
        #expect(await opens(text))
    }

    @Test func `a key ends at its expiry`() async throws {
        let text = try await fresh(expiresAt: clock.now() + .seconds(60)).text
        #expect(await opens(text))

        clock.advance(by: .seconds(60))

        #expect(await !opens(text))
        await #expect(throws: StudioError.invalid(field: "expires_at", reason: "must be in the future")) {
            try await fresh(expiresAt: clock.now())
        }
    }

    @Test func `a key that is replaced works on until the overlap ends`() async throws {
        let old = try await fresh(["read", "files"], expiresAt: clock.now() + .seconds(1000))
        #expect(await opens(old.text))

        let next = try await keys.rotate(old.key.id, of: account.id, overlapSeconds: 60, client: client)

        #expect(next.key.scopes == old.key.scopes && next.key.expiresAt == old.key.expiresAt)
        #expect(await opens(old.text))
        #expect(await opens(next.text))
        clock.advance(by: .seconds(60))
        #expect(await !opens(old.text))
        #expect(await opens(next.text))
        let listed = try await keys.list(of: account.id, page: PageRequest()).items
        #expect(listed.map(\.replacedBy) == [nil, next.key.id])
        await #expect(throws: StudioError.self) {
            try await keys.rotate(old.key.id, of: account.id, overlapSeconds: 60, client: client)
        }
        let bare = try await keys.rotate(next.key.id, of: account.id, overlapSeconds: 0, client: client)
        #expect(await !opens(next.text))
        #expect(await opens(bare.text))
    }

    @Test func `a key that is revoked opens nothing from that moment`() async throws {
        let fresh = try await fresh()
        #expect(await opens(fresh.text))

        try await keys.revoke(fresh.key.id, of: account.id, client: client)

        #expect(await !opens(fresh.text))
        let actions = try await store.auditLog(action: nil, actor: account.id, page: PageRequest()).items
        #expect(actions.map(\.entry.action) == [.keyRevoke, .keyCreate])
        #expect(actions.allSatisfy { $0.entry.address == "192.0.2.1" && $0.entry.target == .key(fresh.key.id) })
    }

    @Test func `a suspended account's keys open nothing`() async throws {
        let admin = account
        let member = try await store.someone()
        let text = try await keys.create(
            name: "x", scopes: ["read"], expiresAt: nil, for: member, client: client
        ).text
        #expect(await opens(text))
        let administration = house.administration

        _ = try await administration.change(
            member.id, role: nil, status: .suspended, name: nil, by: admin.id, client: client)

        await #expect(throws: StudioError.suspended) {
            try await keys.authenticate(text, address: "192.0.2.9")
        }
    }

    @Test func `tells the last use at once and stores it once a minute`() async throws {
        let fresh = try await fresh()
        let use = APIKey.Use(at: clock.now(), address: "192.0.2.9")
        #expect(await opens(fresh.text))

        #expect(try await keys.list(of: account.id, page: PageRequest()).items.first?.lastUse == use)
        #expect(try await store.apiKey(fresh.key.id, of: account.id)?.lastUse == nil)

        try await keys.recordUses()
        #expect(try await store.apiKey(fresh.key.id, of: account.id)?.lastUse == use)
    }

    @Test func `the key from the environment acts for the first administrator and does not administer`() async throws {
        let grant = try await keys.authenticate("a key for backends", address: "192.0.2.9")

        #expect(grant.account.id == account.id)
        #expect(grant.scopes == [.read, .files, .tasks, .library, .models])
        let none = try TestHouse().keys
        await #expect(throws: StudioError.self) {
            try await none.authenticate("a key for backends", address: "192.0.2.9")
        }
    }

    @Test(arguments: [[], ["write"], ["read", "read"], ["READ"]])
    func `a key needs scopes that exist`(scopes: [String]) async {
        await #expect(throws: StudioError.self) { try await fresh(scopes) }
    }

    @Test func `only an administrator makes a key that administers`() async throws {
        let member = try await store.someone()

        await #expect(throws: StudioError.self) {
            try await keys.create(name: "x", scopes: ["admin"], expiresAt: nil, for: member, client: client)
        }
        #expect(try await fresh(["admin"]).key.scopes == [.admin])
    }
}
