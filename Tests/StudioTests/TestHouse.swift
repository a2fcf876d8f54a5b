import Domain
import Foundation
import Logging
import Storage
import Studio
import Synchronization
import TestSupport

/// A house with a real database and real files; only the ports are stand-ins.
@dynamicMemberLookup struct TestHouse: Sendable {
    let house: House
    let probe = StubProbe()
    let fetcher = StubFetcher()
    let engine: ScriptedEngine

    /// - Parameters:
    ///   - earlier: a house whose home and database this one takes over, as a server does that starts again.
    ///   - book: nil sells nothing.
    ///   - steady: nil takes `now`.
    init(
        engine: ScriptedEngine = ScriptedEngine(), others: [any GenerationEngine] = [],
        limits: UploadLimits = UploadLimits(), gpus: [GPU] = [], isPaused: Bool = false,
        activeTasks: Int = 100, sendsMail: Bool = false, book: PriceBook? = nil, logger: Logger = Logger(label: "test"),
        mirrors: [MirrorPort] = [], keeps: KeepLocal = .all, after earlier: TestHouse? = nil,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() },
        steady: (@Sendable () -> Timestamp)? = nil
    ) throws {
        self.engine = engine
        var ports = House.Ports(
            probe: probe, fetcher: fetcher, engines: [engine] + others, voices: NoVoices(),
            examiner: DeafExaminer(), logger: logger)
        ports.gpus = gpus
        ports.now = now
        ports.steady = steady ?? now
        ports.priceBook = book
        ports.mirrors = mirrors
        if sendsMail { ports.mail = try Self.mail() }
        var rules = House.Rules()
        rules.uploads = limits
        rules.activeTasks = activeTasks
        rules.keepLocal = keeps
        rules.billing = book == nil ? .off : .on
        rules.queue.isPaused = isPaused
        rules.queue.retries.firstWait = .milliseconds(20)
        rules.queue.retries.factor = 2
        rules.queue.askPause = .milliseconds(20)
        rules.queue.faultPause = .milliseconds(5)
        rules.passwords = PasswordHasher.Parameters(logRounds: 4, blockSize: 8, parallelism: 1)
        rules.blobSettling = .zero
        rules.evenTime = .zero
        rules.bootstrapKey = "a key for backends"
        let home = try earlier?.home ?? Home.temporary()
        let store = try earlier?.store ?? Store(path: home.database, migrations: migrationsFolder)
        house = try House(home: home, store: store, ports: ports, rules: rules)
    }

    /// Letters as they ship; what becomes of them is the test's.
    static func mail(to mailer: any Mailer = ShelfMailer()) throws -> House.Mail {
        let folder = URL(filePath: migrationsFolder).deletingLastPathComponent().appending(path: "mail").path
        return House.Mail(
            mailer: mailer, templates: try MailTemplates(folder: folder), publicURL: "https://studio.example")
    }

    subscript<Part>(dynamicMember part: KeyPath<House, Part>) -> Part { house[keyPath: part] }

    /// A file with these bytes, uploaded.
    func upload(_ bytes: String, title: String = "a file", account: AccountID) async throws -> MediaFile {
        let incoming = try await house.files.begin(account: account, kind: nil)
        try await incoming.write(Array(bytes.utf8))
        return try await house.files.keep(house.files.arrive(incoming), title: title, kind: nil, account: account)
    }

    /// What is asked for most: a picture moved by a clip.
    func submission(
        of account: AccountID, engine: String? = nil, title: String? = nil
    ) async throws -> Tasks.Submission {
        let image = try await upload("IMG \(UUID())", title: "portrait.png", account: account)
        let video = try await upload("VID \(UUID())", account: account)
        return Tasks.Submission(
            kind: .animateMove, image: .file(image.id), video: .file(video.id), mode: .standard, engine: engine,
            title: title)
    }

    func submit(for account: AccountID, title: String? = nil) async throws -> TaskView {
        try await house.tasks.submit(submission(of: account, title: title), account: account)
    }

    /// Runs `body` while the queue works; the queue has stopped when this returns.
    func whileRunning<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        let running = Task { try await house.scheduler.run() }
        let result: Result<Value, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        running.cancel()
        try await running.value
        return try result.get()
    }

    func end(of view: TaskView, _ account: AccountID) async throws -> TaskView {
        try await house.tasks.wait(for: view.task.id, account: account, upTo: .seconds(30))
    }

    func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
}

