/// What to say and how.
package struct SpeechOrder: Sendable {
    package var script: Script
    /// Nil for the profile's own language, or American English without a profile.
    package var voice: VoiceID?
    /// A cloned voice to speak with; of `voice` only the language counts then.
    package var profile: VoiceProfile?
    /// 0.5...2; 1 is the voice's ordinary rate.
    package var rate: Double
    /// 0...3: how long pauses between sentences are; 1 is ordinary.
    package var pauses: Double
    /// Semitones, -6...6: how much higher the voice is than its own.
    package var pitch: Double
    /// Words that are to be read otherwise, tried before everything else.
    let lexicon: [SpokenText.Rule]

    /// - Parameter pronunciations: how words are to be read, by the word.
    /// - Throws: `invalid_rate` outside 0.5...2, `invalid_pauses` outside 0...3, `invalid_pitch` outside -6...6,
    ///   `unknown_voice`, and what ``Script/init(_:)`` throws.
    package init(
        text: String, voice: String?, profile: VoiceProfile? = nil, rate: Double = 1, pauses: Double = 1,
        pitch: Double = 0, pronunciations: [String: String] = [:]
    ) throws(VoiceError) {
        guard rate.isFinite, (0.5...2).contains(rate) else {
            throw VoiceError("invalid_rate", "The rate must be 0.5 to 2; 1 is the voice's ordinary rate.")
        }
        guard pauses.isFinite, (0...3).contains(pauses) else {
            throw VoiceError("invalid_pauses", "The pauses must be 0 to 3; 1 is ordinary.")
        }
        guard pitch.isFinite, (-6...6).contains(pitch) else {
            throw VoiceError("invalid_pitch", "The pitch must be -6 to 6 semitones; 0 is the voice's own.")
        }
        self.pitch = pitch
        self.rate = rate
        self.pauses = pauses
        lexicon = SpokenText.rules(for: pronunciations)
        self.profile = profile
        self.voice = try voice.map { (voice) throws(VoiceError) in try VoiceID(voice) }
        script = try Script(text)
    }
}
