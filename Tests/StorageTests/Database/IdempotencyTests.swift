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

    private func begin(_ request: Data? = nil, newID: String = "1", at: Timestamp = .sample) async throws -> Replay {
        try await store.begin(
            key: "k", account: account.id, requestHash: request ?? self.request, newID: newID, at: at)
    }

    @Test func `carries a request out once when it comes ten times at once`() async throws {
        let replays = try await withThrowingTaskGroup(of: Replay.self) { group in
            for _ in 0..<10 { group.addTask { try await begin() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(replays.filter { $0 == .fresh(effectID: "1") }.count == 1)
        #expect(replays.filter { $0 == .running }.count == 9)
    }

    @Test func `gives the first answer again for a day`() async throws {
        _ = try await begin()
        try await store.finish(key: "k", account: account.id, status: 202, body: Data("{}".utf8))
        try await store.finish(key: "k", account: account.id, status: 500, body: Data())
        let day = Duration.seconds(24 * 3600)

        #expect(try await begin(at: .sample + day + .milliseconds(-1)) == .answered(status: 202, body: Data("{}".utf8)))
        #expect(try await begin(Data([9])) == .mismatch)
        #expect(try await begin(newID: "2", at: .sample + day) == .fresh(effectID: "2"))
    }

    @Test func `keeps the keys of accounts apart`() async throws {
        _ = try await begin()
        let other = try await store.someone()

        #expect(
            try await store.begin(key: "k", account: other.id, requestHash: Data([9]), newID: "2", at: .sample)
                == .fresh(effectID: "2"))
    }

    @Test func `a request that was given up is new the next time`() async throws {
        _ = try await begin()

        try await store.abandon(key: "k", account: account.id)

        #expect(try await begin(Data([9]), newID: "2") == .fresh(effectID: "2"))
    }

    @Test func `a request that was cut short goes on with the id that it had`() async throws {
        _ = try await begin()
        #expect(try await begin(newID: "2", at: .sample + .seconds(599)) == .running)
        #expect(try await begin(newID: "2", at: .sample + .seconds(600)) == .resumed(effectID: "1"))
        #expect(try await begin(newID: "2", at: .sample + .seconds(601)) == .running)

        try await store.releaseInterruptedKeys()

        #expect(try await begin(Data([9]), newID: "2", at: .sample + .seconds(601)) == .mismatch)
        #expect(try await begin(newID: "2", at: .sample + .seconds(601)) == .resumed(effectID: "1"))
        try await store.release(key: "k", account: account.id)
        #expect(try await begin(newID: "2", at: .sample + .seconds(602)) == .resumed(effectID: "1"))
    }

    @Test func `forgets answers after a day and not before`() async throws {
        _ = try await begin()
        try await store.finish(key: "k", account: account.id, status: 200, body: Data())

        try await store.forgetOldKeys(at: .sample + .seconds(24 * 3600 - 1))
        #expect(try await begin() == .answered(status: 200, body: Data()))
        try await store.forgetOldKeys(at: .sample + .seconds(24 * 3600))

        #expect(try await begin() == .fresh(effectID: "1"))
    }
}
