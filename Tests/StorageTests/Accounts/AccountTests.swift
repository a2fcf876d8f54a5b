import Domain
import TestSupport
import Testing

@testable import Storage

struct AccountTests {
    @Test func `makes exactly one of many who come first the admin`() async throws {
        let store = try Store.temporary()

        let roles = try await withThrowingTaskGroup(of: Account.Role.self) { group in
            for _ in 0..<50 { group.addTask { try await store.someone().role } }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(roles.filter { $0 == .admin }.count == 1)
    }

    @Test func `lets nobody make themselves admin`() async throws {
        let store = try Store.temporary()
        _ = try await store.someone()
        var account = Account.sample()
        account.role = .admin

        #expect(try await store.register(account, passwordHash: "x").role == .member)
        #expect(try await store.account(account.id)?.role == .member)
    }

    @Test(arguments: [
        ("Kim@Example.org", "kim@example.ORG"), ("josé@example.org", "jose\u{301}@example.org"),
        ("ＫＩＭ@example.org", "kim@example.org"), ("kim@bücher.example", "Kim@xn--bcher-kva.EXAMPLE"),
        ("kim@xn--fiqs8s", "kim@中国"),
    ]) func `knows an address however it is written`(first: String, second: String) async throws {
        let store = try Store.temporary()
        let account = try await store.someone(email: first)

        await #expect(throws: StoreError.emailTaken) { try await store.someone(email: second) }
        let found = try await store.credentials(email: second)

        #expect(found?.account == account)
        #expect(found?.account.email == first)
        #expect(found?.passwordHash == "hash")
        #expect(try await store.credentials(email: "kim@example.com") == nil)
    }

    @Test func `gives one of two who register the same address at once a clear answer`() async throws {
        let store = try Store.temporary()

        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask { (try? await store.someone(email: "kim@example.org")) != nil }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }

        #expect(outcomes.filter { $0 }.count == 1)
    }

    @Test func `shows a new name and takes a new password at once`() async throws {
        let store = try Store.temporary()
        let account = try await store.someone()
        _ = try await store.account(account.id)

        let renamed = try await store.updateAccount(account.id, name: "Lee")
        let hash = try #require(try await store.credentials(email: account.email)?.passwordHash)
        #expect(try await store.replacePasswordHash(hash, with: "new", of: account.id))
        #expect(try await !store.replacePasswordHash(hash, with: "old again", of: account.id))

        #expect(renamed?.name == "Lee")
        #expect(try await store.account(account.id)?.name == "Lee")
        #expect(try await store.updateAccount(account.id, name: nil)?.name == "Lee")
        #expect(try await store.credentials(email: account.email)?.passwordHash == "new")
        #expect(try await store.updateAccount(sampleIDs.next(), name: "Lee") == nil)
    }
}
