import Domain
import Foundation
import Storage
import Studio
import Testing
import TestSupport

/// A task that was accepted outlives the server that accepted it.
@Suite(.timeLimit(.minutes(1))) struct RecoveryTests {
    @Test func `a server that stops hands its tasks back, and the attempt with them`() async throws {
        let gate = Gate()
        let house = try TestHouse(
            engine: ScriptedEngine { job, report throws(EngineError) in
                try await gate.pass(job)
                return try await ScriptedEngine.succeed(job, report)
            })
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)
        try await house.whileRunning {
            await gate.nextArrival()
        }

        let handedBack = try await house.tasks.get(view.task.id, account: account)
        #expect(handedBack.task.status == .queued && handedBack.task.attempt == 0)

        let later = try TestHouse(after: house)
        let end = try await later.whileRunning { try await later.end(of: view, account) }
        #expect(end.task.status == .succeeded && end.task.attempt == 1)
    }

    @Test func `tasks of a server that was killed are run again, with their attempt counted`() async throws {
        let house = try TestHouse(isPaused: true)
        let account = try await house.store.someone().id
        let (running, queued) = (try await house.submit(for: account), try await house.submit(for: account))
        _ = try await house.store.start(running.task.id, at: .now(), lease: .now() + .seconds(60))
        _ = FileManager.default.createFile(atPath: house.home.work + "/left over", contents: Data("x".utf8))

        let later = try TestHouse(after: house)
        try await later.whileRunning {
            let end = try await later.end(of: running, account)
            #expect(end.task.status == .succeeded && end.task.attempt == 2)
            #expect(try await later.end(of: queued, account).task.attempt == 1)
        }

        #expect(try await later.library.list(of: account, page: PageRequest()).items.count == 2)
        #expect(try house.names(in: house.home.work).isEmpty)
        #expect(later.board.unfinishedCount(of: account) == 0)
    }

    @Test func `a task whose engine is gone is done by another, or failed with the reason when it asked for that one`()
        async throws
    {
        let house = try TestHouse(others: [IdleEngine("gone")], isPaused: true)
        let account = try await house.store.someone().id
        let (free, running) = (try await house.submit(for: account), try await house.submit(for: account))
        for view in [free, running] { _ = try await house.store.reassign(view.task.id, to: "gone") }
        _ = try await house.store.start(running.task.id, at: .now(), lease: .now() + .seconds(60))
        let wished = try await house.tasks.submit(
            house.submission(of: account, engine: "gone"), account: account)

        let later = try TestHouse(after: house)
        try await later.whileRunning {
            for view in [free, running] {
                let end = try await later.end(of: view, account)
                #expect(end.task.status == .succeeded && end.task.engine == "builtin")
            }
            let end = try await later.end(of: wished, account)
            #expect(end.task.failure?.code == "engine_unavailable")
            await #expect(throws: StudioError.engineUnavailable("the engine gone no longer exists")) {
                _ = try await later.tasks.retry(wished.task.id, account: account)
            }
        }
    }

    @Test func `a failed task whose engine is gone is retried by another`() async throws {
        let house = try TestHouse(
            engine: ScriptedEngine { _, _ throws(EngineError) in throw .refused(code: "no", message: "No.") })
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)
        _ = try await house.store.reassign(view.task.id, to: "gone")
        let second = try TestHouse(others: [IdleEngine("gone")], after: house)
        let failed = try await second.whileRunning { try await second.end(of: view, account) }
        #expect(failed.task.engine == "gone" && failed.task.status == .failed)

        let later = try TestHouse(after: house)
        let end = try await later.whileRunning {
            _ = try await later.tasks.retry(view.task.id, account: account)
            return try await later.end(of: view, account)
        }

        #expect(end.task.status == .succeeded && end.task.engine == "builtin")
    }

    /// An engine that keeps half-done work and waits at a gate, and finishes when it finds such work.
    private static func keeping(_ gate: Gate) -> ScriptedEngine {
        ScriptedEngine { job, report throws(EngineError) in
            let half = (job.workDirectory ?? "/nowhere") + "/half"
            if !FileManager.default.fileExists(atPath: half) {
                _ = FileManager.default.createFile(atPath: half, contents: Data("half".utf8))
                _ = FileManager.default.createFile(atPath: job.outputDirectory + "/draft", contents: Data())
                report(.progress(stage: "rendering", progress: 0.5))
                try await gate.pass(job)
            }
            return try await ScriptedEngine.succeed(job, report)
        }
    }

    @Test func `half-done work waits for the next attempt, and for nothing longer`() async throws {
        let gate = Gate()
        let house = try TestHouse(engine: Self.keeping(gate))
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)
        try await house.whileRunning {
            await gate.nextArrival()
        }
        #expect(try house.names(in: house.home.work) == ["\(view.task.id)-kept"])
        // What is done is not shown as undone while it waits to go on.
        #expect(try await house.tasks.get(view.task.id, account: account).progress == 0.5)

        // Nobody opens the gate: only who finds the half-done work gets past it.
        let later = try TestHouse(engine: Self.keeping(Gate()), after: house)
        let end = try await later.whileRunning { try await later.end(of: view, account) }

        #expect(end.task.status == .succeeded)
        #expect(try house.names(in: house.home.work).isEmpty)
    }

    @Test func `half-done work of a task that is cancelled while it waits goes with it`() async throws {
        let gate = Gate()
        let house = try TestHouse(engine: Self.keeping(gate))
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)
        try await house.whileRunning {
            await gate.nextArrival()
        }

        _ = try await house.tasks.cancel(view.task.id, account: account)

        #expect(try house.names(in: house.home.work).isEmpty)
    }

    @Test func `half-done work of a task that nobody knows goes when the server starts`() async throws {
        let house = try TestHouse(isPaused: true)
        let kept = house.home.work + "/01900000-0000-7000-8000-000000000000-kept"
        try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)

        try await house.whileRunning { while try house.names(in: house.home.work) != [] { await Task.yield() } }
    }

    @Test func `a task that takes the server down with it does not do so for ever`() async throws {
        let house = try TestHouse(isPaused: true)
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)
        for _ in 0..<view.task.maxAttempts {
            _ = try await house.store.start(view.task.id, at: .now(), lease: .now())
            if try await house.store.task(view.task.id)?.attempt != view.task.maxAttempts {
                _ = try await house.store.requeue(view.task.id, notBefore: nil, countAttempt: true)
            }
        }

        let later = try TestHouse(after: house)
        let end = try await later.whileRunning { try await later.end(of: view, account) }

        #expect(end.task.status == .failed && end.task.failure?.code == "interrupted")
        #expect(end.task.failure?.isRetryable == true)
    }
}
