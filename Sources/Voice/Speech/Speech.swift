/// What was spoken, when. Times are seconds from the start of the sound; they rise and do not overlap.
package struct Speech: Codable, Equatable, Sendable {
    package struct Word: Codable, Equatable, Sendable {
        /// As it stands in the script, without the punctuation round it.
        package var word: String
        package var start: Double
        package var end: Double
        /// Where it stands in the script, in characters (Unicode scalars), so that whoever shows it finds the
        /// punctuation too.
        package var offset: Int
        package var length: Int
    }

    package struct Sound: Codable, Equatable, Sendable {
        package var phoneme: Phoneme
        package var start: Double
        package var end: Double
    }

    /// Samples a second; one channel of 16 bits.
    package var sampleRate: Int
    package var seconds: Double
    /// Times come from the synthesiser itself; false where they are estimated from the text.
    package var isExact: Bool
    package var words: [Word]
    /// Without gaps from 0 to the end; pauses are ``Phoneme/silence``.
    package var phonemes: [Sound]

    private enum CodingKeys: String, CodingKey {
        case sampleRate = "sample_rate"
        case seconds
        case isExact = "exact"
        case words, phonemes
    }
}

/// One sentence as spoken, before it takes its place in the whole: times begin at 0 with the first sample.
struct Utterance: Sendable {
    var samples: [Int16] = []
    /// Offsets are those of the sentence.
    var words: [Speech.Word] = []
    var sounds: [Speech.Sound] = []
}
