import Domain

extension Tasks {
    /// What work would take and cost, before any is done.
    package struct Quote: Equatable, Sendable {
        /// Nil when the engine cannot say.
        package let estimate: EngineEstimate?
        /// 0 for work that costs nothing.
        package let credits: Int
    }

    /// - Parameter estimate: as the engine said it: a task's row has that figure, people are told what it has come to here.
    func quote(
        _ submission: Submission, _ prepared: Prepared, _ engine: any GenerationEngine, _ estimate: EngineEstimate?
    ) -> Quote {
        let work = EnginePaces.Work(engine: engine.name, kind: submission.kind, mode: submission.mode)
        let corrected = estimate.map { board.corrected($0, of: work) }
        let size = WorkSize(
            submission.kind, submission.mode, mediaMs: prepared.media.compactMap(\.facts.durationMs).max(),
            characters: submission.text?.unicodeScalars.count, seconds: corrected?.seconds)
        let price = (engine as? any PricingEngine)?.price(of: size)
        return Quote(estimate: corrected, credits: price?.credits ?? 0)
    }
}
