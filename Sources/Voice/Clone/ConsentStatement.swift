/// What can be measured of a recording in which somebody consents to being cloned. Nothing here knows what words were
/// said: that is for a person to hear.
package struct ConsentStatement: Codable, Equatable, Sendable {
    /// Seconds of speech in a sentence or two.
    package static let fittingSeconds = 2.0...60.0
    /// Parts of one recording of 6 s and more came within 1 semitone and 2 dB of each other, different voices within
    /// 0.5...19 semitones and 3.8...8.4 dB.
    static let nearSemitones = 3.0
    static let nearDb = 4.0

    package var sound: HeardVoice
    package var containsSpeech: Bool
    /// Its speech is as long as a sentence or two.
    package var hasFittingLength: Bool
    /// From the voice of the sample; nil when no voice can be made out.
    package var distance: VoiceDistance?
    /// The distance is as small as between two recordings of one person often is; no proof that it is one.
    package var isNearSample: Bool

    private enum CodingKeys: String, CodingKey {
        case sound
        case containsSpeech = "contains_speech"
        case hasFittingLength = "has_fitting_length"
        case distance
        case isNearSample = "is_near_sample"
    }

    init(_ sound: HeardVoice, of sample: VoicePrint) {
        self.sound = sound
        containsSpeech = sound.containsSpeech
        hasFittingLength = containsSpeech && Self.fittingSeconds.contains(sound.speechSeconds)
        distance = sound.voice.map { sample.distance(to: $0) }
        isNearSample = distance.map { $0.pitchSemitones <= Self.nearSemitones && $0.envelopeDb <= Self.nearDb } ?? false
    }
}
