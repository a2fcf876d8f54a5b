import Domain
import Logging
import Testing
import TestSupport

@testable import Storage
@testable import Studio

/// Work that a service does is submitted, and paid for, once, whatever happens to the server meanwhile.
struct RemoteWorkTests {
    private let service = CloudService()

    private func house(after earlier: TestHouse? = nil) throws -> TestHouse {
        try TestHouse(others: [CloudEngine(service)], after: earlier)
    }

    private func submit(_ house: TestHouse, _ account: AccountID) async throws -> TaskView {
        try await house.tasks.submit(house.submission(of: account, engine: "cloud"), account: account)
    }

    @Test func `the service's name for the work is durable before it is asked again`() async throws {
        let house = try house()
        let account = try await house.store.someone().id
        let view = try await submit(house, account)

        try await house.whileRunning {
            await service.gate.nextArrival()
            let row = try await house.store.task(view.task.id)
            #expect(row?.remoteID == "job-1" && row?.handedOverAt == nil)
            service.gate.open()
            #expect(try await house.end(of: view, account).task.status == .succeeded)
        }
        #expect(service.submits == 1)
    }

    @Test func `a server that starts again takes the work up, without a second submit and without an attempt`()
        async throws
    {
        let first = try house()
        let account = try await first.store.someone().id
        let view = try await submit(first, account)
        try await first.whileRunning {
            await service.gate.nextArrival()
        }

        let second = try house(after: first)
        let end = try await second.whileRunning {
            service.gate.open()
            return try await second.end(of: view, account)
        }

        #expect(end.task.status == .succeeded && end.task.attempt == 1)
        #expect(service.submits == 1 && service.state.withLock { $0.followed } == ["job-1", "job-1"])
    }

    @Test func `a row that a crash left running is taken up too, before what waits`() async throws {
        let first = try house()
        let account = try await first.store.someone().id
        let view = try await submit(first, account)
        _ = try await first.store.start(view.task.id, at: .now(), lease: .now())
        _ = try await first.store.note(try #require(RemoteWork(id: "job-7")), of: view.task, at: .now())

        let second = try house(after: first)
        service.gate.open()
        let end = try await second.whileRunning { try await second.end(of: view, account) }

        #expect(end.task.status == .succeeded && end.task.attempt == 1)
        #expect(service.submits == 0 && service.state.withLock { $0.followed } == ["job-7"])
    }

    @Test func `a submit without an answer is looked up, never repeated blindly`() async throws {
        let first = try house()
        let account = try await first.store.someone().id
        let view = try await submit(first, account)
        _ = try await first.store.start(view.task.id, at: .now(), lease: .now())
        try await first.store.noteHandOver(of: view.task.id, at: .now())
        service.state.withLock { $0.jobs["job-9"] = view.task.id }

        let second = try house(after: first)
        service.gate.open()
        let end = try await second.whileRunning { try await second.end(of: view, account) }

        #expect(end.task.status == .succeeded)
        #expect(service.submits == 1 && service.state.withLock { $0.followed } == ["job-9"])
    }

    @Test func `where the service cannot be asked, the task fails for a person to look at`() async throws {
        service.state.withLock { ($0.losesAnswers, $0.canBeAsked) = (true, false) }
        let house = try house()
        let account = try await house.store.someone().id
        let view = try await submit(house, account)

        let end = try await house.whileRunning { try await house.end(of: view, account) }

        #expect(end.task.failure?.code == "submission_uncertain" && end.task.failure?.isRetryable == false)
        #expect(service.submits == 1)
    }

    @Test func `a lost answer is looked up at once, and the work goes on`() async throws {
        service.state.withLock { $0.losesAnswers = true }
        service.gate.open()
        let house = try house()
        let account = try await house.store.someone().id
        let view = try await submit(house, account)

        let end = try await house.whileRunning { try await house.end(of: view, account) }

        #expect(end.task.status == .succeeded && end.task.attempt == 1)
        #expect(service.submits == 1 && service.state.withLock { $0.followed } == ["job-1"])
    }

    @Test func `cancelling ends the work at the service`() async throws {
        let house = try house()
        let account = try await house.store.someone().id
        let view = try await submit(house, account)

        try await house.whileRunning {
            await service.gate.nextArrival()
            _ = try await house.tasks.cancel(view.task.id, account: account)
            #expect(await abandonment(in: house) == "job-1")
        }
    }

    @Test func `cancelling while the service is still to answer ends the work too`() async throws {
        service.state.withLock { $0.answersLate = true }
        let house = try house()
        let account = try await house.store.someone().id
        let view = try await submit(house, account)

        try await house.whileRunning {
            await service.answers.nextArrival()
            _ = try await house.tasks.cancel(view.task.id, account: account)
            service.answers.open()
            #expect(await abandonment(in: house) == "job-1")
        }
        #expect(service.state.withLock { $0.followed }.isEmpty)
    }

    @Test func `work of a task that was cancelled is ended after a restart, by whoever has the engine then`()
        async throws
    {
        let first = try house()
        let account = try await first.store.someone().id
        let view = try await submit(first, account)
        _ = try await first.store.start(view.task.id, at: .now(), lease: .now())
        _ = try await first.store.note(try #require(RemoteWork(id: "job-7")), of: view.task, at: .now())
        _ = try await first.tasks.cancel(view.task.id, account: account)

        let second = try house(after: first)

        #expect(await abandonment(in: second) == "job-7")
    }

    /// Works off the outbox until the service is told to end some work.
    private func abandonment(in house: TestHouse) async -> String? {
        let outbox = Outbox(store: house.store, handlers: house.outboxHandlers, logger: Logger(label: "test"))
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await outbox.run() }
            var told = service.abandonments.makeAsyncIterator()
            defer { group.cancelAll() }
            return await told.next()
        }
    }

