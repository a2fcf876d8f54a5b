import Domain

/// An engine of which only the facts matter.
struct IdleEngine: GenerationEngine {
    let facts: EngineFacts

    init(
        _ name: String = "builtin", kinds: Set<GenerationTask.Kind> = Set(GenerationTask.Kind.allCases),
        modes: Set<GenerationTask.Mode> = Set(GenerationTask.Mode.allCases), limits: EngineLimits = EngineLimits(),
        needs: EngineNeeds = EngineNeeds(), voices: String? = nil
    ) {
        facts = EngineFacts(name: name, kinds: kinds, modes: modes, limits: limits, needs: needs, voices: voices)
    }

    func run(_ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void) async throws(EngineError)
        -> EngineOutput
    {
        throw .refused(code: "idle", message: "This engine does nothing.")
    }
}
