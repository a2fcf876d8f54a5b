import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

struct AccessTests {
    private let store: Store
    private let account: Account

    init() async throws {
        store = try Store.temporary()
        account = try await store.someone()
    }

    private func key(_ prefix: String = "abcdefgh") -> APIKey {
        APIKey(
            id: sampleIDs.next(), accountID: account.id, name: "a backend", prefix: prefix, scopes: [.read, .tasks],
            createdAt: .sample, expiresAt: nil)
    }

    private func entry(_ action: AuditEntry.Action = .keyCreate) -> AuditEntry {
        AuditEntry(
            id: sampleIDs.next(), at: .sample, actor: account.id, action: action, target: .user(account.id),
            address: "192.0.2.1", userAgent: "test", details: ["a": "b"])
    }

    private let hash = Data(repeating: 7, count: 32)

    @Test func `a key that was revoked is gone from memory, too`() async throws {
        let key = key()
        try await store.add(key, hash: hash, limit: 2, noting: entry())
        #expect(try await store.apiKey(prefix: key.prefix) == StoredAPIKey(key: key, hash: hash))

        #expect(try await store.revoke(key.id, of: account.id, noting: nil))

        #expect(try await store.apiKey(prefix: key.prefix) == nil)
        #expect(try await !store.revoke(key.id, of: account.id, noting: nil))
    }

    @Test func `nobody revokes, replaces or sees the key of another`() async throws {
        let key = key()
        let stranger = try await store.someone()
        try await store.add(key, hash: hash, limit: 2, noting: nil)
        var next = self.key("12345678")
        next = APIKey(
            id: next.id, accountID: stranger.id, name: "x", prefix: next.prefix, scopes: [.read], createdAt: .sample,
            expiresAt: nil)

        #expect(try await !store.revoke(key.id, of: stranger.id, noting: nil))
        #expect(
            try await !store.replace(key.id, by: next, hash: hash, limit: 2, endsAt: .sample, noting: entry(.keyRotate))
        )
        #expect(try await store.apiKey(key.id, of: stranger.id) == nil)
        #expect(try await store.apiKeys(of: stranger.id, page: PageRequest()).items.isEmpty)
        #expect(try await store.apiKey(prefix: key.prefix)?.key == key)
        #expect(try await store.auditLog(action: .keyRotate, actor: nil, page: PageRequest()).items.isEmpty)
    }

    @Test func `an account has no more keys than its limit`() async throws {
        try await store.add(key("aaaaaaaa"), hash: hash, limit: 2, noting: nil)
        try await store.add(key("bbbbbbbb"), hash: hash, limit: 2, noting: nil)

        await #expect(throws: StoreError.tooManyKeys) {
            try await store.add(key("cccccccc"), hash: hash, limit: 2, noting: nil)
        }
    }

    @Test func `the database itself keeps the log as it was written`() async throws {
        try await store.note(entry())

        for sql in ["UPDATE auditEntry SET address = ''", "DELETE FROM auditEntry"] {
            await #expect(throws: DatabaseError.self) {
                try await store.commits.write { db in try db.execute(sql: sql) }
            }
        }
        #expect(try await store.auditLog(action: nil, actor: nil, page: PageRequest()).items.count == 1)
    }

    @Test func `what fails leaves no line in the log, what is done leaves one`() async throws {
        let lone = account.id

        await #expect(throws: StoreError.lastAdmin) {
            try await store.administer(lone, role: .member, status: nil, name: nil, noting: [entry(.roleChange)])
        }
        #expect(try await store.auditLog(action: nil, actor: nil, page: PageRequest()).items.isEmpty)

        let renamed = try await store.administer(lone, role: nil, status: nil, name: "Lee", noting: [entry(.rename)])
        #expect(renamed?.account.name == "Lee")
        let lines = try await store.auditLog(action: .rename, actor: lone, page: PageRequest()).items
        #expect(lines.map(\.actorEmail) == [account.email])
        #expect(lines.first?.entry.details == ["a": "b"])
    }

    @Test func `finds lines by action and by actor, newest first`() async throws {
        for action in [AuditEntry.Action.signIn, .keyCreate, .signIn] { try await store.note(entry(action)) }
        let one = PageRequest(limit: 1)

        let first = try await store.auditLog(action: .signIn, actor: nil, page: one)
        let second = try await store.auditLog(
            action: .signIn, actor: nil, page: PageRequest(limit: 1, before: first.nextCursor))

        #expect(first.items.count == 1 && second.items.count == 1 && second.nextCursor == nil)
        #expect(try await store.auditLog(action: nil, actor: account.id, page: PageRequest()).items.count == 3)
        #expect(try await store.auditLog(action: nil, actor: sampleIDs.next(), page: PageRequest()).items.isEmpty)
    }

    @Test func `two administrators cannot both step down`() async throws {
        let other = try await store.someone()
        _ = try await store.administer(other.id, role: .admin, status: nil, name: nil, noting: [])
        let ids = [account.id, other.id]

        let refusals = await withTaskGroup(of: Int.self) { group in
            for id in ids {
                group.addTask { [store] in
                    do {
                        _ = try await store.administer(id, role: .member, status: nil, name: nil, noting: [])
                        return 0
                    } catch {
                        return 1
                    }
                }
            }
            return await group.reduce(0, +)
        }

        #expect(refusals == 1)
        #expect(try await store.firstAdmin() != nil)
    }

    @Test func `registration that is closed lets nobody in but the first`() async throws {
        try await store.setRegistration(.closed, noting: nil)

        await #expect(throws: StoreError.registrationClosed) { try await store.someone() }

        let empty = try Store.temporary()
        try await empty.setRegistration(.closed, noting: nil)
        #expect(try await empty.hasNoAccount())
        #expect(try await empty.someone().role == .admin)
        #expect(try await !empty.hasNoAccount())
    }
}
