import Domain
import Logging
import Outbound
import Providers
import Studio
import Testing

@testable import greenroom

/// What every engine of the roster holds, whatever carries its work out.
@Suite(.serialized, .timeLimit(.minutes(5))) struct EngineContractTests {
    private let folder: ContractFolder

    init() throws { folder = try ContractFolder() }

    private func staged(_ candidate: Candidate, _ scene: Scene) async throws -> StagedEngine {
        try await candidate.stage(scene, folder.path + "/engine")
    }

    private func house(_ staged: StagedEngine, isPaused: Bool = false) async throws -> ContractHouse {
        try await ContractHouse(staged.engine, in: folder, isPaused: isPaused)
    }

    // MARK: The list

    /// The roster of a server whose settings say nothing, with the manifests that ship.
    private func roster() async throws -> (engines: [any GenerationEngine], manifests: ManifestFolder) {
        let settings = try await Settings(
            flags: .init(home: folder.path + "/home", host: nil, port: nil, queuePaused: false))
        let list = EngineList(
            settings: settings, services: settings.engines,
            locations: try Locations(environment: settings.variables),
            web: WebClient(policy: .offline(standIns: []) { _ in }), logger: Logger(label: "test"))
        let manifests = ManifestFolder([list.locations.data + "/engines"], besides: EngineList.names)
        return (list.engines(manifests), manifests)
    }

    @Test func `no two engines of the roster share a name, and the facts of each make sense`() async throws {
        let (engines, manifests) = try await roster()

        #expect(Set(engines.map(\.name)).count == engines.count && engines.count > manifests.manifests.count)
        #expect(manifests.manifests.allSatisfy { manifest in engines.contains { $0.name == manifest.name } })
        let inCode = Set(engines.map(\.name)).subtracting(manifests.manifests.map(\.name))
        #expect(inCode == EngineList.names)
        for engine in engines { hold(engine, among: GenerationTask.Kind.allCases) }
    }

    @Test func `each kind of work of each engine in the server's code has a row`() async throws {
        let (engines, manifests) = try await roster()
        let described = Set(manifests.manifests.map(\.name))

        for engine in engines where !described.contains(engine.name) {
            // What learns from a person waits for a consent, which this suite has nobody to give.
            // A film waits for its scenes: `FilmMakingTests` has some.
            for kind in engine.facts.kinds where ![.archive, .profile].contains(kind.product) && kind != .film {
                let hasRow = Candidate.all.contains { $0.engine == engine.name && $0.kind == kind }
                #expect(hasRow, "\(engine.name) has no row for \(kind.rawValue) in Candidate.all")
            }
        }
    }

    @Test(arguments: Candidate.all)
    func `its facts make sense`(candidate: Candidate) async throws {
        let engine = try await staged(candidate, .succeeds).engine

        #expect(engine.facts.name == candidate.engine && engine.facts.kinds.contains(candidate.kind))
        hold(engine, among: [candidate.kind])
    }

    /// What holds for the facts of any engine.
    private func hold(_ engine: any GenerationEngine, among kinds: [GenerationTask.Kind]) {
        let facts = engine.facts
        #expect(facts.name.wholeMatch(of: /[a-z][a-z0-9._-]{0,39}/) != nil)
        #expect((1...100).contains(facts.title.count) && !facts.modes.isEmpty)
        #expect(EngineSetting.slotRange.contains(facts.needs.slots))
        #expect(facts.needs.brief.allSatisfy { facts.kinds.contains($0.key) && $0.value > 0 })
        #expect(!facts.needs.isPaid || facts.needs.usesNetwork, "what is paid for is outside")
        let limits = facts.limits
        for limit in [limits.longestMs, limits.shortestMs, limits.longestSide, limits.mostCharacters] {
            #expect(limit.map { $0 > 0 } ?? true)
        }
        if let shortest = limits.shortestMs, let longest = limits.longestMs { #expect(shortest < longest) }
        guard let engine = engine as? any PricingEngine else { return }
        for kind in kinds where facts.kinds.contains(kind) {
            let none = engine.price(of: WorkSize(kind, .standard))
            let much = engine.price(
                of: WorkSize(kind, .standard, mediaMs: .max, characters: .max, seconds: .infinity))
            #expect((none?.credits ?? 0) <= (much?.credits ?? 0), "\(facts.name) \(kind.rawValue)")
        }
    }

    // MARK: One task

    @Test(arguments: Candidate.playing(.succeeds))
    func `it makes what its kind promises, and says how far it is`(candidate: Candidate) async throws {
        let staged = try await staged(candidate, .succeeds)
        let house = try await house(staged)
        let view = try await house.submit(candidate, .succeeds)
        let events = try await house.house.tasks.events(of: house.account, task: view.task.id, after: nil)

        var told: [Double] = []
        try await house.whileRunning {
            for await event in events {
                if case .progress(_, let progress, _) = event.kind { told.append(progress) }
            }
        }

        let end = try await house.end(of: view)
        #expect(end.task.status == .succeeded, "\(String(describing: end.task.failure))")
        #expect(end.task.engine == candidate.engine && end.task.attempt == 1)
        if candidate.kind.product == .archive {
            #expect(end.result?.model?.outcome?.archive != nil)
        } else {
            let file = try #require(end.result?.file)
            #expect(
                file.kind == (candidate.kind.product == .audio ? .audio : .video) && (file.facts.durationMs ?? 0) > 0)
            let tags = try ContractFolder.tags(of: house.house.files.path(of: file))
            #expect(tags.contains(view.task.id.rawValue) && tags.contains("AI-generated"), "\(tags)")
        }
        #expect(!told.isEmpty && told == told.sorted() && told.allSatisfy { (0...1).contains($0) }, "\(told)")
        #expect(try house.workLeft().isEmpty)
        if let submits = staged.submits { #expect(await submits() == 1) }
    }

    @Test(arguments: Candidate.playing(.succeeds))
    func `a task that is cancelled while it is queued never reaches it`(candidate: Candidate) async throws {
        let staged = try await staged(candidate, .succeeds)
        let house = try await house(staged, isPaused: true)
        let view = try await house.submit(candidate, .succeeds)
        _ = try await house.house.tasks.cancel(view.task.id, account: house.account)

        let later = try await ContractHouse(staged.again(), in: folder, after: house)
        // One that came later shows that the queue has passed it by.
        let next = try await later.submit(candidate, .succeeds)
        let last = try await later.whileRunning { try await later.end(of: next) }

        #expect(last.task.status == .succeeded)
        let end = try await later.end(of: view)
        #expect(end.task.status == .cancelled && end.task.attempt == 0)
        if let submits = staged.submits { #expect(await submits() == 1) }
    }

    @Test(arguments: Candidate.playing(.waits))
    func `cancelling it at work ends the work and gives its slot to the next`(candidate: Candidate) async throws {
        let staged = try await staged(candidate, .waits)
        let house = try await house(staged)
        let view = try await house.submit(candidate, .waits)

        try await house.whileRunning {
            #expect(try await house.hasBegun(view))
            let cancelled = try await house.house.tasks.cancel(view.task.id, account: house.account)
            #expect(cancelled.task.status == .cancelled)
            await staged.abandonment?()
            await staged.release()
            let next = try await house.submit(candidate, .waits)
            #expect(try await house.end(of: next).task.status == .succeeded)
        }

        #expect(try await house.end(of: view).task.status == .cancelled)
        #expect(try await house.results() == 1 && house.workLeft().isEmpty)
    }

    @Test(arguments: Candidate.playing(.waits))
    func `what was cancelled at work is made when it is asked for again`(candidate: Candidate) async throws {
        let staged = try await staged(candidate, .waits)
        let house = try await house(staged)
        let view = try await house.submit(candidate, .waits)

        let end = try await house.whileRunning {
            #expect(try await house.hasBegun(view))
            _ = try await house.house.tasks.cancel(view.task.id, account: house.account)
            await staged.abandonment?()
            await staged.release()
            let again = try await house.house.tasks.retry(view.task.id, account: house.account)
            #expect(again.task.status == .queued && again.task.attempt == 0)
            return try await house.end(of: view)
        }

        #expect(end.task.status == .succeeded && end.task.attempt == 1, "\(String(describing: end.task.failure))")
        #expect(try await house.results() == 1 && house.workLeft().isEmpty)
        if let submits = staged.submits { #expect((staged.beginsLate ? 1...2 : 2...2).contains(await submits())) }
    }

    @Test(arguments: Candidate.playing(.refuses))
    func `what it refuses is refused at once or fails for good`(candidate: Candidate) async throws {
        let house = try await house(staged(candidate, .refuses))
        let view: TaskView
        do {
            view = try await house.submit(candidate, .refuses)
        } catch StudioError.refused(let code, _) {
            #expect(!code.isEmpty)
            return
        }

        let end = try await house.whileRunning { try await house.end(of: view) }

        #expect(end.task.status == .failed && end.task.attempt == 1)
        #expect(end.task.failure?.isRetryable == false && end.task.failure?.message.isEmpty == false)
    }

    @Test(arguments: Candidate.playing(.failsOnce))
    func `what breaks once is tried again`(candidate: Candidate) async throws {
        let staged = try await staged(candidate, .failsOnce)
        let house = try await house(staged)
        let view = try await house.submit(candidate, .failsOnce)

        let end = try await house.whileRunning { try await house.end(of: view) }

        #expect(end.task.status == .succeeded && end.task.attempt == 2)
        if let submits = staged.submits { #expect(await submits() == 2) }
    }

    @Test(
        arguments: [Scene.leavesNothing, .leavesText].flatMap { scene in
            Candidate.playing(scene).map { ($0, scene) }
        })
    func `without a medium it has failed, can be retried, and leaves nothing`(
        candidate: Candidate, scene: Scene
    ) async throws {
        let house = try await house(staged(candidate, scene))
        let view = try await house.submit(candidate, scene)

        let end = try await house.whileRunning { try await house.end(of: view) }

        #expect(end.task.status == .failed && end.task.attempt == end.task.maxAttempts)
        #expect(end.task.failure?.isRetryable == true && end.task.failure?.message.contains("/") == false)
        #expect(try await house.results() == 0 && house.workLeft().isEmpty)
        let again = try await house.house.tasks.retry(view.task.id, account: house.account)
        #expect(again.task.status == .queued && again.task.attempt == 0)
    }

    @Test(arguments: Candidate.playing(.isDown))
    func `one that can do nothing now says so, and does nothing`(
        candidate: Candidate
    ) async throws {
        let staged = try await staged(candidate, .isDown)
        if let engine = staged.engine as? any HealthReportingEngine {
            #expect(await engine.health() != .ready)
        }
        let house = try await house(staged)
        let view = try await house.submit(candidate, .isDown)

        try await house.whileRunning {
            // Its first outage, or what it says of its health, keeps the task from starting.
            let later = try await house.house.tasks.wait(
                for: view.task.id, account: house.account, upTo: .milliseconds(50))
            #expect(later.task.status != .succeeded)
        }
        if let submits = staged.submits { #expect(await submits() == 0) }
    }

    // MARK: The server stops

    @Test(arguments: Candidate.playing(.waits))
    func `a server that starts again goes on with its work, and no attempt is counted`(
        candidate: Candidate
    ) async throws {
        let staged = try await staged(candidate, .waits)
        let first = try await house(staged)
        let view = try await first.submit(candidate, .waits)
        let began = try await first.whileRunning { try await first.hasBegun(view) }
        #expect(began)

        let second = try await ContractHouse(staged.again(), in: folder, after: first)
        let end = try await second.whileRunning {
            await staged.release()
            return try await second.end(of: view)
        }

        #expect(end.task.status == .succeeded && end.task.attempt == 1)
        #expect(try await second.results() == 1)
        if let submits = staged.submits {
            let count = await submits()
            #expect(count == 1, "submitted \(count) times")
        }
    }

    @Test(arguments: Candidate.playing(.losesAnswer))
    func `a submit whose answer was lost is never repeated`(candidate: Candidate) async throws {
        let staged = try await staged(candidate, .losesAnswer)
        let house = try await house(staged)
        let view = try await house.submit(candidate, .losesAnswer)

        let end = try await house.whileRunning { try await house.end(of: view) }

        #expect(end.task.status == .succeeded || end.task.failure?.code == "submission_uncertain")
        if let submits = staged.submits { #expect(await submits() == 1) }
    }
}
