import Domain
import Storage
import Synchronization
import Testing
import TestSupport

@testable import Studio

/// A task never goes to an engine that cannot do it, and never waits for one that takes none.
@Suite(.timeLimit(.minutes(1))) struct EngineBondTests {
    private let client = Client(address: "192.0.2.1", userAgent: "a browser")

    private func set(_ name: String, _ state: EngineSetting.State, in house: TestHouse) async throws {
        let admin = try await house.store.someone().id
        _ = try await house.engines.change(name, EngineChange(state: state), by: admin, client: client)
    }

    private func engine(of view: TaskView, in house: TestHouse) async throws -> String? {
        try await house.store.task(view.task.id)?.engine
    }

    @Test func `who asked for a voice waits for the engine that has it`() async throws {
        let house = try TestHouse(
            others: [
                IdleEngine("ours", kinds: [.speech]), IdleEngine("fish-audio", kinds: [.speech], voices: "fish:"),
            ], isPaused: true)
        let account = try await house.store.someone().id
        let anyone = try await house.tasks.submit(
            Tasks.Submission(kind: .speech, text: "Hello."), account: account)
        let bound = try await house.tasks.submit(
            Tasks.Submission(kind: .speech, text: "Hello.", options: ["voice": "fish:anna"]), account: account)
        #expect(anyone.task.engine == "ours" && bound.task.engine == "fish-audio")

        for name in ["fish-audio", "ours"] { try await set(name, .disabled, in: house) }

        #expect(try await engine(of: bound, in: house) == "fish-audio")
        #expect(try await engine(of: anyone, in: house) == "ours")
        // Nor does a restart forget it.
        let later = try TestHouse(others: [IdleEngine("ours", kinds: [.speech])], after: house)
        try await later.whileRunning {
            let end = try await later.end(of: bound, account)
            #expect(end.task.engine == "fish-audio" && end.task.failure?.code == "engine_unavailable")
            #expect(end.task.failure?.isRetryable == true)
        }
    }

    @Test func `who speaks with a voice that was cloned at a service waits for that`() async throws {
        let house = try TestHouse(
            others: [
                IdleEngine("ours", kinds: [.speech]), IdleEngine("fish-audio", kinds: [.speech], voices: "fish:"),
            ], isPaused: true)
        let account = try await house.store.someone().id
        let voice = try await clonedVoice(of: account, by: "fish-audio", in: house)
        let view = try await house.tasks.submit(
            Tasks.Submission(kind: .speech, voice: voice, text: "Hello."), account: account)
        #expect(view.task.engine == "fish-audio")

        try await set("fish-audio", .disabled, in: house)

        #expect(try await engine(of: view, in: house) == "fish-audio")
    }

    private func clonedVoice(of account: AccountID, by engine: String, in house: TestHouse) async throws -> ModelID {
        let sample = try await house.store.someFile(.audio, of: account)
        let consent = Consent.sample(of: account)
        try await house.store.add(consent)
        let task = GenerationTask(
            id: sampleIDs.next(), accountID: account, kind: .voiceClone, engine: engine, mode: .standard, title: "Kim",
            inputs: .init(audioFileID: sample.id), createdAt: .sample)
        let model = TrainedModel(
            id: sampleIDs.next(), accountID: account, kind: .voice, name: "Kim", language: "en", taskID: task.id,
            sourceFileID: sample.id, consentID: consent.id, createdAt: .sample)
        try await house.store.submit(task, training: model)
        _ = try await house.store.start(task.id, at: .sample, lease: .sample)
        let outcome = TrainedModel.Outcome(profile: "{}", completedAt: .sample)
        _ = try await house.store.end(task.id, as: .succeeded(Delivery(outcome: outcome)), at: .sample)
        return model.id
    }

    @Test(arguments: [
        (EngineLimits(longestSide: 100), EngineLimits(), "last"),
        (EngineLimits(longestMs: 100), EngineLimits(), "last"),
        (EngineLimits(shortestMs: 9000), EngineLimits(mostCharacters: 1), "last"),
        (EngineLimits(longestSide: 100), EngineLimits(longestMs: 100), "builtin"),
    ])
    func `no engine is given what it does not take`(first: EngineLimits, last: EngineLimits, taker: String) async throws
    {
        let house = try TestHouse(
            others: [IdleEngine("next", limits: first), IdleEngine("last", limits: last)], isPaused: true)
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        try await set("builtin", .disabled, in: house)

        #expect(try await engine(of: view, in: house) == taker)
    }

    @Test(arguments: [EngineSetting.State.disabled, .draining])
    func `a retry goes to an engine that takes tasks, or is refused as a submit is`(
        state: EngineSetting.State
    ) async throws {
        let house = try TestHouse(others: [IdleEngine("mine")])
        let account = try await house.store.someone().id
        let free = try await house.submit(for: account)
        _ = try await house.store.reassign(free.task.id, to: "mine")
        let later = try TestHouse(others: [IdleEngine("mine")], after: house)
        let wished = try await later.tasks.submit(later.submission(of: account, engine: "mine"), account: account)
        try await later.whileRunning {
            for view in [free, wished] {
                let end = try await later.end(of: view, account)
                #expect(end.task.status == .failed && end.task.engine == "mine")
            }
            try await set("mine", state, in: later)

            _ = try await later.tasks.retry(free.task.id, account: account)
            #expect(try await later.end(of: free, account).task.status == .succeeded)
            await #expect(throws: StudioError.engineUnavailable("the engine mine takes no new tasks at the moment")) {
                _ = try await later.tasks.retry(wished.task.id, account: account)
            }
        }
        #expect(try await later.tasks.get(wished.task.id, account: account).task.status == .failed)
        #expect(later.board.unfinishedCount(of: account) == 0)
    }

    @Test func `a retry keeps its engine while that works`() async throws {
        let house = try TestHouse(others: [IdleEngine("mine")])
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)
        _ = try await house.store.reassign(view.task.id, to: "mine")
        let later = try TestHouse(others: [IdleEngine("mine")], after: house)
        try await later.whileRunning { _ = try await later.end(of: view, account) }

        #expect(try await later.tasks.retry(view.task.id, account: account).task.engine == "mine")
    }

    @Test func `an engine that is switched off while it checks a submission does not keep it`() async throws {
        let closing = HookedEngine("closing")
        let house = try TestHouse(others: [closing], isPaused: true)
        let account = try await house.store.someone().id
        house.board.roster.update(EngineSetting(name: "closing", ranks: [.animateMove: 1]))
        closing.hook.withLock { $0 = { try? await set("closing", .disabled, in: house) } }

        let view = try await house.submit(for: account)

        #expect(view.task.engine == "builtin" && view.position == 1)
        #expect(try await engine(of: view, in: house) == "builtin")
    }
}

/// Does something while it checks.
private final class HookedEngine: CheckingEngine {
    let facts: EngineFacts
    let hook = Mutex<@Sendable () async -> Void>({})

    init(_ name: String) { facts = EngineFacts(name: name, kinds: [.animateMove]) }

    func check(_ job: EngineJob) async throws(EngineError) -> EngineEstimate {
        let hook = hook.withLock { $0 }
        await hook()
        return EngineEstimate(seconds: 3)
    }

    func run(_ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void) async throws(EngineError)
        -> EngineOutput
    {
        try await ScriptedEngine.succeed(job, report)
    }
}
