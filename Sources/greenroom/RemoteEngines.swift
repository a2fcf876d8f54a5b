import Domain
import Outbound
import Providers

/// The engines that are services elsewhere, each as far as its settings are there.
struct RemoteEngines: Sendable {
    let settings: EngineSettings
    let web: WebClient
    let media: MediaTools

    var all: [any GenerationEngine] { [dashScope] }

    private var dashScope: any GenerationEngine {
        guard let settings = settings.dashScope else {
            return UnconfiguredEngine(DashScopeEngine.facts, missing: "DASHSCOPE_API_KEY is not set")
        }
        return DashScopeEngine(settings, web: web, media: media)
    }
}
