import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

struct IdempotencyTests {
    private let store: Store
    private let account: Account
    private let request = Data([1, 2, 3])

    init() async throws {
        store = try Store.temporary()
        account = try await store.someone()
    }

    private func begin(_ request: Data? = nil, at: Timestamp = .sample) async throws -> Replay {
        try await store.begin(key: "k", account: account.id, requestHash: request ?? self.request, at: at)
    }

    @Test func `carries a request out once when it comes ten times at once`() async throws {
        let replays = try await withThrowingTaskGroup(of: Replay.self) { group in
            for _ in 0..<10 { group.addTask { try await begin() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(replays.filter { $0 == .fresh }.count == 1)
        #expect(replays.filter { $0 == .running }.count == 9)
    }

    @Test func `gives the first answer again for a day`() async throws {
        _ = try await begin()
        try await store.finish(key: "k", account: account.id, status: 202, body: Data("{}".utf8))
        try await store.finish(key: "k", account: account.id, status: 500, body: Data())
        let day = Duration.seconds(24 * 3600)

        #expect(try await begin(at: .sample + day + .milliseconds(-1)) == .answered(status: 202, body: Data("{}".utf8)))
        #expect(try await begin(Data([9])) == .mismatch)
        #expect(try await begin(at: .sample + day) == .fresh)
    }

    @Test func `keeps the keys of accounts apart`() async throws {
        _ = try await begin()
        let other = try await store.someone()

        #expect(try await store.begin(key: "k", account: other.id, requestHash: Data([9]), at: .sample) == .fresh)
    }

    @Test func `lets a request be tried again that was given up or lost in a crash`() async throws {
        _ = try await begin()
        try await store.abandon(key: "k", account: account.id)
        #expect(try await begin() == .fresh)
        #expect(try await begin(at: .sample + .seconds(599)) == .running)
        #expect(try await begin(at: .sample + .seconds(600)) == .fresh)

        try await store.forgetInterruptedKeys()

        #expect(try await begin() == .fresh)
    }

    @Test func `forgets answers after a day and not before`() async throws {
        _ = try await begin()
        try await store.finish(key: "k", account: account.id, status: 200, body: Data())

        try await store.forgetOldKeys(at: .sample + .seconds(24 * 3600 - 1))
        #expect(try await begin() == .answered(status: 200, body: Data()))
        try await store.forgetOldKeys(at: .sample + .seconds(24 * 3600))

        #expect(try await begin() == .fresh)
    }
}
