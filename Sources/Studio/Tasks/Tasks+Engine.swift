import Domain

/// Which engine does what is asked for.
extension Tasks {
    /// - Returns: the engine, and the name of the only one that may do it; nil where any will do.
    func engine(
        for submission: Submission, of account: AccountID
    ) async throws -> (engine: any GenerationEngine, bond: String?) {
        let owner = try await owner(of: submission.voice, submission.options["voice"], account)
        let bond = submission.engine ?? owner
        let engine = try roster.choose(EngineChoice(kind: submission.kind, mode: submission.mode, wish: bond))
        // One with voices of its own speaks with no others, and nobody else with those.
        let isAsked = submission.voice != nil || submission.options["voice"] != nil
        let hasNone = isAsked && submission.kind == .speech && engine.facts.voices != nil
        guard owner.map({ $0 == engine.name }) ?? !hasNone else {
            throw StudioError.invalid(field: "engine", reason: "\(engine.name) does not have this voice")
        }
        return (engine, bond)
    }

    /// Who does a task that is tried again: the only one that may, else its own engine where that can be expected to work,
    /// else another as for a new task.
    /// - Returns: likewise.
    func engine(again task: GenerationTask) async throws -> (engine: String, bond: String?) {
        let owner = try await owner(of: task.inputs.voiceModelID, task.inputs.options["voice"], task.accountID)
        let bond = task.engineWish ?? owner
        if let bond, roster.entry(bond) == nil {
            throw StudioError.engineUnavailable("the engine \(bond) no longer exists")
        }
        let choice = EngineChoice(kind: task.kind, mode: task.mode, wish: bond)
        // Says why when there is none at all.
        _ = try roster.choose(choice)
        let material = try await TaskMaterial(of: task, in: store)
        let able = choice.candidates(among: roster.entries).filter { $0.facts.limits.fault(of: material) == nil }
        guard let engine = able.first(where: { $0.name == task.engine && $0.isWell }) ?? able.first else {
            throw StudioError.engineUnavailable("no engine that takes the inputs of this task takes new tasks now")
        }
        return (engine.name, bond)
    }

    /// The only engine that can speak with the voice; nil when any can that speaks at all.
    /// - Parameters:
    ///   - model: a cloned voice.
    ///   - voice: the name of one.
    private func owner(of model: ModelID?, _ voice: String?, _ account: AccountID) async throws -> String? {
        if let model, let found = try await store.model(model, of: account) {
            let maker = try await store.task(found.taskID, of: account)?.engine
            return maker.flatMap { roster.entry($0)?.facts.voices == nil ? nil : $0 }
        }
        guard let voice, voice.contains(":") else { return nil }
        return roster.entries.first { $0.facts.voices.map(voice.hasPrefix) ?? false }?.name
    }
}
