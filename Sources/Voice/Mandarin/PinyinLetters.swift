/// How syllables in Pinyin sound, in the letters of the models: `pinyin_to_ipa` of misaki 0.9.4 (`misaki/transcription.py`,
/// MIT, and `zh.py`, Apache-2.0), with tones as arrows.
enum PinyinLetters {
    private static let initials: [(String, String)] = [
        ("zh", "ꭧ"), ("ch", "ꭧʰ"), ("sh", "ʂ"), ("b", "p"), ("c", "ʦʰ"), ("d", "t"), ("f", "f"), ("g", "k"), ("h", "x"),
        ("j", "ʨ"), ("k", "kʰ"), ("l", "l"), ("m", "m"), ("n", "n"), ("p", "pʰ"), ("q", "ʨʰ"), ("r", "ɻ"), ("s", "s"),
        ("t", "tʰ"), ("x", "ɕ"), ("z", "ʦ"),
    ]
    /// 0 stands where the tone does.
    private static let finals: [String: String] = [
        "a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0", "e": "ɤ0", "ei": "ei0", "en": "ə0n",
        "eng": "ə0ŋ",
        "i": "i0", "ia": "ja0", "ian": "jɛ0n", "iang": "ja0ŋ", "iao": "jau0", "ie": "je0", "in": "i0n", "iou": "jou0",
        "ing": "i0ŋ", "iong": "jʊ0ŋ", "ong": "ʊ0ŋ", "ou": "ou0", "u": "u0", "uei": "wei0", "ua": "wa0", "uai": "wai0",
        "uan": "wa0n", "uen": "wə0n", "uang": "wa0ŋ", "ueng": "wə0ŋ", "uo": "wo0", "o": "wo0", "ü": "y0", "üe": "ɥe0",
        "üan": "ɥɛ0n", "ün": "y0n",
    ]
    private static let whole: [String: String] = [
        "er": "ɚ0", "io": "jɔ0", "ê": "ɛ0", "o": "ɔ0", "m": "m0", "n": "n0", "ng": "ŋ0", "hm": "hm0", "hng": "hŋ0",
    ]
    private static let tones = ["", "→", "↗", "↓", "↘", ""]

    /// - Returns: nil for what is no syllable.
    static func letters(of syllable: Pinyin.Syllable) -> String? {
        let tone = tones[syllable.tone]
        if let letters = whole[syllable.sound] { return letters.replacing("0", with: tone) }
        let (initial, rest) = split(syllable.sound)
        let retroflex = ["zh", "ch", "sh", "r"].contains(initial), sibilant = ["z", "c", "s"].contains(initial)
        let letters: String?
        if rest == "i", retroflex || sibilant {
            letters = "ɨ0"
        } else {
            letters = finals[rest]
        }
        guard let letters else { return nil }
        let start = initials.first { $0.0 == initial }?.1 ?? ""
        return start + letters.replacing("0", with: tone)
    }

    /// The initial and the final in its full spelling: `liu` as `l`, `iou`; `yuan` as ``, `üan`.
    private static func split(_ sound: String) -> (initial: String, final: String) {
        if sound.hasPrefix("yu") { return ("", "ü" + sound.dropFirst(2)) }
        if sound.hasPrefix("yi") { return ("", String(sound.dropFirst())) }
        if sound.hasPrefix("y") { return ("", full("i" + sound.dropFirst())) }
        if sound.hasPrefix("wu") { return ("", String(sound.dropFirst())) }
        if sound.hasPrefix("w") { return ("", full("u" + sound.dropFirst())) }
        guard let initial = initials.first(where: { sound.hasPrefix($0.0) })?.0 else { return ("", sound) }
        var rest = String(sound.dropFirst(initial.count)).replacing("v", with: "ü")
        if ["j", "q", "x"].contains(initial), rest.hasPrefix("u") { rest = "ü" + rest.dropFirst() }
        return (initial, full(rest))
    }

    private static func full(_ final: String) -> String {
        ["iu": "iou", "ui": "uei", "un": "uen", "üe": "üe", "ue": "üe"][final] ?? final
    }
}
