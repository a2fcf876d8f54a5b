import Domain
import Logging
import Providers

extension Candidate {
    /// The engine that ships, once for each kind that needs no model.
    static let builtin: [Candidate] = [
        Candidate(engine: "builtin", kind: .animateMove, scenes: [.succeeds, .waits, .refuses], stage: stageBuiltin),
        Candidate(engine: "builtin", kind: .animateMix, scenes: [.succeeds], stage: stageBuiltin),
        Candidate(engine: "builtin", kind: .talkingVideo, scenes: [.succeeds], stage: stageBuiltin),
        Candidate(engine: "builtin", kind: .speech, scenes: [.succeeds], stage: stageBuiltin),
    ]

    /// What it does follows from its inputs.
    @Sendable private static func stageBuiltin(_ scene: Scene, _ folder: String) async throws -> StagedEngine {
        let programs = try Programs()
        return StagedEngine(
            CommandEngine.builtin(
                program: programs.media, environment: programs.environment, logger: Logger(label: "test")))
    }
}
