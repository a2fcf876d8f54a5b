import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// What must still happen outside is claimed by one at a time, and forgotten when it is done.
@Suite struct OutboxTests {
    private let store: Store
    private let start = Timestamp.sample

    init() throws { store = try .temporary() }

    @discardableResult private func put(_ kind: OutboxEntry.Kind = .letter) async throws -> OutboxEntry {
        let entry = OutboxEntry(
            id: sampleIDs.next(), kind: kind, subject: "something", accountID: nil, payload: Data("sealed".utf8),
            createdAt: start)
        try await store.add(entry)
        return entry
    }

    private func claim(_ kind: OutboxEntry.Kind = .letter, after seconds: Int = 0) async throws -> OutboxClaim? {
        let moment = start + .seconds(seconds)
        return try await store.claim(kind, at: moment, until: moment + .seconds(60))
    }

    private func payload(of id: OutboxID) async throws -> Data? {
        try await store.read { db in try db.row(OutboxStatement.find, ["id": id])?.find("payload") }
    }

    @Test(arguments: [OutboxEntry.Status.done, .uncertain, .givenUp])
    func `what it says is forgotten at its end, unless it was given up`(status: OutboxEntry.Status) async throws {
        let entry = try await put()
        let claim = try #require(try await claim())

        try await store.finish(claim, as: status, failure: "why", at: start)

        #expect(try await payload(of: entry.id) == (status == .givenUp ? entry.payload : nil))
        #expect(try await store.outboxLine(entry.id)?.status == status)
        #expect(try await store.nextDue(.letter) == nil)
    }

    @Test func `each kind is claimed for itself, and an entry by one alone`() async throws {
        let letter = try await put(.letter)
        let export = try await put(.export)

        #expect(try await claim(.export)?.entry == export)
        #expect(try await claim(.export) == nil)
        #expect(try await claim(.letter)?.entry == letter)
    }

    @Test func `a claim that lapsed is free again, and who held it cannot end the entry any more`() async throws {
        let entry = try await put()
        let first = try #require(try await claim())
        #expect(try await claim(after: 59) == nil)

        let second = try #require(try await claim(after: 60))
        try await store.finish(first, as: .done, at: start)
        await #expect(throws: CancellationError.self) { try await store.noteHandover(of: first) }

        #expect(second.entry == entry && second.attempt == 2)
        #expect(try await store.outboxLine(entry.id)?.status == .waiting)
        try await store.finish(second, as: .done, at: start)
        #expect(try await store.outboxLine(entry.id)?.status == .done)
    }

    @Test func `what lapsed after it was handed over is never done again`() async throws {
        let entry = try await put()
        try await store.noteHandover(of: try #require(try await claim()))

        #expect(try await claim(after: 3600) == nil)

        #expect(try await store.outboxLine(entry.id)?.status == .uncertain)
        #expect(try await payload(of: entry.id) == nil)
    }

    @Test func `an attempt that was given back does not count`() async throws {
        try await put()
        try await store.release(try #require(try await claim()))

        #expect(try await claim()?.attempt == 1)
    }

    @Test func `tells how much of each kind waits and was given up`() async throws {
        for _ in 0..<3 { try await put(.letter) }
        try await put(.export)
        try await store.finish(try #require(try await claim()), as: .givenUp, failure: "why", at: start)
        try await store.finish(try #require(try await claim()), as: .done, at: start)

        let backlog = try await store.outboxBacklog()

        #expect(backlog[.letter]?.waiting == 1 && backlog[.letter]?.givenUp == 1)
        #expect(backlog[.letter]?.oldest == start)
        #expect(backlog[.export]?.waiting == 1 && backlog[.export]?.givenUp == 0)
    }
}