/// Knows media by their first three bytes: `IMG`, `VID`, `AUD`.
final class StubProbe: MediaProbe {
    private let posters = Atomic(0)
    var madePosters: Int { posters.load(ordering: .relaxed) }
    /// What the next look at a file ends with instead of an answer.
    let trouble = Mutex<ProbeError?>(nil)

    func probe(_ path: String) async throws(ProbeError) -> MediaFacts {
        if let error = trouble.withLock({ $0.take() }) { throw error }
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        let kinds: [String: MediaFile.Kind] = ["IMG": .image, "VID": .video, "AUD": .audio]
        guard let kind = kinds[String(decoding: bytes.prefix(3), as: UTF8.self)] else {
            throw .notMedia(found: "This is a text file.")
        }
        return .sample(kind, sizeBytes: Int64(bytes.count))
    }

    func poster(of path: String, width: Int, to output: String) async throws(ProbeError) {
        posters.add(1, ordering: .relaxed)
        guard FileManager.default.createFile(atPath: output, contents: Data("JPEG \(width)".utf8)) else {
            throw .unavailable("no place for the poster")
        }
    }
}

/// Nobody speaks.
struct NoVoices: VoiceCatalog {
    func voices() async throws(EngineError) -> [Voice] { [] }

    func say(_ text: String, voice: String, to path: String) async throws(EngineError) { throw .cancelled }
}

/// Hears nothing.
struct DeafExaminer: ConsentExaminer {
    func hear(
        _ recording: String, code: String, sentence: String, language: String
    ) async throws(ExaminationError) -> ConsentHearing {
        throw .unavailable("nobody listens")
    }

    func compare(
        _ recording: String, with source: String, _ kind: Consent.Kind
    ) async throws(ExaminationError) -> PersonComparison {
        throw .unavailable("nobody compares")
    }
}

/// Fetches what was put under a URL.
final class StubFetcher: RemoteMedia {
    private let answers = Mutex<[String: Result<String, FetchError>]>([:])

    func put(_ answer: Result<String, FetchError>, at url: String) { answers.withLock { $0[url] = answer } }

    func fetch(
        _ url: String, to path: String, maxBytes: Int64, for account: AccountID
    ) async throws(FetchError) -> String? {
        let bytes = try answers.withLock { $0[url] ?? .failure(.status(404)) }.get()
        _ = FileManager.default.createFile(atPath: path, contents: Data(bytes.utf8))
        return "remote.png"
    }
}

/// An engine that does what the test says.
final class ScriptedEngine: CheckingEngine {
    typealias Script =
        @Sendable (EngineJob, @Sendable (EngineReport) -> Void) async throws(EngineError) -> EngineOutput

    let facts: EngineFacts
    private let script: Script
    private let verdict: EngineError?
    private let asked = Atomic(0)

    /// How often it was asked for a check.
    var checks: Int { asked.load(ordering: .relaxed) }

    init(
        kinds: Set<GenerationTask.Kind> = [.animateMove], slots: Int = 1, gpuMemoryMiB: Int? = nil,
        refusing verdict: EngineError? = nil,
        _ script: @escaping Script = ScriptedEngine.succeed
    ) {
        facts = EngineFacts(
            name: "builtin", kinds: kinds, needs: EngineNeeds(slots: slots, gpuMemoryMiB: gpuMemoryMiB))
        self.verdict = verdict
        self.script = script
    }

    func check(_ job: EngineJob) async throws(EngineError) -> EngineEstimate {
        asked.add(1, ordering: .relaxed)
        if let verdict { throw verdict }
        return EngineEstimate(seconds: 3)
    }

    func run(_ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void) async throws(EngineError)
        -> EngineOutput
    {
        try await script(job, report)
    }

    /// Writes a video that no other task makes.
    static let succeed: Script = { job, report throws(EngineError) in
        report(.progress(stage: "rendering", progress: 0.5))
        let path = job.outputDirectory + "/out.mp4"
        guard FileManager.default.createFile(atPath: path, contents: Data("VID \(job.taskID)".utf8)) else {
            throw .failed(code: "no_place", message: "no place", detail: path)
        }
        return EngineOutput([.video: path])
    }
}

/// A clock that the test moves.
final class HandClock: Sendable {
    private let moment = Mutex(Timestamp.sample)

    var now: @Sendable () -> Timestamp { { self.moment.withLock { $0 } } }
    func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
}
