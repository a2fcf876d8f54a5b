import Domain
import Foundation
import Logging
import Outbound
import Providers
import Storage
import Studio
import TestSupport
import Testing

@testable import greenroom

/// The programs and folders of this build.
struct Programs {
    let media: String
    let environment: [String: String]
    let migrations: String
    let data: String
    /// Of the demo media; see `packaging/assets`.
    let assets: String

    init() throws {
        let locations = try Locations(environment: ProcessInfo.processInfo.environment)
        media = locations.mediaProgram
        environment = locations.childEnvironment()
        data = locations.data
        migrations = locations.data + "/migrations"
        assets = locations.assets
    }
}

/// A house with a real database, real files and the real probe, and one engine that plays a scene.
struct ContractHouse: Sendable {
    let house: House
    let account: AccountID
    private let folder: ContractFolder

    /// - Parameter earlier: whose home and database this one takes over, as a server does that starts again.
    init(
        _ engine: any GenerationEngine, in folder: ContractFolder, after earlier: ContractHouse? = nil,
        isPaused: Bool = false
    ) async throws {
        let programs = try Programs()
        var rules = House.Rules()
        rules.queue.isPaused = isPaused
        rules.queue.retries.firstWait = .milliseconds(20)
        rules.queue.retries.factor = 2
        let home = try earlier?.house.home ?? Home(path: folder.path + "/home")
        let store = try earlier?.house.store ?? Store(path: home.database, migrations: programs.migrations)
        var ports = House.Ports(
            probe: ChildProcessProbe(program: programs.media, environment: programs.environment),
            fetcher: RemoteMediaFetcher(
                outbound: .offline(standIns: []) { _ in }, pool: RemoteMediaFetcher.pool()),
            engines: [engine],
            voices: ChildProcessVoices(program: programs.media, environment: programs.environment),
            examiner: ChildProcessExaminer(program: programs.media, environment: programs.environment),
            logger: Logger(label: "test"))
        ports.marker = ChildProcessMarker(program: programs.media, environment: programs.environment)
        house = try House(home: home, store: store, ports: ports, rules: rules)
        if let earlier { account = earlier.account } else { account = try await store.someone().id }
        self.folder = folder
    }

    func submit(_ candidate: Candidate, _ scene: Scene) async throws -> TaskView {
        if candidate.kind == .avatarTraining { return try await train(candidate) }
        var wanted = Tasks.Submission(kind: candidate.kind, engine: candidate.engine)
        switch candidate.kind {
        case .speech:
            wanted.text = "Good morning."
            wanted.options["voice"] = candidate.voice
        case .talkingVideo:
            guard let voice = candidate.voice else {
                wanted.video = try await upload(folder.clip(seconds: candidate.clipSeconds))
                wanted.audio = try await upload(folder.sound())
                break
            }
            wanted.image = try await upload(folder.picture)
            wanted.text = "Good morning."
            wanted.options["voice"] = voice
        case .animateMove, .animateMix, .avatarTraining, .voiceClone, .film:
            wanted.image = try await upload(scene == .refuses ? folder.faceless() : folder.picture)
            wanted.video = try await upload(folder.clip(seconds: candidate.clipSeconds))
        }
        return try await house.tasks.submit(wanted, account: account)
    }

    /// What is trained belongs to a model, and a model to a consent.
    private func train(_ candidate: Candidate) async throws -> TaskView {
        let client = Client(address: "", userAgent: "")
        var consent = try await house.consents.begin(.face, subject: "Ada", account: account, client: client)
        if consent.waiver == nil {
            let owner = try #require(await house.store.account(account))
            consent = try await house.consents.waive(consent.id, reason: "for a test", by: owner, client: client)
        }
        let clip = try await upload(folder.clip(seconds: candidate.clipSeconds))
        var training = TrainedModels.Request(kind: .video, name: "Ada", source: clip, consent: consent.id)
        training.engine = candidate.engine
        let model = try await house.models.train(training, account: account)
        return try await house.tasks.get(model.model.taskID, account: account)
    }

    func upload(_ path: String) async throws -> FileSource {
        let incoming = try await house.files.begin(account: account, kind: nil)
        try await incoming.write(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        let name = (path as NSString).lastPathComponent
        return .file(
            try await house.files.keep(house.files.arrive(incoming), title: name, kind: nil, account: account).id)
    }

    /// Runs `body` while the queue works; the queue has stopped when this returns, and with it the engine's work here.
    func whileRunning<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        let outbox = Task {
            for case let outbox as Outbox in house.services { try await outbox.run() }
        }
        let running = Task { try await house.scheduler.run() }
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        running.cancel()
        outbox.cancel()
        try await running.value
        _ = await outbox.result
        return try result.get()
    }

    func end(of view: TaskView) async throws -> TaskView {
        try await house.tasks.wait(for: view.task.id, account: account, upTo: .seconds(150))
    }

    /// Waits until the engine has said how far it is; false when the task ends before.
    func hasBegun(_ view: TaskView) async throws -> Bool {
        for await event in try await house.tasks.events(of: account, task: view.task.id, after: nil) {
            if case .progress = event.kind { return true }
        }
        return false
    }

    /// Videos in the library, and avatars.
    func results() async throws -> Int {
        let avatars = try await house.models.list(.video, of: account, page: PageRequest()).items
        let videos = try await house.library.list(of: account, page: PageRequest()).items
        return videos.count + avatars.count { $0.model.outcome != nil }
    }

    func workLeft() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: house.home.work) }
}

/// A folder of one test, with small media.
final class ContractFolder: Sendable {
    let path = NSTemporaryDirectory() + "contract-" + UUID().uuidString
    let picture: String

    init() throws {
        picture = try Programs().assets + "/demo/portrait.png"
        try FileManager.default.createDirectory(atPath: path + "/engine", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The demo clip's beginning.
    func clip(seconds: Double = 0.5) throws -> String {
        try made("clip-\(seconds).mp4", ["-t", "\(seconds)", "-i", Programs().assets + "/demo/clip.mp4", "-r", "12"])
    }

    /// The same with a tone.
    func soundingClip() throws -> String {
        try made(
            "sounding.mp4",
            [
                "-t", "0.5", "-i", Programs().assets + "/demo/clip.mp4", "-f", "lavfi", "-t", "0.5", "-i", "sine", "-r",
                "12",
            ])
    }

    func sound() throws -> String { try made("sound.wav", ["-f", "lavfi", "-t", "0.5", "-i", "sine"]) }

    func faceless() throws -> String {
        try made("grey.png", ["-f", "lavfi", "-i", "color=gray:size=256x256", "-frames:v", "1"])
    }

    /// What a medium says of itself.
    static func tags(of path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ffprobe")
        process.arguments = ["-v", "error", "-show_format", path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }

    private func made(_ name: String, _ arguments: [String]) throws -> String {
        let file = path + "/" + name
        guard !FileManager.default.fileExists(atPath: file) else { return file }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ffmpeg")
        process.arguments = ["-v", "error", "-nostdin"] + arguments + [file]
        try process.run()
        process.waitUntilExit()
        return file
    }
}
