import Inference
import Media

/// Writes down what is said in a whole recording. Only where somebody speaks is listened to: in silence and music the
/// recogniser hears words that nobody says.
package struct RecordingTranscriber {
    /// Work for a second of speech on one core, in seconds (measured: 13 for a half minute).
    private static let workPerSecond = 0.45
    /// Loading the model, seconds.
    private static let workToBegin = 1.0
    /// What is listened to at once, in seconds: a little less than the half minute that the model hears.
    private static let longestChunk = 28.0
    /// Seconds that are heard on either side of speech.
    private static let margin = 0.2

    private let assets: Assets
    private let cache: String?
    private let cores: Int
    private let isCancelled: () -> Bool

    /// - Parameter cache: where compiled models are kept.
    package init(assets: Assets, cache: String?, cores: Int, isCancelled: @escaping () -> Bool) {
        self.assets = assets
        self.cache = cache
        self.cores = max(1, cores)
        self.isCancelled = isCancelled
    }

    /// About how long writing down a recording takes, in seconds.
    /// - Throws: `recognition_needed` without the pack.
    package func work(seconds: Double) throws(VoiceError) -> Double {
        guard Whisper.isInstalled(in: assets) else { throw Whisper.missing }
        return Self.workToBegin + seconds * Self.workPerSecond / Double(cores)
    }

    /// - Parameters:
    ///   - longest: seconds of the recording that are listened to.
    ///   - language: two letters; nil has it found out from where somebody first speaks.
    ///   - report: how much is written down, 0...1.
    /// - Returns: no words when nobody speaks.
    /// - Throws: `recognition_needed`, `unsupported_media`, `cancelled`.
    package func transcript(
        of path: String, longest: Double, language: String? = nil, report: (Double) -> Void
    ) throws(VoiceError) -> Transcript {
        let whisper = try Whisper(assets, threads: cores)
        let sound = try RecordedSound(of: path, longest: longest, isCancelled: isCancelled)
        let speech = try SpeechDetector(runtime()).speech(in: sound)
        var language = language
        var words: [Transcript.Word] = []
        for chunk in Self.chunks(of: speech) {
            let start = max(0, chunk.lowerBound - Self.margin)
            let heard = try whisper.listen(
                to: sound.stretch(start...chunk.upperBound + Self.margin), language: language, start: start,
                isCancelled: isCancelled)
            language = language ?? heard.language
            words += Self.placed(heard.words, in: speech, after: words.last?.end ?? 0)
            report(chunk.upperBound / max(sound.seconds, chunk.upperBound))
        }
        return Transcript(words: words, language: language ?? "en")
    }

    /// Stretches of speech that are heard together; a longer one stays whole.
    static func chunks(of speech: [ClosedRange<Double>]) -> [ClosedRange<Double>] {
        speech.reduce(into: []) { chunks, stretch in
            if let last = chunks.last, stretch.upperBound - last.lowerBound <= longestChunk {
                chunks[chunks.count - 1] = last.lowerBound...stretch.upperBound
            } else {
                chunks.append(stretch)
            }
        }
    }

    /// A word that begins in a pause begins where speech does again, and one that ends in a pause ends where that begins;
    /// none begins before the one before has ended.
    static func placed(
        _ words: [Transcript.Word], in speech: [ClosedRange<Double>], after: Double
    ) -> [Transcript.Word] {
        var before = after
        return words.map { word in
            var word = word
            let isInPause = !speech.contains { $0.contains(word.start) }
            if isInPause, let next = speech.first(where: { $0.lowerBound > word.start }), next.lowerBound < word.end {
                word.start = next.lowerBound
            }
            if !speech.contains(where: { $0.contains(word.end) }),
                let last = speech.last(where: { $0.upperBound < word.end }), last.upperBound > word.start
            {
                word.end = last.upperBound
            }
            word.start = max(word.start, before)
            word.end = max(word.end, word.start)
            before = word.end
            return word
        }
    }

    private func runtime() throws(VoiceError) -> InferenceRuntime {
        do { return try InferenceRuntime(assets: assets, cache: cache) } catch {
            throw VoiceError("engine_unavailable", error.message)
        }
    }
}
