import Domain
import Outbound
import Providers

/// The engines that are services elsewhere, each as far as its settings are there.
struct RemoteEngines: Sendable {
    let settings: EngineSettings
    let web: WebClient
    let media: MediaTools
    /// Folders with workflows for ComfyUI.
    let workflows: [String]
    /// By which workers elsewhere reach this server; nil when they cannot.
    let exchange: (any JobExchange)?

    /// All of them, in the order of the list: a new one is a line here.
    private static let services: [(name: String, make: @Sendable (RemoteEngines) -> any GenerationEngine)] = [
        (DashScopeEngine.facts.name, { $0.dashScope }),
        (FishAudioEngine.facts.name, { $0.fishAudio }),
        (FishSpeechEngine.facts.name, { $0.fishSpeech }),
        (ComfyEngine.facts([]).name, { $0.comfyUI }),
        (RunPodEngine.facts().name, { $0.runPod }),
        (LiveTalkingEngine.facts.name, { $0.liveTalking }),
    ]

    static let names = Set(services.map(\.name))

    var all: [any GenerationEngine] { Self.services.map { $0.make(self) } }

    private var liveTalking: any GenerationEngine {
        guard settings.liveTalking.mode != .cli else {
            return UnconfiguredEngine(LiveTalkingEngine.facts, missing: .setting("LIVETALKING_MODE", is: "cli"))
        }
        guard let settings = settings.liveTalking.server else {
            return UnconfiguredEngine(LiveTalkingEngine.facts, missing: .settingMissing("LIVETALKING_ROOT"))
        }
        return LiveTalkingEngine(settings, exchange: exchange, web: web, media: media)
    }

    private var runPod: any GenerationEngine {
        guard let settings = settings.runPod else {
            return UnconfiguredEngine(
                RunPodEngine.facts(), missing: .settingMissing("RUNPOD_API_KEY / RUNPOD_ENDPOINT_ID"))
        }
        guard let exchange else {
            return UnconfiguredEngine(
                RunPodEngine.facts(settings.kinds),
                missing: .addressMissing)
        }
        return RunPodEngine(settings, exchange: exchange, web: web, media: media)
    }

    private var fishAudio: any GenerationEngine {
        guard let settings = settings.fishAudio else {
            return UnconfiguredEngine(FishAudioEngine.facts, missing: .settingMissing("FISH_AUDIO_API_KEY"))
        }
        return FishAudioEngine(settings, web: web, media: media)
    }

    private var fishSpeech: any GenerationEngine {
        guard let settings = settings.fishSpeech else {
            return UnconfiguredEngine(FishSpeechEngine.facts, missing: .settingMissing("FISH_SPEECH_URL"))
        }
        return FishSpeechEngine(settings, web: web, media: media)
    }

    private var comfyUI: any GenerationEngine {
        let found = ComfyWorkflows(workflows)
        let kinds = found.kinds
        guard let settings = settings.comfyUI else {
            return UnconfiguredEngine(ComfyEngine.facts(kinds), missing: .settingMissing("COMFYUI_URL"))
        }
        if let (name, reason) = found.faults.min(by: { $0.key < $1.key }) {
            return UnconfiguredEngine(
                ComfyEngine.facts(kinds), missing: .workflowUnusable(name, reason))
        }
        return ComfyEngine(settings, found, web: web, media: media)
    }

    private var dashScope: any GenerationEngine {
        guard let settings = settings.dashScope else {
            return UnconfiguredEngine(DashScopeEngine.facts, missing: .settingMissing("DASHSCOPE_API_KEY"))
        }
        return DashScopeEngine(settings, web: web, media: media)
    }
}
