import Domain
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

    @Test func `a step back is noticed once, and slewing is none`() {
        let steps = ClockSteps(now: clock.now, steady: { .sample })
        #expect(steps.takeStepBack() == nil)

        clock.advance(by: .seconds(-3600))
        #expect(steps.takeStepBack() == .seconds(3600))
        #expect(steps.takeStepBack() == nil)
        clock.advance(by: .seconds(50))
        clock.advance(by: .seconds(-1))
        #expect(steps.takeStepBack() == nil)
    }

    @Test func `what waits in the outbox is brought forward by as much, and never waits longer than anything can`()
        async throws
    {
        let store = try TestHouse().store
        let entry = OutboxEntry(
            id: sampleIDs.next(), kind: .letter, subject: "something", accountID: nil, createdAt: .sample)
        try await store.add(entry)
        let claim = try #require(try await store.claim(.letter, at: .sample, until: .sample + .seconds(60)))
        try await store.postpone(claim, to: .sample + .seconds(10_000), failure: "busy")

        try await store.bringForward(.letter, by: .seconds(3600))
        #expect(try await store.nextDue(.letter) == .sample + .seconds(6400))
        try await store.bringForward(.letter, laterThan: .sample + .seconds(60), to: .sample + .seconds(60))
        #expect(try await store.nextDue(.letter) == .sample + .seconds(60))
    }
}
