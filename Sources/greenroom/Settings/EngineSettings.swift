import Domain
import Providers
import Sandbox

/// The services that carry work out for us; each is offered once its settings are there. The names are those that the
/// services' own programs and earlier platforms read.
struct EngineSettings: Sendable {
    /// `QWEN_VIDEO_API_KEY`, else `DASHSCOPE_API_KEY`; `DASHSCOPE_REGION`: `cn` (default) or `intl`, of which the key is;
    /// `DASHSCOPE_HTTP_BASE_URL` instead of the region's; `DASHSCOPE_WORKSPACE`; `DASHSCOPE_CREDITS_PER_SECOND`: what
    /// a second of driving video costs in `wan-std` and `wan-pro`, default `6,9`.
    let dashScope: DashScopeEngine.Settings?
    /// `FISH_AUDIO_API_KEY`, else `FISH_API_KEY`; `FISH_AUDIO_BASE_URL`; `FISH_AUDIO_MODEL`, default `s2.1-pro`;
    /// `FISH_AUDIO_CREDITS_PER_CHARACTER`, default `0.02`.
    let fishAudio: FishAudioEngine.Settings?
    /// `FISH_SPEECH_URL`, where `api_server.py` listens; `FISH_SPEECH_API_KEY`.
    let fishSpeech: FishSpeechEngine.Settings?
    /// `COMFYUI_URL`; `COMFYUI_AUTHORIZATION`, for a proxy before it.
    let comfyUI: ComfyEngine.Settings?
    /// `RUNPOD_API_KEY`, `RUNPOD_ENDPOINT_ID`; `RUNPOD_ENDPOINT_BASE_URL`; `RUNPOD_KINDS`: what its worker can do, default
    /// all that there is a word for; `RUNPOD_CREDITS_PER_SECOND`, default `4`; `RUNPOD_TIMEOUT_MINUTES`: 1...1440,
    /// default 60.
    let runPod: RunPodEngine.Settings?
    /// `LIVETALKING_MODE`: `cli` takes LiveTalking's programs, `api` its server, `auto` (default) whichever is there;
    /// `LIVETALKING_ROOT`, `LIVETALKING_VENV`: its repository and virtual environment; `LIVETALKING_URL`, default
    /// `http://127.0.0.1:8010`; `LIVETALKING_MODEL`: `wav2lip` (default) or `musetalk`, of the server.
    let liveTalking: LiveTalking
    /// `RAY_ADDRESS`, `RAY_AUTH_TOKEN`, else the file `RAY_AUTH_TOKEN_PATH`; `RAY_ENGINES`: the manifests whose programs run
    /// there, each with how many tasks at a time: `wan22-animate=10,musetalk`; `RAY_FOLDER`, default `/tmp/greenroom`.
    let ray: RaySettings

    /// - Throws: ``CommandFailure`` naming the setting and what is wrong with it.
    init(_ values: Values) throws {
        let pace = PollPace(
            ceiling: .seconds(try values.number("AVATAR_JOB_CHECK_INTERVAL", in: 1...3600, default: 15)))
        dashScope = try Self.dashScope(values, pace)
        fishAudio = try Self.fishAudio(values, pace)
        runPod = try Self.runPod(values, pace)
        liveTalking = try Self.liveTalking(values, pace)
        ray = try RaySettings(values, pace)
        fishSpeech = try values.url("FISH_SPEECH_URL").map { url in
            FishSpeechEngine.Settings(base: url, key: try values.secret("FISH_SPEECH_API_KEY", length: 1...1024))
        }
        comfyUI = try values.url("COMFYUI_URL").map { url in
            ComfyEngine.Settings(
                base: url, authorization: try values.secret("COMFYUI_AUTHORIZATION", length: 1...4096), pace: pace)
        }
    }

    /// How LiveTalking is used.
    struct LiveTalking: Sendable {
        enum Mode: String, CaseIterable, Sendable { case cli, api, auto }

        var mode: Mode
        /// Nil without the folder that its server leaves avatars in.
        var server: LiveTalkingEngine.Settings?
    }

    /// What the stand-ins know.
    init(standIns sandbox: Sandbox) {
        let address = sandbox.address
        let pace = PollPace(first: .milliseconds(500), ceiling: .seconds(2))
        dashScope = DashScopeEngine.Settings(key: DashScope.key, base: address + "/dashscope/api/v1", pace: pace)
        fishAudio = FishAudioEngine.Settings(key: FishAudio.key, base: address + "/fish-audio", pace: pace)
        fishSpeech = FishSpeechEngine.Settings(base: address + "/fish-speech", key: FishSpeech.key)
        comfyUI = ComfyEngine.Settings(base: address + "/comfyui", pace: pace)
        liveTalking = LiveTalking(
            mode: .auto,
            server: sandbox.liveTalking.map {
                LiveTalkingEngine.Settings(base: address + "/livetalking", root: $0.root, pace: pace)
            })
        ray = RaySettings()
        runPod = RunPodEngine.Settings(
            key: RunPod.key, endpoint: RunPod.endpoint, base: address + "/runpod/v2", pace: pace)
    }

