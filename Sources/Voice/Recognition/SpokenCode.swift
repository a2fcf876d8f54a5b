import Glibc
import Inference

/// Hears the six digits of a consent's code in a recording.
///
/// It listens as often as needed: to the whole, and to what follows each pause, which finds a code that was
/// said again after a slip.
package struct SpokenCode {
    package static let length = 6
    /// So many digits must stand in their places: one may be misheard. A code that was not said gets there by chance once
    /// in 18,000 tries.
    package static let needed = 5

    package struct Finding: Codable, Equatable, Sendable {
        /// The digits that were heard, nearest to those expected; nil when none were.
        package var heard: String?
        /// How many stand where they should.
        package var agreeing: Int
        /// Whether noise had to be taken out first.
        package var denoised: Bool

        init(heard: String?, agreeing: Int, denoised: Bool) {
            (self.heard, self.agreeing, self.denoised) = (heard, agreeing, denoised)
        }

        /// The last digits of what a recogniser wrote down.
        init(written text: String, expected: String, denoised: Bool) {
            let digits = text.compactMap { letter in
                letter.wholeNumberValue.flatMap { (0...9).contains($0) ? String($0) : nil }
            }
            let heard = digits.suffix(SpokenCode.length).joined()
            self.init(
                heard: heard.isEmpty ? nil : heard, agreeing: SpokenCode.agreeing(heard, expected), denoised: denoised)
        }
    }

    /// A tail of the recording that is longer holds more than a code.
    private static let longestTail = 9.0
    private static let shortestTail = 1.2
    /// Tails that are tried, from the last one.
    private static let tails = 4
    /// Digital silence breaks the search, so that it never hears any: white noise of -45 dB beside speech that reaches
    /// half of full scale.
    private static let dither: Float = 0.0017

    private let recogniser: PocketSphinx
    private let language: CodeLanguage

    /// - Throws: `engine_unavailable`.
    package init(_ assets: Assets, language: CodeLanguage) throws(VoiceError) {
        self.language = language
        recogniser = try PocketSphinx(assets, words: language.words)
        try recogniser.learn("statement", language.statement)
        try recogniser.learn("end", language.end)
    }

    /// - Parameters:
    ///   - expected: six digits.
    ///   - speech: where somebody speaks, see ``SpeechDetector``; not empty.
    ///   - filter: takes noise out; asked only when the code is not heard without.
    package func listen(
        for expected: String, in sound: RecordedSound, speech: [ClosedRange<Double>],
        filter: () throws(VoiceError) -> RecordedSound?
    ) throws(VoiceError) -> Finding {
        let plain = try best(expected, sound, speech)
        if plain.agreeing >= Self.needed { return plain }
        guard let clean = try filter() else { return plain }
        var filtered = try best(expected, clean, speech)
        filtered.denoised = true
        return filtered.agreeing > plain.agreeing ? filtered : plain
    }

    private func best(
        _ expected: String, _ sound: RecordedSound, _ speech: [ClosedRange<Double>]
    ) throws(VoiceError) -> Finding {
        guard let first = speech.first, let last = speech.last else {
            return Finding(heard: nil, agreeing: 0, denoised: false)
        }
        let end = last.upperBound + 0.3
        var best = try finding(expected, sound.stretch(first.lowerBound - 0.3...end), by: "statement")
        for stretch in speech.reversed().prefix(Self.tails) where best.agreeing < Self.needed {
            let length = last.upperBound - stretch.lowerBound
            guard Self.shortestTail...Self.longestTail ~= length else { continue }
            let found = try finding(expected, sound.stretch(stretch.lowerBound - 0.2...end), by: "end")
            if found.agreeing > best.agreeing || best.heard == nil { best = found }
        }
        return best
    }

    private func finding(
        _ expected: String, _ samples: ArraySlice<Float>, by rule: String
    ) throws(VoiceError) -> Finding {
        let words = try recogniser.listen(to: Self.levelled(samples), by: rule) ?? []
        let heard = CodeLanguage.code(in: words)
        return Finding(
            heard: heard.isEmpty ? nil : heard, agreeing: Self.agreeing(heard, expected), denoised: false)
    }

    /// How many digits of a code stand where they should.
    static func agreeing(_ heard: String, _ expected: String) -> Int { zip(heard, expected).count { $0 == $1 } }

    /// At half of full scale, with a little noise.
    private static func levelled(_ samples: ArraySlice<Float>) -> [Int16] {
        let peak = samples.reduce(0) { max($0, abs($1)) }
        let gain = peak > 1e-4 ? min(0.5 / peak, 100) : 1
        var random = UInt64(1)
        return samples.map { sample in
            // xorshift64 (Marsaglia 2003): the same noise each time, so that a recording is always heard alike.
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            let noise = Float(Int32(truncatingIfNeeded: random)) / Float(Int32.max) * dither * 1.732
            return Int16(min(max(sample * gain + noise, -1), 1) * 32767)
        }
    }
}
