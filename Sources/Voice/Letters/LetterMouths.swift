/// What the mouth does at each letter.
enum LetterMouths {
    /// Nothing for what only changes a letter beside it (stress, length, tone, breath); a silence for blanks and
    /// punctuation.
    static func shapes(at letter: Unicode.Scalar) -> [Phoneme] {
        if marks.contains(letter) { return [] }
        if let written = joined[letter] { return Phoneme.classes(ipa: written) }
        let classes = Phoneme.classes(ipa: String(letter))
        return classes.isEmpty ? [.silence] : classes
    }

    /// Neither sounds nor silences.
    private static let marks: Set<Unicode.Scalar> = [
        "ˈ", "ˌ", "ː", "ʰ", "ʲ", "ᵝ", "\u{303}", "→", "↗", "↓", "↘",
    ]

    /// Letters that stand for several of the International Phonetic Alphabet.
    private static let joined: [Unicode.Scalar: String] = [
        "A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ", "S": "ʃ", "ʤ": "dʒ", "ʧ": "tʃ", "T": "ɾ",
        "ᵊ": "ə", "ᵻ": "ɪ", "ʣ": "dz", "ʥ": "dʑ", "ʦ": "ts", "ʨ": "tɕ", "ꭧ": "tʂ", "ɰ": "ɯ",
    ]
}
