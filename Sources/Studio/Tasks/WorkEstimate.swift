import Domain

/// What work takes and costs.
package struct WorkEstimate: Sendable {
    /// Nil when the engine cannot say.
    package let engine: EngineEstimate?
    package let price: WorkPrice
}

extension Tasks.Prepared {
    /// How long what is made will be, as far as that is known before; 0 where it is not.
    func lengthMs(of submission: Tasks.Submission) -> Int64 {
        func length(_ kind: MediaFile.Kind) -> Int64 {
            Int64(media.first { $0.kind == kind }?.facts.durationMs ?? 0)
        }
        return switch submission.kind {
        case .animateMove, .animateMix: length(.video)
        case .talkingVideo, .speech: submission.text.map(Tariff.spokenMs) ?? length(.audio)
        case .avatarTraining, .voiceClone, .film: 0
        }
    }
}

extension Billing {
    /// What work costs: at the engine's own price where it has one, or else by the tariff.
    /// - Parameter seconds: that the engine is expected to take; nil when nobody can say.
    func charge(
        _ submission: Tasks.Submission, _ prepared: Tasks.Prepared, on engine: any GenerationEngine, seconds: Double?
    ) -> Charge {
        guard mode != .off, !submission.isSample else { return .nothing }
        let lengthMs = prepared.lengthMs(of: submission)
        let size = WorkSize(
            submission.kind, submission.mode, mediaMs: prepared.media.compactMap(\.facts.durationMs).max(),
            characters: submission.text?.unicodeScalars.count, seconds: seconds)
        if let price = (engine as? any PricingEngine)?.price(of: size) {
            return paid(Charge(credits: price.credits, lengthMs: lengthMs))
        }
        return paid(book.tariff.charge(submission.kind, submission.mode, lengthMs: lengthMs))
    }
}
