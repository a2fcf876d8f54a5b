import Domain
import Foundation
import Logging
import Outbound
import Providers

/// Which engines the server has: the built-in one, the services of ``RemoteEngines``, and those that manifests describe.
/// Each of the first two kinds has a row in `Tests/EngineTests`.
struct EngineList: Sendable {
    /// Of those that are in the server's code.
    static let names: Set<String> = RemoteEngines.names.union(["builtin"])

    let settings: Settings
    /// Those that work elsewhere.
    let services: EngineSettings
    let locations: Locations
    /// Asks the services that the settings name.
    let web: WebClient
    /// By which workers elsewhere reach this server; nil when they cannot.
    var exchange: (any JobExchange)?
    let logger: Logger

    /// The first one goes before the others where nobody has a preference.
    func engines(_ manifests: ManifestFolder) -> [any GenerationEngine] {
        let host = ManifestHost(of: manifests, settings, locations, logger)
        for name in services.ray.engines.keys.sorted() where !manifests.manifests.contains(where: { $0.name == name }) {
            logger.warning("RAY_ENGINES names an engine that has no manifest", metadata: ["engine": "\(name)"])
        }
        return [builtin] + remote + manifests.manifests.map { engine($0, host) }
    }

    /// Where LiveTalking is used through its server, its programs stay in the list and say why they are not used.
    private func engine(_ manifest: EngineManifest, _ host: ManifestHost) -> any GenerationEngine {
        if let slots = services.ray.engines[manifest.name] { return onRay(manifest, slots: slots, host) }
        let isShipped = manifest.folder == locations.data + "/engines"
        guard services.liveTalking.mode == .api, isShipped, manifest.name.hasPrefix("livetalking-") else {
            return manifest.engine(host)
        }
        return UnconfiguredEngine(manifest.facts, missing: .setting("LIVETALKING_MODE", is: "api"))
    }

    private func onRay(_ manifest: EngineManifest, slots: Int?, _ host: ManifestHost) -> any GenerationEngine {
        let facts = RayEngine.facts(manifest, slots: slots)
        let worker = locations.data + "/engines/ray/worker.py"
        guard let text = try? String(contentsOfFile: worker, encoding: .utf8) else {
            return UnconfiguredEngine(facts, missing: .fileMissing(worker))
        }
        guard let cluster = services.ray.cluster(worker: text) else {
            return UnconfiguredEngine(facts, missing: .settingMissing("RAY_ADDRESS"))
        }
        guard let exchange else {
            return UnconfiguredEngine(
                facts, missing: .addressMissing)
        }
        return RayEngine(manifest, on: cluster, slots: slots, exchange: exchange, web: web, media: media, host: host)
    }

    private var silence: Duration { .seconds(settings.engineSilenceSeconds) }

    private var environment: [String: String] { locations.childEnvironment(home: settings.home) }

    private var media: MediaTools {
        MediaTools(
            probe: ChildProcessProbe(program: locations.mediaProgram, environment: environment),
            converter: ChildProcessConverter(program: locations.mediaProgram, environment: environment))
    }

    private var remote: [any GenerationEngine] {
        RemoteEngines(
            settings: services, web: web, media: media,
            workflows: [settings.home + "/engines/comfyui", locations.data + "/engines/comfyui"], exchange: exchange
        ).all
    }

    private var builtin: any GenerationEngine {
        CommandEngine.builtin(
            program: locations.mediaProgram, environment: environment,
            slots: settings.builtinSlots, silence: silence, logger: logger)
    }
}

extension ManifestHost {
    /// - Parameter manifests: whose engines name what they want to know of the settings.
    init(of manifests: ManifestFolder, _ settings: Settings, _ locations: Locations, _ logger: Logger) {
        self.init(
            mediaProgram: locations.mediaProgram, settings: settings.named(manifests.settings),
            silence: .seconds(settings.engineSilenceSeconds), logger: logger)
    }
}
