import ArgumentParser
import Domain
import Foundation
import Logging
import Providers

/// `engine`: looks at engines that are described by manifests.
struct EngineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine", abstract: "Look at the engines described by manifests.",
        subcommands: [EngineCheck.self])
}

/// `engine check`: says what is wrong with an engine, or tries it.
struct EngineCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the manifest of an engine, or try the engine.",
        discussion: """
            Manifests are the files engines/*.json of the home, and those that ship with the server. A mistake is named \
            by its JSON path. With --run the engine gets a job, made of the demo picture and clip unless others are named.
            """)

    @Argument(help: "The engine's name, or that of its file without .json.")
    var name: String

    @Option(help: "The home; default GREENROOM_HOME or ./var.")
    var home: String?

    @Flag(name: .customLong("run"), help: "Have it do a job.")
    var tries = false

    @Option(help: "The kind of the job; by default the first that the engine can do.")
    var kind: String?

    @Option(help: "The picture of the job.")
    var image: String?

    @Option(help: "The clip of the job.")
    var video: String?

    @Option(help: "The sound of the job.")
    var audio: String?

    @Option(help: "The text of the job.")
    var text = "Hello from Greenroom."

    func run() async throws {
        let settings = try await Settings(flags: .init(home: home, host: nil, port: nil, queuePaused: false))
        let locations = try Locations(environment: settings.variables)
        let folder = ManifestFolder(
            [settings.home + "/engines", locations.data + "/engines"], besides: EngineList.names)
        guard let manifest = folder.manifests.first(where: { $0.name == name }) else {
            throw failure(folder)
        }
        if settings.engines.ray.engines.keys.contains(name) {
            throw CommandFailure(
                "\(name) runs on a Ray cluster, as RAY_ENGINES says; its manifest is sound. Start the server, and see "
                    + "Administration, Engines")
        }
        let engine = manifest.engine(
            ManifestHost(
                of: folder, settings, locations,
                Logger(label: "greenroom", factory: { _ in SwiftLogNoOpLogHandler() })))
        describe(engine.facts)
        switch await engine.health() {
        case .ready: print("ready")
        case .notConfigured(let what): throw CommandFailure("\(name) is not configured: \(what.message)")
        case .unreachable(let why): throw CommandFailure("\(name) is unreachable: \(why.message)")
        }
        if tries { try await carryOut(with: engine, locations) }
    }

    private func failure(_ folder: ManifestFolder) -> CommandFailure {
        let own = folder.faults.first { fault in
            (fault.file as NSString).lastPathComponent == name + ".json"
        }
        if let own { return CommandFailure("\(own.file): \(own.path): \(own.reason)") }
        let known = folder.manifests.map(\.name).sorted().joined(separator: ", ")
        return CommandFailure("no engine is called \"\(name)\"; available: \(known.isEmpty ? "none" : known)")
    }

    private func describe(_ facts: EngineFacts) {
        print("\(facts.name): \(facts.title)")
        print("kinds: \(facts.kinds.map(\.rawValue).sorted().joined(separator: ", "))")
        print("modes: \(facts.modes.map(\.rawValue).sorted().joined(separator: ", "))")
        print("tasks at a time: \(facts.needs.slots)")
        if let memory = facts.needs.gpuMemoryMiB { print("GPU memory of a task: \(memory) MiB") }
    }

    private func carryOut(with engine: any GenerationEngine, _ locations: Locations) async throws {
        let kind = try wantedKind(engine.facts)
        let folder = NSTemporaryDirectory() + "greenroom-engine-" + UUID().uuidString
        for name in ["output", "work", "cache"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        let job = EngineJob(
            taskID: IDSource().next(), kind: kind, engine: engine.name,
            parameters: ["mode": GenerationTask.Mode.standard.rawValue, "text": text], inputs: try inputs(locations),
            outputDirectory: folder + "/output", cacheDirectory: folder + "/cache", workDirectory: folder + "/work",
            createdAt: Timestamp.now().rfc3339)
        let display = ProgressDisplay(json: false)
        do throws(EngineError) {
            let made = try await engine.run(job) { display.show($0) }
            for (role, path) in made.files.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                print("\(role.rawValue): \(path)")
            }
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            switch error {
            case .refused(let code, let message): throw CommandFailure("\(name) refused the job: \(message) (\(code))")
            case .failed(let code, let message, let detail):
                throw CommandFailure("\(name) failed: \(message) (\(code): \(detail))")
            case .unavailable(let complaint, let detail):
                throw CommandFailure("\(name) is not available: \(complaint.sentence) (\(detail))")
            case .uncertain(let message, let detail):
                throw CommandFailure("\(name) is not available: \(message) (\(detail))")
            case .cancelled: throw CommandFailure("interrupted", exitCode: CommandFailure.interrupted)
            }
        }
    }

    private func wantedKind(_ facts: EngineFacts) throws -> GenerationTask.Kind {
        guard let kind else { return GenerationTask.Kind.allCases.first(where: facts.kinds.contains) ?? .animateMove }
        guard let wanted = GenerationTask.Kind(rawValue: kind), facts.kinds.contains(wanted) else {
            throw CommandFailure("\(name) cannot do \(kind)")
        }
        return wanted
    }

    private func inputs(_ locations: Locations) throws -> [String: String] {
        var inputs = ["image": locations.assets + "/demo/portrait.png", "video": locations.assets + "/demo/clip.mp4"]
        for (role, path) in [("image", image), ("video", video), ("audio", audio)] {
            if let path { inputs[role] = try LocalWork.existing(path, "the \(role)") }
        }
        return inputs.filter { FileManager.default.isReadableFile(atPath: $0.value) }
    }
}
