import Domain
import Foundation
import Logging

/// What every engine of a manifest is given by the server.
package struct ManifestHost: Sendable {
    /// Absolute path of `greenroom-media`, which guards foreign programs.
    let mediaProgram: String
    /// What the server was told for the `{setting.…}` of its manifests; see ``EngineManifest/settings``.
    let settings: [String: String]
    /// Of engines whose manifest does not say how long they may be silent.
    let silence: Duration
    let logger: Logger

    package init(
        mediaProgram: String, settings: [String: String], silence: Duration = .seconds(120), logger: Logger
    ) {
        self.mediaProgram = mediaProgram
        self.settings = settings
        self.silence = silence
        self.logger = logger
    }
}

extension EngineManifest {
    /// The engine that it describes.
    package func engine(_ host: ManifestHost) -> any HealthReportingEngine {
        switch form {
        case .contract(let program, let hasCheck):
            let engine = CommandEngine(
                facts, rates: rates,
                command: { job throws(EngineError) in try command(program, for: job, host) },
                readiness: { readiness(host) }, grace: grace, silence: silence ?? host.silence, logger: host.logger)
            return hasCheck ? engine : UncheckedEngine(engine: engine)
        case .steps(let steps, let outputs, let remarks):
            return StepsEngine(manifest: self, steps: steps, outputs: outputs, remarks: remarks, host: host)
        }
    }

    /// Whether its settings, folders and programs are there.
    package func readiness(_ host: ManifestHost) -> EngineReadiness {
        if let name = neededSettings.first(where: { (host.settings[$0] ?? "").isEmpty }) {
            return .notConfigured(.settingMissing(name))
        }
        for program in programs {
            if let folder = program.folder?.filled({ setting($0, host) }), !Self.isFolder(folder) {
                return .notConfigured(.folderMissing(folder))
            }
            guard let name = program.program.filled({ setting($0, host) }) else { continue }
            guard ProgramPlace.find(name, beside: folder) != nil else {
                return .notConfigured(.programMissing(name))
            }
        }
        return .ready
    }

    private static func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    /// What is started for a job.
    func command(
        _ program: Program, for job: EngineJob, _ host: ManifestHost
    ) throws(EngineError) -> Invocation {
        let words = JobWords(job: job, choices: choices, settings: host.settings)
        let name = try words.filled(program.program)
        guard let path = ProgramPlace.find(name, beside: folder) else {
            throw .unavailable(.notInstalled, detail: "the program \(name) is not there")
        }
        var environment = ["PATH": ProgramPlace.path, "LC_ALL": "C.UTF-8", "CUDA_DEVICE_ORDER": "PCI_BUS_ID"]
        environment["HOME"] = job.cacheDirectory
        environment["CUDA_VISIBLE_DEVICES"] = job.gpu.map(String.init) ?? ""
        for (name, template) in program.environment { environment[name] = try words.filled(template) }
        var command = Invocation(
            program: path, arguments: try words.arguments(program.arguments), environment: environment)
        command.folder = try program.folder.map { template throws(EngineError) in try words.filled(template) }
        return command.guarded(by: host.mediaProgram, lock: job.workDirectory)
    }

    private func setting(_ place: ArgumentTemplate.Place, _ host: ManifestHost) -> String? {
        guard case .setting(let name) = place else { return nil }
        return host.settings[name]
    }
}

/// An engine of the contract that says nothing of having a check.
private struct UncheckedEngine: HealthReportingEngine, PricingEngine {
    let engine: CommandEngine

    var facts: EngineFacts { engine.facts }

    func health() async -> EngineReadiness { await engine.health() }

    func price(of work: WorkSize) -> EnginePrice? { engine.price(of: work) }

    func run(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput { try await engine.run(job, report: report) }
}
