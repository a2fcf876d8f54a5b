import Domain
import Logging
import Providers

/// Which engines the server has: one in code is a line here and a row of `Tests/EngineTests`, all others are manifests.
struct EngineList: Sendable {
    let settings: Settings
    let locations: Locations
    let logger: Logger

    /// The first one goes before the others where nobody has a preference.
    func engines(_ manifests: ManifestFolder) -> [any GenerationEngine] {
        let host = ManifestHost(
            mediaProgram: locations.mediaProgram, settings: settings.variables, silence: silence, logger: logger)
        return [builtin] + manifests.manifests.map { $0.engine(host) }
    }

    private var silence: Duration { .seconds(settings.engineSilenceSeconds) }

    private var builtin: any GenerationEngine {
        CommandEngine.builtin(
            program: locations.mediaProgram, environment: locations.childEnvironment(home: settings.home),
            slots: settings.builtinSlots, silence: silence, logger: logger)
    }
}
