import Domain
import Testing
import TestSupport

@testable import Studio

/// How long something will take, as it is told, is how long it takes.
struct EnginePacesTests {
    private let work = EnginePaces.Work(engine: "builtin", kind: .animateMove, mode: .standard)
    private let start = Timestamp(milliseconds: 1_000_000)

    @Test func `what was foretold wrongly is foretold better after one run`() {
        var paces = EnginePaces()
        #expect(paces.corrected(10, of: work) == 10)

        paces.learn(work, foretold: 10, took: 25)

        #expect(abs(paces.corrected(40, of: work) - 100) < 1e-9)
        #expect(paces.corrected(10, of: .init(engine: "builtin", kind: .animateMove, mode: .pro)) == 10)
    }

    @Test func `one odd run changes little, a lasting change is followed`() {
        var paces = EnginePaces()
        for _ in 0..<5 { paces.learn(work, foretold: 10, took: 10) }
        paces.learn(work, foretold: 10, took: 500)
        #expect(paces.corrected(10, of: work) == 10)

        for _ in 0..<7 { paces.learn(work, foretold: 10, took: 30) }

        #expect(abs(paces.corrected(10, of: work) - 30) < 1e-9)
    }

    @Test func `the rest is told within a fifth however wrong the beginning was`() {
        // Foretold 30 s, takes 100.
        var pace = RunPace(startedAt: start, foretold: 30)
        for second in 1...100 {
            let now = start + .seconds(second)
            pace.note(Double(second) / 100, stage: "rendering", at: now)
            guard second > 25 else { continue }
            let told = pace.remainingSeconds(at: now) ?? .infinity
            #expect(abs(told - Double(100 - second)) <= 0.2 * Double(100 - second) + 0.5)
        }
    }

    /// An engine that holds its first stage for seven tenths of the work, where it is nine tenths of the time.
    @Test func `the last stage is told by its own pace, whatever the engine believes of it`() {
        var pace = RunPace(startedAt: start, foretold: nil)
        for second in 1...90 {
            pace.note(0.7 * Double(second) / 90, stage: "tracking", at: start + .seconds(second))
        }
        for second in 91...100 {
            let now = start + .seconds(second)
            pace.note(0.7 + 0.3 * Double(second - 90) / 10, stage: "rendering", at: now)
            guard second > 93 else { continue }
            let told = pace.remainingSeconds(at: now) ?? .infinity
            #expect(abs(told - Double(100 - second)) <= 0.2 * Double(100 - second) + 0.5)
        }
    }

    @Test func `an attempt that goes on is judged by its own pace`() throws {
        var pace = RunPace(startedAt: start, foretold: 100)
        pace.note(0.6, stage: "rendering", at: start + .seconds(1))
        #expect(abs(try #require(pace.remainingSeconds(at: start + .seconds(1))) - 40) < 1)

        pace.note(0.8, stage: "rendering", at: start + .seconds(21))

        #expect(abs(try #require(pace.remainingSeconds(at: start + .seconds(21))) - 20) < 1)
        #expect(!pace.isWhole)
    }

    @Test func `what is told counts down between two reports`() throws {
        var pace = RunPace(startedAt: start, foretold: 60)
        #expect(pace.remainingSeconds(at: start + .seconds(15)) == 45)
        pace.note(0.5, stage: "rendering", at: start + .seconds(30))

        #expect(try #require(pace.remainingSeconds(at: start + .seconds(40))) == 20)
    }

    @Test func `a server that starts again knows what its tasks took`() async throws {
        let clock = HandClock()
        let house = try TestHouse(
            engine: ScriptedEngine { job, report throws(EngineError) in
                report(.progress(stage: "rendering", progress: 0.01))
                clock.advance(by: .seconds(12))
                return try await ScriptedEngine.succeed(job, report)
            }, now: clock.now)
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)
        _ = try await house.whileRunning { try await house.end(of: view, account) }
        // The stand-in foretells 3 s; the clock went on by 12.
        #expect(try await house.tasks.estimate(house.submission(of: account), account: account).engine?.seconds == 12)

        let later = try TestHouse(isPaused: true, after: house)
        try await later.whileRunning {
            while try await later.tasks.estimate(house.submission(of: account), account: account).engine?.seconds != 12
            {
                await Task.yield()
            }
        }
    }
}
