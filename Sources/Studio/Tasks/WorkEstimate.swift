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
        case .avatarTraining, .voiceClone: 0
        }
    }
}
