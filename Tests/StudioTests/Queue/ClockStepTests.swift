import Domain
import Logging
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Studio

/// The time of day may step back by an hour at any moment: nothing waits longer for it.
@Suite(.timeLimit(.minutes(1))) struct ClockStepTests {
    private let clock = HandClock()

    @Test func `a back-off ends although the time of day has stepped back`() async throws {
        let attempts = Mutex(0)
        let engine = ScriptedEngine { job, report throws(EngineError) in
            let isFirst = attempts.withLock { count in
                count += 1
                return count == 1
            }
            if isFirst { throw .failed(code: "engine_killed", message: "It stopped.", detail: "9") }
            return try await ScriptedEngine.succeed(job, report)
        }
        let steady = SteadyClock()
        let house = try TestHouse(engine: engine, now: clock.now, steady: { steady.now })
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)
        let events = try await house.tasks.events(of: account, task: view.task.id, after: nil)

        try await house.whileRunning {
            var queued = 0
            for await event in events {
                guard case .status(let view) = event.kind, view.task.status == .queued else { continue }
                queued += 1
                if queued == 2 { clock.advance(by: .seconds(-3600)) }
            }
        }

        let end = try await house.end(of: view, account)
        #expect(end.task.status == .succeeded && end.task.attempt == 2)
    }

    @Test func `a back-off of an earlier process is no longer than any`() async throws {
        let house = try TestHouse(now: clock.now)
        var task = GenerationTask.sample(of: sampleIDs.next())
        task.notBefore = clock.now() + .seconds(24 * 3600)

        _ = house.board.add(task)

        let due = try #require(house.board.nextDue)
        #expect(due > clock.now() && due <= clock.now() + .seconds(20 * 60))
    }

    @Test func `what waits in the outbox is brought forward`() async throws {
        let store = try TestHouse().store
        let desk = RefusingOnce()
        let outbox = Outbox(
            store: store, handlers: [desk], logger: Logger(label: "test"), now: clock.now, steady: { .sample })
        let running = Task { try await outbox.run() }
        var arrivals = desk.arrivals.makeAsyncIterator()
        let first = try await put(in: store)
        #expect(await arrivals.next() == first)
        let second = try await put(in: store)
        // By then the first one has been put off.
        #expect(await arrivals.next() == second)

        clock.advance(by: .seconds(-3600))
        let third = try await put(in: store)
        #expect(await arrivals.next() == third)
        clock.advance(by: .seconds(10))
        let fourth = try await put(in: store)
        let last = [await arrivals.next(), await arrivals.next()]

        #expect(Set(last) == [first, fourth])
        running.cancel()
        try await running.value
    }

    private func put(in store: Store) async throws -> OutboxID {
        let entry = OutboxEntry(
            id: sampleIDs.next(), kind: .letter, subject: "something", accountID: nil, createdAt: clock.now())
        try await store.add(entry)
        return entry.id
    }
}

/// Fails at the first entry that comes, and takes all others.
private final class RefusingOnce: OutboxHandler {
    let kind = OutboxEntry.Kind.letter
    let rules = OutboxRules()
    let arrivals: AsyncStream<OutboxID>
    private let arrival: AsyncStream<OutboxID>.Continuation
    private let isFirst = Mutex(true)

    init() { (arrivals, arrival) = AsyncStream.makeStream(of: OutboxID.self) }

    func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        arrival.yield(entry.id)
        let fails = isFirst.withLock { isFirst in
            defer { isFirst = false }
            return isFirst
        }
        if fails { throw .failed("busy") }
    }
}
