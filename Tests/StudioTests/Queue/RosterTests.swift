import Domain
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Studio

/// Administrators change engines while the server runs, and engines come and go: neither is lost.
@Suite(.timeLimit(.minutes(1))) struct RosterTests {
    /// Not configured until it is repaired.
    private final class BrokenEngine: HealthReportingEngine {
        let facts = EngineFacts(name: "repaired", kinds: [.animateMove])
        private let isWhole = Atomic(false)

        func repair() { isWhole.store(true, ordering: .relaxed) }

        func health() async -> EngineReadiness {
            isWhole.load(ordering: .relaxed) ? .ready : .notConfigured(.programMissing("x"))
        }

        func run(_ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void) async throws(EngineError)
            -> EngineOutput
        {
            try await ScriptedEngine.succeed(job, report)
        }
    }

    @Test func `an engine that was not configured works as soon as it is, without a restart`() async throws {
        let engine = BrokenEngine()
        let house = try TestHouse(others: [engine])
        let account = try await house.store.someone().id
        let view = try await house.tasks.submit(
            house.submission(of: account, engine: "repaired"), account: account)

        try await house.whileRunning {
            let first = try await house.submit(for: account)
            _ = try await house.end(of: first, account)
            #expect(try await house.tasks.get(view.task.id, account: account).task.status == .queued)
            let entry = try #require(house.engines.list().first { $0.entry.facts.name == "repaired" }).entry
            // Why not is for those who run the server.
            #expect(entry.standing == "not configured" && entry.complaint == .programMissing("x"))
            engine.repair()
            #expect(try await house.end(of: view, account).task.status == .succeeded)
        }
    }

    @Test func `an engine that was down is chosen again by itself once it has rested, and after a restart`()
        async throws
    {
        let clock = Mutex(Timestamp.sample)
        func roster() -> Roster {
            Roster(
                engines: [IdleEngine("first"), IdleEngine("second")], now: { .sample },
                steady: { clock.withLock { $0 } })
        }
        let choice = EngineChoice(kind: .animateMove, mode: .standard)
        let running = roster()
        var trouble: EngineSetting.Trouble?
        for _ in 1...3 { trouble = running.noteOutage("first", .broken("It")) ?? trouble }
        #expect(trouble != nil)
        #expect(try running.choose(choice).name == "second")

        clock.withLock { $0 = $0 + .seconds(31) }
        running.noteTrials()
        #expect(try running.choose(choice).name == "first")
        _ = running.noteOutage("first", .broken("It"))
        #expect(try running.choose(choice).name == "second")

        let later = roster()
        later.adopt([EngineSetting(name: "first", trouble: trouble)])
        #expect(try later.choose(choice).name == "first")
    }

    @Test func `changes that come at the same time are all kept, in the store as in memory`() async throws {
        let house = try TestHouse()
        let admin = try await house.store.someone().id
        let client = Client(address: "192.0.2.1", userAgent: "a browser")

        for turn in 1...20 {
            async let slots = house.engines.change("builtin", EngineChange(slots: turn), by: admin, client: client)
            async let rank = house.engines.change(
                "builtin", EngineChange(ranks: [.animateMove: turn]), by: admin, client: client)
            _ = try await (slots, rank)
            let setting = try #require(house.engines.list().first).entry.setting
            #expect(setting.slots == turn && setting.rank(.animateMove) == turn)
            #expect(try await house.store.engineSettings() == [setting])
        }
    }

    @Test func `a rank for what the engine cannot do is refused`() async throws {
        let house = try TestHouse()
        let admin = try await house.store.someone().id

        await #expect(
            throws: StudioError.invalid(field: "preference", reason: "names speech, which builtin cannot do")
        ) {
            _ = try await house.engines.change(
                "builtin", EngineChange(ranks: [.speech: 7]), by: admin,
                client: Client(address: "192.0.2.1", userAgent: "a browser"))
        }
    }
}
