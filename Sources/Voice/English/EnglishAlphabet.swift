/// The letters in which the acoustic model is told what to say: those of misaki 0.9.4 (Apache-2.0), the alphabet of
/// Kokoro, from whose voice the model was distilled.
enum EnglishAlphabet {
    /// Number of each letter at the model's input (`hibari/assets/vocab.json` of hibari-tts 0.2.1).
    static let numbers: [Unicode.Scalar: Int64] = {
        let letters: [(Unicode.Scalar, Int64)] = [
            (";", 1), (":", 2), (",", 3), (".", 4), ("!", 5), ("?", 6), ("—", 9), ("…", 10), ("\"", 11), ("(", 12),
            (")", 13), (" ", 16), ("A", 24), ("I", 25), ("O", 31), ("Q", 33), ("S", 35), ("T", 36), ("W", 39),
            ("Y", 41), ("ᵊ", 42), ("a", 43), ("b", 44), ("c", 45), ("d", 46), ("e", 47), ("f", 48), ("h", 50),
            ("i", 51), ("j", 52), ("k", 53), ("l", 54), ("m", 55), ("n", 56), ("o", 57), ("p", 58), ("q", 59),
            ("r", 60), ("s", 61), ("t", 62), ("u", 63), ("v", 64), ("w", 65), ("x", 66), ("y", 67), ("z", 68),
            ("ɑ", 69), ("ɐ", 70), ("ɒ", 71), ("æ", 72), ("ɔ", 76), ("ð", 81), ("ʤ", 82), ("ə", 83), ("ɚ", 85),
            ("ɛ", 86), ("ɜ", 87), ("ɡ", 92), ("ɪ", 102), ("ŋ", 112), ("θ", 119), ("ɹ", 123), ("ɾ", 125), ("ʃ", 131),
            ("ʧ", 133), ("ʊ", 135), ("ʌ", 138), ("ʒ", 147), ("ʔ", 148), ("ˈ", 156), ("ˌ", 157), ("ː", 158), ("ᵻ", 177),
        ]
        return Dictionary(uniqueKeysWithValues: letters)
    }()

    /// What eSpeak NG's American English says, and how the model wants it: `EspeakFallback.E2M` of misaki 0.9.4
    /// (`misaki/espeak.py`) with its rules for American English. The longest that fits is taken.
    private static let readings: [[Unicode.Scalar]: [Unicode.Scalar]] = {
        let pairs = [
            ("ʔˌn\u{329}", "tn"), ("ʔn\u{329}", "tn"), ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"),
            ("e", "A"),
            ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("ə^l", "ᵊl"), ("ʲo", "jɔ"), ("ʲə", "jə"), ("ʲ", ""), ("ɚ", "əɹ"), ("r", "ɹ"),
            ("x", "k"), ("ç", "k"), ("ɐ", "ə"), ("ɬ", "l"), ("\u{303}", ""), ("o^ʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"),
            ("ɪə", "iə"), ("ː", ""), ("o", "ɔ"), ("ɾ", "T"), ("ʔ", "t"), ("^", ""), ("n\u{329}", "ᵊn"),
            ("l\u{329}", "ᵊl"), ("m\u{329}", "ᵊm"), ("\u{329}", ""),
        ]
        return Dictionary(
            uniqueKeysWithValues: pairs.map { (Array($0.0.unicodeScalars), Array($0.1.unicodeScalars)) })
    }()
    private static let longest = 4

    /// - Parameter said: eSpeak NG's letters, each with its word.
    /// - Returns: only letters that the model knows.
    static func letters(of said: [Letter]) -> [Letter] {
        var found: [Letter] = []
        var index = 0
        while index < said.count {
            var taken = 1
            var letters = [said[index].scalar]
            for length in stride(from: min(longest, said.count - index), through: 1, by: -1) {
                guard let reading = readings[said[index..<index + length].map(\.scalar)] else { continue }
                (taken, letters) = (length, reading)
                break
            }
            for letter in letters where numbers[letter] != nil {
                found.append(Letter(scalar: letter, word: said[index].word))
            }
            index += taken
        }
        return found
    }
}
