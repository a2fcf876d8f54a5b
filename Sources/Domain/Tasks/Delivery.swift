/// What a task that succeeded leaves behind, kept in one transaction with its end.
package struct Delivery: Sendable {
    /// A text that belongs to a medium.
    package enum Sidecar: String, Sendable, CaseIterable {
        /// WebVTT.
        case subtitles
        /// When each word and sound is spoken, as JSON.
        case timings
    }

    /// What can be played; nil for work that makes nothing to play.
    package var file: MediaFile?
    /// The file's place in the library, when it is a video for people.
    package var video: GeneratedVideo?
    package var sidecars: [Sidecar: String]
    /// What the model of a training is from now on.
    package var outcome: TrainedModel.Outcome?

    package init(
        file: MediaFile? = nil, video: GeneratedVideo? = nil, sidecars: [Sidecar: String] = [:],
        outcome: TrainedModel.Outcome? = nil
    ) {
        self.file = file
        self.video = video
        self.sidecars = sidecars
        self.outcome = outcome
    }
}
