import Domain
import Logging
import Outbound
import Providers
import Sandbox
import Synchronization
import TestSupport

extension FolderExchange: Porter {}

extension Candidate {
    /// Services elsewhere, each played by its stand-in. What is paid for is not made again because its result is no good,
    /// so that those have no such scenes.
    static let services: [Candidate] =
        [dashscope(.animateMove, [.succeeds, .waits, .refuses, .failsOnce, .losesAnswer, .isDown])]
        + [dashscope(.animateMix, [.succeeds])]
        + [comfy(.animateMove, [.succeeds, .waits, .failsOnce, .leavesNothing, .leavesText, .losesAnswer, .isDown])]
        + [comfy(.animateMix, [.succeeds]), fishAudio, fishSpeech]
        + [runPod(.animateMove, [.succeeds, .waits, .refuses, .failsOnce, .losesAnswer, .isDown])]
        + [runPod(.animateMix, [.succeeds]), runPod(.talkingVideo, [.succeeds]), liveTalking]

    private static func dashscope(_ kind: GenerationTask.Kind, _ scenes: Set<Scene>) -> Candidate {
        Candidate(engine: "dashscope", kind: kind, scenes: scenes, clipSeconds: 2.1) { scene, _ in
            let service = try DashScope()
            return try await stage(scene, service) { address, web, media in
                DashScopeEngine(
                    .init(key: DashScope.key, base: address + "/dashscope/api/v1", pace: pace), web: web, media: media)
            }
        }
    }

    private static func comfy(_ kind: GenerationTask.Kind, _ scenes: Set<Scene>) -> Candidate {
        Candidate(engine: "comfyui", kind: kind, scenes: scenes) { scene, _ in
            let folder = try Programs().data + "/engines/comfyui"
            return try await stage(scene, try ComfyUI()) { address, web, media in
                ComfyEngine(
                    .init(base: address + "/comfyui", pace: pace), ComfyWorkflows([folder]), web: web, media: media)
            }
        }
    }

    private static let fishAudio = Candidate(
        engine: "fish-audio", kind: .speech, scenes: [.succeeds, .isDown], voice: nil
    ) { scene, _ in
        try await stage(scene, try FishAudio()) { address, web, media in
            FishAudioEngine(
                .init(key: FishAudio.key, base: address + "/fish-audio", pace: pace), web: web, media: media)
        }
    }

    private static let fishSpeech = Candidate(
        engine: "fish-speech", kind: .speech, scenes: [.succeeds, .isDown], voice: nil
    ) { scene, _ in
        try await stage(scene, try FishSpeech()) { address, web, media in
            FishSpeechEngine(
                .init(base: address + "/fish-speech", key: FishSpeech.key), web: web, media: media)
        }
    }

    private static func runPod(
        _ kind: GenerationTask.Kind, _ scenes: Set<Scene>
    ) -> Candidate {
        Candidate(engine: "runpod", kind: kind, scenes: scenes, voice: nil) { scene, _ in
            let exchange = FolderExchange()
            return try await stage(scene, try RunPod(porter: exchange)) { address, web, media in
                RunPodEngine(
                    .init(key: RunPod.key, endpoint: RunPod.endpoint, base: address + "/runpod/v2", pace: pace),
                    exchange: exchange, web: web, media: media)
            }
        }
    }

    private static let liveTalking = Candidate(
        engine: "livetalking", kind: .avatarTraining,
        scenes: [.succeeds, .waits, .refuses, .failsOnce, .leavesNothing, .losesAnswer, .isDown], clipSeconds: 2.1
    ) { scene, _ in
        let service = try LiveTalking()
        return try await stage(scene, service) { [root = service.root] address, web, media in
            LiveTalkingEngine(
                .init(base: address + "/livetalking", root: root, pace: pace), exchange: nil, web: web, media: media)
        }
    }

    private static let pace = PollPace(first: .milliseconds(20), ceiling: .milliseconds(100))

    /// They serve as long as a test may ask them, which is as long as the tests run.
    private static let opened = Mutex<[Sandbox]>([])

    /// The engine at its stand-in, which plays the scene.
    private static func stage(
        _ scene: Scene, _ service: some EngineStandIn,
        _ make: @escaping @Sendable (String, WebClient, MediaTools) -> any GenerationEngine
    ) async throws -> StagedEngine {
        switch scene {
        case .waits: service.jobs.play(.waits)
        case .refuses: service.jobs.play(.refusesInput)
        case .failsOnce: service.jobs.play(.failsOnce)
        case .losesAnswer: service.jobs.play(.losesAnswer)
        case .leavesNothing: service.jobs.play(.empty)
        case .leavesText: service.jobs.play(.text)
        case .isDown: service.jobs.play(.broken)
        case .succeeds: break
        }
        let sandbox = try await Sandbox.open(port: 0, standIns: [service], logger: Logger(label: "test"))
        opened.withLock { $0.append(sandbox) }
        let web = WebClient(policy: .offline(standIns: [sandbox.address]) { _ in })
        let programs = try Programs()
        let media = MediaTools(
            probe: ChildProcessProbe(program: programs.media, environment: programs.environment),
            converter: ChildProcessConverter(program: programs.media, environment: programs.environment))
        let engine: @Sendable () -> any GenerationEngine = { make(sandbox.address, web, media) }
        var staged = StagedEngine(engine())
        staged.again = engine
        staged.release = { service.jobs.play(.none) }
        staged.submits = { service.jobs.taken }
        return staged
    }
}
