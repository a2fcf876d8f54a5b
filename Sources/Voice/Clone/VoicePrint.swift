import Glibc

/// What can be measured of a voice, whoever speaks and whatever is said.
package struct VoicePrint: Codable, Equatable, Sendable {
    /// Median of the voiced frames, in Hz.
    package var pitchHz: Double
    /// Half the distance between the 16th and the 84th percentile, in semitones.
    package var pitchSpreadSemitones: Double
    package var syllablesPerSecond: Double
    /// Mean power of the voiced frames in ``bands``, in dB, with a mean of 0.
    package var envelopeDb: [Double]

    private enum CodingKeys: String, CodingKey {
        case pitchHz = "pitch_hz"
        case pitchSpreadSemitones = "pitch_spread_semitones"
        case syllablesPerSecond = "syllables_per_second"
        case envelopeDb = "envelope_db"
    }

    /// Edges in Hz: 24 bands equally wide on the mel scale (O'Shaughnessy 1987) from 100 Hz to 7 kHz.
    package static let bands: [Double] = {
        let (low, high) = (mel(100), mel(7000))
        return (0...24).map { hertz(low + (high - low) * Double($0) / 24) }
    }()

    private static func mel(_ hertz: Double) -> Double { 2595 * log10(1 + hertz / 700) }
    private static func hertz(_ mel: Double) -> Double { 700 * (pow(10, mel / 2595) - 1) }

    /// How far two voices are apart.
    package func distance(to other: VoicePrint) -> VoiceDistance {
        VoiceDistance(
            pitchSemitones: abs(12 * log2(pitchHz / other.pitchHz)),
            envelopeDb: Self.distance(envelopeDb, other.envelopeDb))
    }

    private static func distance(_ one: [Double], _ other: [Double]) -> Double {
        guard one.count == other.count, !one.isEmpty else { return .infinity }
        let squares = zip(one, other).map { ($0 - $1) * ($0 - $1) }
        return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }
}

package struct VoiceDistance: Codable, Equatable, Sendable {
    /// Between the median pitches; never negative.
    package var pitchSemitones: Double
    /// Root mean square over the bands.
    package var envelopeDb: Double

    private enum CodingKeys: String, CodingKey {
        case pitchSemitones = "pitch_semitones"
        case envelopeDb = "envelope_db"
    }
}
