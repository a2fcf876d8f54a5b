import Crypto
import Domain
import Foundation
import TestSupport
import Testing

@testable import Storage

struct SessionTests {
    private let store: Store
    private let account: Account
    private let session: Session
    private let month = Duration.seconds(30 * 24 * 3600)

    init() async throws {
        store = try Store.temporary()
        account = try await store.someone()
        session = .sample(of: account.id)
        try await store.open(session, refreshHash: hash(0))
    }

    private func hash(_ number: Int) -> Data { Data(SHA256.hash(data: Data("\(number)".utf8))) }

    private func rotate(_ from: Int, to next: Int, at: Timestamp = .sample + .seconds(60)) async throws -> Rotation {
        try await store.rotate(
            refreshHash: hash(from), to: hash(next), at: at, address: "192.0.2.8", lifetime: month,
            grace: .seconds(10))
    }

    @Test func `goes on with the new token for another month`() async throws {
        guard case .rotated(let rotated) = try await rotate(0, to: 1) else {
            Issue.record("not rotated")
            return
        }

        #expect(rotated.id == session.id)
        #expect(rotated.expiresAt == .sample + .seconds(60) + month)
        #expect(rotated.address == "192.0.2.8")
        #expect(try await store.sessions(of: account.id, at: .sample) == [rotated])
        #expect(try await store.isOpen(session.id))
    }

    @Test func `ends the session of a thief and of the robbed when an old token is shown`() async throws {
        _ = try await rotate(0, to: 1)
        _ = try await rotate(1, to: 2)
        #expect(try await store.isOpen(session.id))

        #expect(try await rotate(0, to: 3) == .reused(session.id))

        #expect(try await !store.isOpen(session.id))
        #expect(try await rotate(2, to: 4) == .unknown)
        #expect(try await store.sessions(of: account.id, at: .sample).isEmpty)
    }

    @Test func `can be repeated when the answer was lost, but not later, nor once the next one was used`()
        async throws
    {
        let moment = Timestamp.sample + .seconds(60)
        _ = try await rotate(0, to: 1, at: moment)

        // Answers 1 and 2 are lost.
        guard case .rotated = try await rotate(0, to: 2, at: moment + .seconds(5)),
            case .rotated = try await rotate(0, to: 3, at: moment + .seconds(10)),
            case .rotated = try await rotate(3, to: 4, at: moment + .seconds(10))
        else {
            Issue.record("refused")
            return
        }
        #expect(try await store.isOpen(session.id))
        // The next one was used.
        #expect(try await rotate(0, to: 5, at: moment + .seconds(10)) == .reused(session.id))
        #expect(try await !store.isOpen(session.id))
    }

    @Test func `ends the session when a token comes back late, and when one of two that came of it does`() async throws
    {
        let moment = Timestamp.sample + .seconds(60)
        let late = moment + .milliseconds(10_001)
        _ = try await rotate(0, to: 1, at: moment)
        #expect(try await rotate(0, to: 2, at: late) == .reused(session.id))

        let other = Session.sample(of: account.id)
        try await store.open(other, refreshHash: hash(10))
        _ = try await rotate(10, to: 11, at: moment)
        _ = try await rotate(10, to: 12, at: moment + .seconds(1))
        // Whoever has 11 cannot be whoever has 12, or has lost it long ago.
        #expect(try await rotate(11, to: 13, at: late) == .reused(other.id))
        #expect(try await rotate(12, to: 14, at: late) == .unknown)
    }

    @Test func `gives each of many that ask at the same moment a token, of which one is good`() async throws {
        let outcomes = try await withThrowingTaskGroup(of: Rotation.self) { group in
            for next in 1...10 { group.addTask { try await rotate(0, to: next) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(outcomes.allSatisfy { if case .rotated = $0 { true } else { false } })
        #expect(try await store.isOpen(session.id))
        let later = Timestamp.sample + .seconds(600)
        let tried = try await withThrowingTaskGroup(of: Rotation.self) { group in
            for old in 1...10 { group.addTask { try await rotate(old, to: old + 100, at: later) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(tried.filter { if case .rotated = $0 { true } else { false } }.count <= 1)
        #expect(try await !store.isOpen(session.id))
    }

    @Test func `knows neither a token it never gave nor one that expired`() async throws {
        #expect(try await rotate(99, to: 1) == .unknown)
        #expect(try await rotate(0, to: 1, at: session.expiresAt) == .unknown)
        #expect(try await rotate(0, to: 1, at: .sample + month + .milliseconds(-1)) != .unknown)
    }

    @Test func `notices the reuse of a token after weeks of daily use, and does not grow for ever`() async throws {
        let day = Duration.seconds(24 * 3600)
        for turn in 0..<100 { _ = try await rotate(turn, to: turn + 1, at: .sample + day * turn) }

        #expect(try await rotate(10, to: 200, at: .sample + day * 100) == .unknown)
        #expect(try await store.isOpen(session.id))
        #expect(try await rotate(80, to: 201, at: .sample + day * 100) == .reused(session.id))
    }

    @Test func `signs out for good, and only one's own sessions`() async throws {
        let other = try await store.someone()
        #expect(try await store.isOpen(session.id))

        #expect(try await !store.end(session.id, of: other.id))
        #expect(try await store.isOpen(session.id))
        #expect(try await store.end(session.id, of: account.id))

        #expect(try await !store.isOpen(session.id))
        #expect(try await rotate(0, to: 1) == .unknown)
        #expect(try await !store.end(session.id, of: account.id))
    }

    @Test func `signs out everywhere else`() async throws {
        let (second, third) = (Session.sample(of: account.id), Session.sample(of: account.id))
        try await store.open(second, refreshHash: hash(100))
        try await store.open(third, refreshHash: hash(101))

        _ = try await store.endAccess(of: account.id, .sessions, except: second.id, at: .sample)

        #expect(try await store.sessions(of: account.id, at: .sample).map(\.id) == [second.id])
        #expect(try await !store.isOpen(session.id))
        #expect(try await !store.isOpen(third.id))
        _ = try await store.endAccess(of: account.id, .sessions, except: nil, at: .sample)
        #expect(try await !store.isOpen(second.id))
    }

    @Test func `sweeps sessions at their end and not before`() async throws {
        try await store.endExpiredSessions(at: session.expiresAt + .milliseconds(-1))
        #expect(try await store.isOpen(session.id))

        try await store.endExpiredSessions(at: session.expiresAt)
        #expect(try await !store.isOpen(session.id))
    }

    @Test func `takes a client that calls itself a very long name`() async throws {
        let at = Timestamp.sample
        let long = Session(
            id: sampleIDs.next(), accountID: account.id, createdAt: at, lastUsedAt: at, expiresAt: at + month,
            userAgent: String(repeating: "e\u{301}", count: 200), address: "::1")

        try await store.open(long, refreshHash: hash(7))

        #expect(try await store.isOpen(long.id))
    }
}
