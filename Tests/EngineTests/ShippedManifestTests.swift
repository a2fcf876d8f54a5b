import Domain
import Foundation
import Logging
import Outbound
import Providers
import Testing

@testable import greenroom

/// The manifests that ship are set up by the server's settings alone, and call the programs as those want to be called.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ShippedManifestTests {
    private let folder: ContractFolder
    private static let programs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/programs").path
    private static let python = "/usr/bin/python3"

    init() throws {
        folder = try ContractFolder()
        for name in ["weights/process_checkpoint", "venv/bin"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/venv/bin/python", withDestinationPath: Self.python)
    }

    private var everything: [String: String] {
        [
            "WAN22_ROOT": Self.programs + "/wan22", "WAN22_PYTHON": Self.python,
            "WAN22_WEIGHTS": folder.path + "/weights",
            "LIVETALKING_ROOT": Self.programs + "/livetalking", "LIVETALKING_VENV": folder.path + "/venv",
            "MUSETALK_ROOT": folder.path + "/musetalk", "MUSETALK_PYTHON": Self.python,
        ]
    }

    /// As the server has it when it is started with these variables.
    /// - Parameter own: a folder with manifests of the home.
    private func engine(
        _ name: String, _ variables: [String: String], own: String = "/nowhere"
    ) async throws -> any HealthReportingEngine {
        let settings = try await Settings(
            flags: .init(home: folder.path + "/home", host: nil, port: nil, queuePaused: false),
            process: ProcessInfo.processInfo.environment.merging(variables) { $1 })
        let locations = try Locations(environment: settings.variables)
        let engines = EngineList(
            settings: settings, services: settings.engines, locations: locations,
            web: WebClient(policy: .offline(standIns: []) { _ in }), logger: Logger(label: "test")
        ).engines(ManifestFolder([own, locations.data + "/engines"], besides: EngineList.names))
        return try #require(engines.first { $0.name == name } as? any HealthReportingEngine)
    }

    private func job(
        _ kind: GenerationTask.Kind, inputs: [String: String], mode: String = "wan-std"
    ) throws -> EngineJob {
        let place = "\(folder.path)/\(UUID().uuidString)"
        for name in ["output", "work", "cache"] {
            try FileManager.default.createDirectory(atPath: "\(place)/\(name)", withIntermediateDirectories: true)
        }
        return EngineJob(
            taskID: IDSource().next(), kind: kind, engine: "test", parameters: ["mode": mode], inputs: inputs,
            outputDirectory: place + "/output", cacheDirectory: place + "/cache", workDirectory: place + "/work",
            gpu: 1, createdAt: "2026-01-01T00:00:00.000Z")
    }

    private func facts(of path: String?) async throws -> MediaFacts {
        let programs = try Programs()
        let probe = ChildProcessProbe(program: programs.media, environment: programs.environment)
        return try await probe.probe(try #require(path))
    }

    @Test(arguments: [
        ("wan22-animate", ["WAN22_PYTHON", "WAN22_ROOT", "WAN22_WEIGHTS"]),
        ("livetalking-wav2lip", ["LIVETALKING_VENV", "LIVETALKING_ROOT"]),
        ("livetalking-musetalk", ["LIVETALKING_VENV", "LIVETALKING_ROOT"]),
        ("musetalk", ["MUSETALK_PYTHON", "MUSETALK_ROOT"]),
    ])
    func `each says which setting it lacks, and is ready with all of them`(
        name: String, settings: [String]
    ) async throws {
        try layMuseTalk()
        #expect(await (try engine(name, [:])).health() == .notConfigured(.settingMissing(settings[0])))
        for setting in settings {
            var variables = everything
            variables[setting] = nil
            #expect(await (try engine(name, variables)).health() == .notConfigured(.settingMissing(setting)))
        }
        var elsewhere = everything
        let root = try #require(settings.first { $0.hasSuffix("_ROOT") })
        elsewhere[root] = "/nowhere"
        #expect(await (try engine(name, elsewhere)).health() == .notConfigured(.folderMissing("/nowhere")))

        #expect(await (try engine(name, everything)).health() == .ready)
    }

    @Test func `LiveTalking's server takes the place of its programs, and of nobody else's`() async throws {
        let own = folder.path + "/own"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        let manifest = #"{"name": "livetalking-mine", "kinds": ["speech"], "program": "/bin/true"}"#
        try Data(manifest.utf8).write(to: URL(fileURLWithPath: own + "/mine.json"))
        var variables = everything
        variables["LIVETALKING_MODE"] = "api"

        let shipped = try await engine("livetalking-wav2lip", variables)
        #expect(await shipped.health() == .notConfigured(.setting("LIVETALKING_MODE", is: "api")))
        #expect(await (try engine("livetalking-mine", variables, own: own)).health() == .ready)
    }

    @Test func `what they are set up by stands in the guide`() throws {
        let manifests = ManifestFolder([try Programs().data + "/engines"], besides: EngineList.names)
        let told = Set(SettingsGuide.entries.flatMap(\.names))

        #expect(manifests.settings.count >= 7)
        #expect(manifests.settings.subtracting(told) == [])
    }

    @Test(arguments: [GenerationTask.Kind.animateMove, .animateMix], ["wan-std", "wan-pro"])
    func `Wan is called step by step, and the clip's sound is laid under its pictures`(
        kind: GenerationTask.Kind, mode: String
    ) async throws {
        let engine = try await engine("wan22-animate", everything)
        let clip = try folder.soundingClip()
        let job = try job(kind, inputs: ["image": folder.picture, "video": clip], mode: mode)
        let said = ContractLog()

        let output = try await engine.run(job) { said.add($0) }

        let made = try await facts(of: output.files[.video])
        #expect(made.kind == .video && made.audio != nil)
        #expect(said.stages == ["preprocessing", "rendering", "finishing"])
        #expect(
            said.lines.contains(mode == "wan-pro" ? "frame_num: 12, area: 1280 720" : "frame_num: 12, area: 832 480"))
        #expect(said.progress == said.progress.sorted() && (said.progress.last ?? 0) > 0.9)
    }

    @Test(arguments: [("too-large", "out_of_memory"), ("cannot-save", "write_failed")])
    func `what Wan says when it fails is told, even when it ends as if nothing had happened`(
        sign: String, code: String
    ) async throws {
        let engine = try await engine("wan22-animate", everything)
        let sign = "\(folder.path)/weights/\(sign)"
        #expect(FileManager.default.createFile(atPath: sign, contents: nil))
        let job = try job(.animateMove, inputs: ["image": folder.picture, "video": folder.clip()])

        let error = await #expect(throws: EngineError.self) { _ = try await engine.run(job) { _ in } }

        guard case .failed(code, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        ("livetalking-wav2lip", ["full_imgs/", "face_imgs/", "coords.pkl"]),
        ("livetalking-musetalk", ["full_imgs/", "mask/", "coords.pkl", "mask_coords.pkl", "latents.pt"]),
    ])
    func `LiveTalking's avatar is packed whole`(name: String, parts: [String]) async throws {
        let engine = try await engine(name, everything)
        let job = try job(.avatarTraining, inputs: ["video": folder.clip()])

        let output = try await engine.run(job) { _ in }

        let listed = Process()
        let pipe = Pipe()
        listed.executableURL = URL(fileURLWithPath: "/usr/bin/tar")
        listed.arguments = ["-tf", try #require(output.files[.archive])]
        listed.standardOutput = pipe
        try listed.run()
        let names = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        listed.waitUntilExit()
        for part in parts { #expect(names.contains("\(job.taskID.rawValue)/\(part)"), "\(names)") }
    }

    @Test func `MuseTalk is told by a file which clip and which sound belong together`() async throws {
        try layMuseTalk()
        let engine = try await engine("musetalk", everything)
        let clip = try folder.soundingClip()
        let job = try job(.talkingVideo, inputs: ["video": clip, "audio": clip])

        let output = try await engine.run(job) { _ in }

        let made = try await facts(of: output.files[.video])
        #expect(made.kind == .video && made.audio != nil)
    }

    /// It wants to be started beside its models, which nobody would put into a repository.
    private func layMuseTalk() throws {
        let root = folder.path + "/musetalk"
        guard !FileManager.default.fileExists(atPath: root) else { return }
        try FileManager.default.copyItem(atPath: Self.programs + "/musetalk", toPath: root)
        let models = root + "/models/musetalkV15"
        try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: true)
        for name in ["unet.pth", "musetalk.json"] {
            #expect(FileManager.default.createFile(atPath: "\(models)/\(name)", contents: nil))
        }
    }
}