    @Test func `a task of nobody's wish goes to the next engine, one that was wished for waits`() async throws {
        service.state.withLock { $0.isDown = true }
        let house = try TestHouse(engine: ScriptedEngine(), others: [CloudEngine(service)])
        let account = try await house.store.someone().id
        var setting = EngineSetting(name: "cloud")
        setting.ranks[.animateMove] = 1
        house.board.roster.update(setting)

        let anyone = try await house.submit(for: account)
        #expect(anyone.task.engine == "cloud" && anyone.task.engineWish == nil)
        let wished = try await submit(house, account)
        let first = try await house.whileRunning { try await house.end(of: anyone, account) }

        #expect(first.task.status == .succeeded && first.task.engine == "builtin" && first.task.attempt == 1)
        let second = try await house.tasks.get(wished.task.id, account: account)
        #expect(second.task.engine == "cloud" && second.task.status != .succeeded)
    }

    @Test(arguments: [
        (GenerationTask.Status.running, 1, Optional("job-1"), RecoveryPlan.attach),
        (.queued, 1, "job-1", .attach), (.queued, 0, nil, .wait), (.running, 1, nil, .requeue),
    ])
    func `what becomes of an unfinished task is plain`(
        status: GenerationTask.Status, attempt: Int, remoteID: String?, plan: RecoveryPlan
    ) {
        var task = GenerationTask.sample(of: sampleIDs.next())
        task.status = status
        task.attempt = attempt
        task.remoteID = remoteID

        #expect(RecoveryPlan(for: task, on: CloudEngine(service)) == plan)
        let other: RecoveryPlan = status == .queued ? .wait : .requeue
        #expect(RecoveryPlan(for: task, on: IdleEngine()) == other)
        task.attempt = task.maxAttempts
        #expect((RecoveryPlan(for: task, on: nil) == .move) == (remoteID == nil))
        task.engineWish = task.engine
        guard case .fail(let failure) = RecoveryPlan(for: task, on: nil) else {
            Issue.record("a task that asked for an engine which is gone does not fail")
            return
        }
        #expect(failure.code == "engine_unavailable")
    }
}
