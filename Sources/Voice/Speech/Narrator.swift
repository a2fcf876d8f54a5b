/// Says one sentence after another with one voice.
protocol Narrator: AnyObject {
    /// Samples a second of what it says.
    var sampleRate: Int { get }
    /// Times of its words and sounds are measured, not estimated.
    var isExact: Bool { get }

    /// Forgets what was said before: what comes next sounds as it would from a new narrator, as far as that depends on it.
    func startAfresh()

    /// - Throws: ``VoiceError``; `cancelled` soon after `isCancelled` says so.
    func say(_ sentence: Sentence, isCancelled: () -> Bool) throws(VoiceError) -> Utterance
}
