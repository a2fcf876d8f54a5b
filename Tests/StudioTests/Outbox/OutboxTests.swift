import Domain
import Logging
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Studio

/// The loop that carries out what stands in the outbox.
@Suite struct OutboxTests {
    private let store: Store
    private let clock = HandClock()
    private let client = Client(address: "192.0.2.1", userAgent: "a browser")

    init() throws { store = try .temporary() }

    private func outbox(_ handlers: [any OutboxHandler]) -> Outbox {
        Outbox(
            store: store, handlers: handlers, logger: Logger(label: "test"), now: clock.now, chance: { 0.5 },
            faultPause: .milliseconds(5))
    }

    @discardableResult private func put(_ kind: OutboxEntry.Kind) async throws -> OutboxID {
        let entry = OutboxEntry(
            id: sampleIDs.next(), kind: kind, subject: "something", accountID: nil, createdAt: clock.now())
        try await store.add(entry)
        return entry.id
    }

    @Test func `a kind that hangs keeps no other kind waiting`() async throws {
        let (letters, exports) = (Desk(.letter), Desk(.export))
        let letter = try await put(.letter)
        let running = Task { try await outbox([letters, exports]).run() }
        var arrived = letters.arrivals.makeAsyncIterator()
        #expect(await arrived.next() == letter)

        let export = try await put(.export)
        var done = exports.arrivals.makeAsyncIterator()
        #expect(await done.next() == export)
        exports.finish(nil)
        exports.finish(nil)
        try await put(.export)
        #expect(await done.next() != nil)

        #expect(try await store.outboxLine(letter)?.isUnderWay == true)
        running.cancel()
        letters.finish(.interrupted)
        try await running.value
        #expect(try await store.outboxLine(letter)?.attempt == 0)
    }

    @Test func `several places of one kind work at the same time, and each takes what comes`() async throws {
        let desk = Desk(.letter, places: 2)
        let running = Task { try await outbox([desk]).run() }
        var arrived = desk.arrivals.makeAsyncIterator()
        let slow = try await put(.letter)
        #expect(await arrived.next() == slow)

        for _ in 0..<3 {
            let quick = try await put(.letter)
            #expect(await arrived.next() == quick)
            desk.finish(nil, of: quick)
        }

        running.cancel()
        desk.finish(.interrupted, of: slow)
        try await running.value
    }

    @Test func `what failed too often is given up, its owner is told, and an administrator can try it again`()
        async throws
    {
        let desk = Desk(.export, attempts: 2)
        let id = try await put(.export)
        desk.finish(.failed("550 no kim@example.org here"))
        #expect(try await outbox([desk]).carryOutOne(desk))
        #expect(try await store.outboxLine(id)?.failure == "550 no k…@example.org here")
        clock.advance(by: .seconds(3600))
        desk.finish(.failed("busy"))
        #expect(try await outbox([desk]).carryOutOne(desk))
        clock.advance(by: .seconds(3600))
        #expect(try await !outbox([desk]).carryOutOne(desk))
        #expect(desk.givenUp == [id])

        let administrator = try await store.someone()
        let office = OutboxDesk(store: store, newID: sampleIDs, now: clock.now)
        let again = try await office.tryAgain(id, by: administrator.id, client: client)

        #expect(again.status == .waiting && again.attempt == 0)
        await #expect(
            throws: StudioError.conflict(
                Conflict("delivery_not_failed", "only an entry that was given up can be tried again"))
        ) {
            _ = try await office.tryAgain(id, by: administrator.id, client: client)
        }
        desk.finish(nil)
        #expect(try await outbox([desk]).carryOutOne(desk))
        #expect(try await store.outboxLine(id)?.status == .done)
        let deeds = try await store.auditLog(action: .outboxRetry, actor: administrator.id, page: PageRequest(limit: 5))
        #expect(deeds.items.count == 1)
    }

    @Test func `an end that cannot be written is written later, and the entry does not stay under way until then`()
        async throws
    {
        let desk = Desk(.export, attempts: 1, faults: 2)
        let id = try await put(.export)
        desk.finish(.failed("busy"))

        #expect(try await outbox([desk]).carryOutOne(desk))

        let line = try #require(try await store.outboxLine(id))
        #expect(line.status == .givenUp && !line.isUnderWay && desk.givenUp == [id])
    }

    @Test func `what is uncertain is never tried again`() async throws {
        let desk = Desk(.letter)
        let id = try await put(.letter)
        desk.finish(.uncertain("hung up"))
        #expect(try await outbox([desk]).carryOutOne(desk))
        clock.advance(by: .seconds(100_000))

        #expect(try await !outbox([desk]).carryOutOne(desk))
        let office = OutboxDesk(store: store, newID: sampleIDs, now: clock.now)
        let administrator = try await store.someone()
        await #expect(throws: StudioError.self) {
            _ = try await office.tryAgain(id, by: administrator.id, client: client)
        }
    }
}

/// Carries entries out as the test says.
private final class Desk: OutboxHandler {
    private struct State {
        var endings: [OutboxFailure?] = []
        var endingsByID: [OutboxID: OutboxFailure?] = [:]
        var waiting: [OutboxID: CheckedContinuation<OutboxFailure?, Never>] = [:]
        var givenUp: [OutboxID] = []
        var faults: Int
    }

    let kind: OutboxEntry.Kind
    let rules: OutboxRules
    /// Each entry whose attempt begins.
    let arrivals: AsyncStream<OutboxID>
    private let arrival: AsyncStream<OutboxID>.Continuation
    private let state: Mutex<State>

    /// - Parameter faults: how often the store fails before something is given up.
    init(_ kind: OutboxEntry.Kind, attempts: Int = 30, places: Int = 1, faults: Int = 0) {
        self.kind = kind
        state = Mutex(State(faults: faults))
        var rules = OutboxRules()
        rules.attempts = attempts
        rules.places = places
        self.rules = rules
        (arrivals, arrival) = AsyncStream.makeStream(of: OutboxID.self)
    }

    var givenUp: [OutboxID] { state.withLock { $0.givenUp } }

    /// Ends the attempt under way, or the next one.
    func finish(_ failure: OutboxFailure?) {
        let waiting = state.withLock { state -> CheckedContinuation<OutboxFailure?, Never>? in
            guard let id = state.waiting.keys.first else {
                state.endings.append(failure)
                return nil
            }
            return state.waiting.removeValue(forKey: id)
        }
        waiting?.resume(returning: failure)
    }

    func finish(_ failure: OutboxFailure?, of id: OutboxID) {
        let waiting = state.withLock { state -> CheckedContinuation<OutboxFailure?, Never>? in
            guard let waiting = state.waiting.removeValue(forKey: id) else {
                state.endingsByID[id] = failure
                return nil
            }
            return waiting
        }
        waiting?.resume(returning: failure)
    }

    func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        arrival.yield(entry.id)
        let failure = await withCheckedContinuation { continuation in
            let ending = state.withLock { state -> OutboxFailure?? in
                if let known = state.endingsByID.removeValue(forKey: entry.id) { return .some(known) }
                if !state.endings.isEmpty { return .some(state.endings.removeFirst()) }
                state.waiting[entry.id] = continuation
                return .none
            }
            if case .some(let failure) = ending { continuation.resume(returning: failure) }
        }
        if let failure { throw failure }
    }

    func giveUp(_ entry: OutboxEntry) async throws {
        try state.withLock { state in
            guard state.faults == 0 else {
                state.faults -= 1
                throw StoreError.full
            }
            state.givenUp.append(entry.id)
        }
    }
}
