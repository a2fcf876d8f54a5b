import Inference

/// One letter of the alphabet in which acoustic models are told what to say: that of Kokoro (misaki 0.9.4, Apache-2.0),
/// most of it the International Phonetic Alphabet.
struct Letter: Equatable {
    let scalar: Unicode.Scalar
    /// Index of the word of the sentence; nil for blanks and punctuation.
    let word: Int?

    static let blank = Letter(scalar: " ", word: nil)
}

/// A sentence in letters.
struct LetterReading {
    var letters: [Letter] = []
    /// The written words in the order of their indices, without times.
    var words: [Speech.Word] = []

    /// Puts what is read next behind it.
    /// - Parameter offset: where that begins in the sentence, in characters.
    mutating func append(_ next: LetterReading, offset: Int) {
        let before = words.count
        if !letters.isEmpty, letters.last != .blank, !next.letters.isEmpty { letters.append(.blank) }
        letters += next.letters.map { Letter(scalar: $0.scalar, word: $0.word.map { $0 + before }) }
        words += next.words.map { word in
            var word = word
            word.offset += offset
            return word
        }
    }
}

/// Turns a sentence, numbers and signs in words already, into letters.
protocol LetterReader {
    func read(_ sentence: Sentence, isCancelled: @escaping () -> Bool) throws(VoiceError) -> LetterReading
}

/// What letters sound like.
struct LetterSound {
    var samples: [Float]
    /// How long each letter lasts, in seconds, with the silence before the first and behind the last.
    var lengths: [Double]
}

/// A neural network that says letters.
protocol LetterModel {
    /// Letters that may be said at once.
    static var longest: Int { get }
    static var sampleRate: Int { get }
    /// How much later than they are heard the network tells sounds, in seconds.
    static var lag: Double { get }

    func knows(_ letter: Unicode.Scalar) -> Bool

    /// - Parameters:
    ///   - letters: 1...``longest``, all known.
    ///   - rate: 0.4...2.5; 1 is the voice's ordinary rate.
    ///   - seed: of the breath in the voice; the same gives the same samples.
    func say(_ letters: [Unicode.Scalar], rate: Double, seed: UInt64) throws(InferenceError) -> LetterSound
}
