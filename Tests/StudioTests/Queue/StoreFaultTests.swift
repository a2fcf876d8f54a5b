import Domain
import Logging
import Synchronization
import Testing
import TestSupport

@testable import Storage
@testable import Studio

/// A store that cannot be written or read for a while costs time, and nothing that was made.
@Suite(.timeLimit(.minutes(1))) struct StoreFaultTests {
    /// What takes a part of the database away, and brings it back.
    private enum Fault: String, StoreStatement {
        case noLibrary = "ALTER TABLE video RENAME TO videoAway"
        case library = "ALTER TABLE videoAway RENAME TO video"
        case noScripts = "ALTER TABLE script RENAME TO scriptAway"
        case scripts = "ALTER TABLE scriptAway RENAME TO script"
        case noFailures = """
            CREATE TRIGGER fault BEFORE UPDATE OF status ON task WHEN NEW.status = 'failed'
            BEGIN SELECT RAISE(ABORT, 'played'); END
            """
        case noQueue = """
            CREATE TRIGGER fault BEFORE UPDATE OF status ON task WHEN NEW.status = 'queued'
            BEGIN SELECT RAISE(ABORT, 'played'); END
            """
        case allStates = "DROP TRIGGER fault"
    }

    private func play(_ fault: Fault, in house: TestHouse) async throws {
        _ = try await house.store.commits.write { db in try db.run(fault) }
    }

    @Test func `what was made is kept once that is possible, and is not made again`() async throws {
        let (gate, log) = (Gate(), LogEar())
        let runs = Mutex(0)
        let house = try TestHouse(
            engine: ScriptedEngine { job, report throws(EngineError) in
                runs.withLock { $0 += 1 }
                try await gate.pass(job)
                return try await ScriptedEngine.succeed(job, report)
            }, logger: log.logger)
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        let end = try await house.whileRunning {
            await gate.nextArrival()
            try await play(.noLibrary, in: house)
            gate.open()
            for _ in 0..<3 { await log.next("a task could not be ended") }
            #expect(try await house.store.task(view.task.id)?.status == .running)
            try await play(.library, in: house)
            return try await house.end(of: view, account)
        }

        #expect(end.task.status == .succeeded && end.task.attempt == 1 && end.result != nil)
        #expect(runs.withLock { $0 } == 1)
        #expect(try await house.library.list(of: account, page: PageRequest()).items.count == 1)
    }

    @Test func `inputs that cannot be read for a while cost no attempt`() async throws {
        let log = LogEar()
        let house = try TestHouse(engine: ScriptedEngine(kinds: [.talkingVideo]), logger: log.logger)
        let account = try await house.store.someone().id
        let image = try await house.upload("IMG", account: account)
        let view = try await house.tasks.submit(
            Tasks.Submission(kind: .talkingVideo, image: .file(image.id), text: "Hello."), account: account)
        try await play(.noScripts, in: house)

        let end = try await house.whileRunning {
            for _ in 0..<3 { await log.next("a task's inputs could not be read") }
            try await play(.scripts, in: house)
            return try await house.end(of: view, account)
        }

        #expect(end.task.status == .succeeded && end.task.attempt == 1)
    }

    @Test func `a failure and a next attempt are written down once that is possible`() async throws {
        let (gate, log) = (Gate(), LogEar())
        let house = try TestHouse(
            engine: ScriptedEngine { job, _ throws(EngineError) in
                try await gate.pass(job)
                throw .failed(code: "engine_killed", message: "It stopped.", detail: "9")
            }, logger: log.logger)
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        let end = try await house.whileRunning {
            await gate.nextArrival()
            try await play(.noQueue, in: house)
            gate.open()
            await log.next("a task could not be queued again")
            try await play(.allStates, in: house)
            try await play(.noFailures, in: house)
            await log.next("a task could not be ended")
            #expect(try await house.store.task(view.task.id)?.status == .running)
            try await play(.allStates, in: house)
            return try await house.end(of: view, account)
        }

        #expect(end.task.failure?.code == "engine_killed" && end.task.attempt == end.task.maxAttempts)
        #expect(house.board.unfinishedCount(of: account) == 0 && house.board.runningCount == 0)
    }

    @Test func `what the schema refuses is a failure, not something to wait for`() async throws {
        let house = try TestHouse()
        do {
            try await house.store.commits.write { db in
                try db.run(EngineStatement.setRank, ["engine": "nobody", "kind": "speech", "rank": 1])
            }
            Issue.record("a rank of an engine that is not there was taken")
        } catch {
            #expect(!StoreFault.mayPass(error))
        }
        #expect(StoreFault.mayPass(StoreError.full) && !StoreFault.mayPass(StoreError.consentRefused))
        #expect(!StoreFault.mayPass(EngineError.cancelled))
    }
}

/// Hears what is logged.
private struct LogEar: Sendable {
    private let messages: AsyncStream<String>
    let logger: Logger

    init() {
        let (messages, voice) = AsyncStream.makeStream(of: String.self)
        self.messages = messages
        logger = Logger(label: "test") { _ in Handler(voice: voice) }
    }

    /// Waits for the message.
    func next(_ message: String) async { _ = await messages.first { $0 == message } }

    private struct Handler: LogHandler {
        let voice: AsyncStream<String>.Continuation
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            voice.yield(event.message.description)
        }
    }
}