    private static func liveTalking(_ values: Values, _ pace: PollPace) throws -> LiveTalking {
        let base = try values.url("LIVETALKING_URL") ?? LiveTalkingEngine.Settings.usual
        let model = try values.choice("LIVETALKING_MODEL", default: LiveTalkingEngine.Model.wav2lip)
        return LiveTalking(
            mode: try values.choice("LIVETALKING_MODE", default: .auto),
            server: values.text("LIVETALKING_ROOT").map {
                LiveTalkingEngine.Settings(base: base, root: $0, model: model, pace: pace)
            })
    }

    private static func runPod(_ values: Values, _ pace: PollPace) throws -> RunPodEngine.Settings? {
        let base = try values.service("RUNPOD_ENDPOINT_BASE_URL") ?? RunPodEngine.Settings.hosted
        let rate = try values.rates("RUNPOD_CREDITS_PER_SECOND", names: ["a second"])?.first
        let minutes = try values.number("RUNPOD_TIMEOUT_MINUTES", in: 1...1440, default: 60)
        let kinds = try values.list("RUNPOD_KINDS").map { name in
            guard let kind = GenerationTask.Kind(rawValue: name), RunPodOrder.kinds.contains(kind) else {
                let all = RunPodOrder.kinds.map(\.rawValue).sorted().joined(separator: ", ")
                throw CommandFailure("RUNPOD_KINDS names \"\(name)\"; there are \(all)")
            }
            return kind
        }
        guard let key = try values.secret("RUNPOD_API_KEY", length: 8...1024),
            let endpoint = values.text("RUNPOD_ENDPOINT_ID")
        else { return nil }
        var settings = RunPodEngine.Settings(
            key: key, endpoint: endpoint, base: base, timeout: .seconds(minutes * 60), pace: pace)
        if !kinds.isEmpty { settings.kinds = Set(kinds) }
        if let rate { settings.rate = EngineRate(perMediaSecond: rate) }
        return settings
    }

    private static func fishAudio(_ values: Values, _ pace: PollPace) throws -> FishAudioEngine.Settings? {
        let base = try values.service("FISH_AUDIO_BASE_URL") ?? FishAudioEngine.Settings.hosted
        let rate = try values.rates("FISH_AUDIO_CREDITS_PER_CHARACTER", names: ["a character"])?.first
        let key = try values.secret("FISH_AUDIO_API_KEY", length: 8...1024)
        guard let key = try key ?? values.secret("FISH_API_KEY", length: 8...1024) else { return nil }
        var settings = FishAudioEngine.Settings(
            key: key, base: base, model: values.text("FISH_AUDIO_MODEL") ?? FishAudioEngine.Settings.usualModel,
            pace: pace)
        if let rate { settings.rate = EngineRate(perCharacter: rate) }
        return settings
    }

    private enum Region: String, CaseIterable { case cn, intl }

    private static func dashScope(_ values: Values, _ pace: PollPace) throws -> DashScopeEngine.Settings? {
        let region = try values.choice("DASHSCOPE_REGION", default: Region.cn)
        let base = try values.service("DASHSCOPE_HTTP_BASE_URL")
        let rates = try values.rates("DASHSCOPE_CREDITS_PER_SECOND", names: ["wan-std", "wan-pro"])
        guard
            let key = try values.secret("QWEN_VIDEO_API_KEY", length: 8...1024)
                ?? values.secret("DASHSCOPE_API_KEY", length: 8...1024)
        else { return nil }
        var settings = DashScopeEngine.Settings(
            key: key,
            base: base ?? (region == .cn ? DashScopeEngine.Settings.china : DashScopeEngine.Settings.international),
            workspace: values.text("DASHSCOPE_WORKSPACE"), pace: pace)
        if let rates {
            settings.rates = [
                .standard: EngineRate(perMediaSecond: rates[0]), .pro: EngineRate(perMediaSecond: rates[1]),
            ]
        }
        return settings
    }
}

extension Values {
    /// Credits with up to three decimals, as thousandths; nil when nothing is said.
    /// - Parameter names: what each of the numbers is for, in their order.
    func rates(_ name: String, names: [String]) throws -> [Int]? {
        guard text(name) != nil else { return nil }
        let numbers = list(name).map { part in Double(part).flatMap { (0...1_000_000).contains($0) ? $0 : nil } }
        guard numbers.count == names.count, numbers.allSatisfy({ $0 != nil }) else {
            throw CommandFailure(
                "\(name) must be \(names.count) numbers of credits with commas between, for "
                    + names.joined(separator: " and "))
        }
        return numbers.compactMap(\.self).map { Int(($0 * 1000).rounded()) }
    }
}
