/// How one of eSpeak NG's voices is bent to sound nearer to somebody. Comes back from outside in profiles.
package struct VoiceShape: Codable, Equatable, Sendable {
    /// A variant of eSpeak NG whose breath, roughness and formants are taken; nil for the plain voice.
    package var variant: String?
    /// Lowest and highest pitch in Hz; speech moves between them.
    package var pitchHz: [Double]
    /// Factor of all formants: above 1 for a shorter vocal tract.
    package var formants: Double
    /// Factor of the voice's ordinary rate.
    package var rate: Double
    /// Amplitude of the voiced sound at each of ``toneHz``, 0...255.
    package var tone: [Double]

    private enum CodingKeys: String, CodingKey {
        case variant
        case pitchHz = "pitch_hz"
        case formants, rate, tone
    }

    /// Where ``tone`` is set, in Hz; between them it goes in straight lines. eSpeak NG takes six.
    package static let toneHz = [250.0, 700, 1300, 2100, 3200, 5000]
    /// eSpeak NG's own, read off at ``toneHz``.
    static let plainTone = [170.0, 165, 132, 110, 110, 110]

    static let pitches = 50.0...500.0
    static let formantFactors = 0.7...1.4
    static let rates = 0.6...1.6
    static let tones = 10.0...255.0

    /// - Throws: `invalid_profile` naming what is out of range.
    func validate() throws(VoiceError) {
        let isPitch = pitchHz.count == 2 && pitchHz.allSatisfy(Self.pitches.contains) && pitchHz[0] <= pitchHz[1]
        guard isPitch else { throw Self.wrong("pitch_hz is not two rising values of 50 to 500") }
        guard Self.formantFactors.contains(formants) else { throw Self.wrong("formants is not 0.7 to 1.4") }
        guard Self.rates.contains(rate) else { throw Self.wrong("rate is not 0.6 to 1.6") }
        guard tone.count == Self.toneHz.count, tone.allSatisfy(Self.tones.contains) else {
            throw Self.wrong("tone is not six values of 10 to 255")
        }
    }

    private static func wrong(_ what: String) -> VoiceError {
        VoiceError("invalid_profile", "The voice profile cannot be used: \(what).")
    }
}
