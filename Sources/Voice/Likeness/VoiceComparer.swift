import Inference
import Media

/// Compares the voices of recordings.
package struct VoiceComparer {
    /// Seconds of a recording that are listened to.
    private static let longest = 120.0
    private let detector: SpeechDetector
    private let network: SpeakerNetwork

    /// - Parameter cache: where compiled models are kept.
    /// - Throws: `engine_unavailable`.
    package init(assets: Assets, cache: String?) throws(VoiceError) {
        let runtime: InferenceRuntime
        do { runtime = try InferenceRuntime(assets: assets, cache: cache) } catch {
            throw VoiceError("engine_unavailable", error.message)
        }
        detector = try SpeechDetector(runtime)
        network = try SpeakerNetwork(runtime)
    }

    /// - Parameters:
    ///   - recording: of the consent.
    ///   - source: what is to be copied.
    /// - Throws: `unsupported_media`.
    package func compare(_ recording: String, with source: String) throws(VoiceError) -> PersonLikeness {
        let (one, two) = (try speakers(in: recording), try speakers(in: source))
        var likeness: Double?
        if let whole = one.whole, let other = two.whole { likeness = whole.likeness(to: other) }
        return PersonLikeness(
            likeness: likeness, severalInRecording: one.areSeveral, severalInSource: two.areSeveral)
    }

    /// Who speaks in a file.
    package func speakers(
        in path: String, isCancelled: () -> Bool = { false }
    ) throws(VoiceError) -> Speakers {
        let sound = try RecordedSound(of: path, longest: Self.longest, isCancelled: isCancelled)
        return try Speakers(
            in: sound, speech: detector.speech(in: sound), by: network, isCancelled: isCancelled)
    }
}
