/// An engine that says what its work costs before any is done. The work of one without a price costs no credits.
package protocol PricingEngine: GenerationEngine {
    /// Reckoned from rates that are known already: nothing is asked, so that each estimate and each submit can afford it.
    /// - Returns: nil when the engine has no rate for work of this kind.
    func price(of work: WorkSize) -> EnginePrice?
}

/// What the account pays for a task.
package struct EnginePrice: Equatable, Sendable {
    /// 0...``LedgerTransaction/mostCredits``.
    package let credits: Int

    /// - Parameter credits: brought into the range.
    package init(credits: Int) { self.credits = min(max(credits, 0), LedgerTransaction.mostCredits) }
}

/// How much there is to do: what rates are multiplied by.
package struct WorkSize: Equatable, Sendable {
    package let kind: GenerationTask.Kind
    package let mode: GenerationTask.Mode
    /// Of the clip or the sound that goes in; nil when there is none, or its length is not known.
    package var mediaMs: Int?
    /// Of the text to be spoken; nil when there is none.
    package var characters: Int?
    /// Expected run time, as the engine foretold it and this machine corrected it; nil when nobody can say.
    package var seconds: Double?

    package init(
        _ kind: GenerationTask.Kind, _ mode: GenerationTask.Mode, mediaMs: Int? = nil, characters: Int? = nil,
        seconds: Double? = nil
    ) {
        self.kind = kind
        self.mode = mode
        self.mediaMs = mediaMs
        self.characters = characters
        self.seconds = seconds
    }
}

/// What work of one kind costs, in thousandths of a credit, so that small rates stay whole numbers.
package struct EngineRate: Equatable, Sendable {
    /// For each task.
    package var perTask: Int
    /// For each second of the clip or the sound that goes in.
    package var perMediaSecond: Int
    /// For each character of the text to be spoken.
    package var perCharacter: Int
    /// For each second that the work is expected to take.
    package var perRunSecond: Int

    package init(perTask: Int = 0, perMediaSecond: Int = 0, perCharacter: Int = 0, perRunSecond: Int = 0) {
        self.perTask = perTask
        self.perMediaSecond = perMediaSecond
        self.perCharacter = perCharacter
        self.perRunSecond = perRunSecond
    }

    /// Rounded up to whole credits; lengths that are not known count as none.
    package func price(of work: WorkSize) -> EnginePrice {
        let runMs = work.seconds.flatMap { Int(exactly: ($0 * 1000).rounded(.up)) } ?? 0
        // In millionths of a credit.
        let millionths =
            1000 * Self.product(perTask, 1) + Self.product(perMediaSecond, work.mediaMs ?? 0)
            + 1000 * Self.product(perCharacter, work.characters ?? 0) + Self.product(perRunSecond, runMs)
        let credits = millionths <= 0 ? 0 : (millionths - 1) / 1_000_000 + 1
        return EnginePrice(credits: Int(clamping: credits))
    }

    /// Never so large that the sum of some of them would not fit.
    private static func product(_ rate: Int, _ amount: Int) -> Int128 {
        let most = LedgerTransaction.mostCredits
        return Int128(min(max(rate, 0), most)) * Int128(min(max(amount, 0), most))
    }
}
