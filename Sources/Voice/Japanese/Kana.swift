/// How Kana sound, in the letters of the models.
enum Kana {
    /// `HEPBURN` of misaki 0.7.4 (`misaki/ja.py`, Apache-2.0), the spelling that the model was trained with: one Kana or
    /// two.
    private static let sounds: [String: String] = {
        let pairs = [
            ("ァ", "a"), ("ア", "a"), ("ィ", "i"), ("イ", "i"), ("ゥ", "ɯ"), ("ウ", "ɯ"), ("ェ", "e"), ("エ", "e"),
            ("ォ", "o"), ("オ", "o"), ("カ", "ka"), ("ガ", "ɡa"), ("キ", "kʲi"), ("ギ", "ɡʲi"), ("ク", "kɯ"),
            ("グ", "ɡɯ"), ("ケ", "ke"), ("ゲ", "ɡe"), ("コ", "ko"), ("ゴ", "ɡo"), ("サ", "sa"), ("ザ", "ʣa"),
            ("シ", "ɕi"), ("ジ", "ʥi"), ("ス", "sɨ"), ("ズ", "zɨ"), ("セ", "se"), ("ゼ", "ʣe"), ("ソ", "so"),
            ("ゾ", "ʣo"), ("タ", "ta"), ("ダ", "da"), ("チ", "ʨi"), ("ヂ", "ʥi"), ("ツ", "ʦɨ"), ("ヅ", "zɨ"),
            ("テ", "te"), ("デ", "de"), ("ト", "to"), ("ド", "do"), ("ナ", "na"), ("ニ", "ɲi"), ("ヌ", "nɯ"),
            ("ネ", "ne"), ("ノ", "no"), ("ハ", "ha"), ("バ", "ba"), ("パ", "pa"), ("ヒ", "çi"), ("ビ", "bʲi"),
            ("ピ", "pʲi"), ("フ", "ɸɯ"), ("ブ", "bɯ"), ("プ", "pɯ"), ("ヘ", "he"), ("ベ", "be"), ("ペ", "pe"),
            ("ホ", "ho"), ("ボ", "bo"), ("ポ", "po"), ("マ", "ma"), ("ミ", "mʲi"), ("ム", "mɯ"), ("メ", "me"),
            ("モ", "mo"), ("ャ", "ja"), ("ヤ", "ja"), ("ュ", "jɯ"), ("ユ", "jɯ"), ("ョ", "jo"), ("ヨ", "jo"),
            ("ラ", "ɾa"), ("リ", "ɾʲi"), ("ル", "ɾɯ"), ("レ", "ɾe"), ("ロ", "ɾo"), ("ヮ", "βa"), ("ワ", "βa"),
            ("ヰ", "i"), ("ヱ", "e"), ("ヲ", "o"), ("ヴ", "vɯ"), ("ヵ", "ka"), ("ヶ", "ke"), ("ヷ", "va"),
            ("ヸ", "vʲi"), ("ヹ", "ve"), ("ヺ", "vo"), ("イェ", "je"), ("ウィ", "βi"), ("ウェ", "βe"), ("ウォ", "βo"),
            ("キェ", "kʲe"), ("キャ", "kʲa"), ("キュ", "kʲɨ"), ("キョ", "kʲo"), ("ギャ", "ɡʲa"), ("ギュ", "ɡʲɨ"),
            ("ギョ", "ɡʲo"), ("クァ", "kᵝa"), ("クィ", "kᵝi"), ("クェ", "kᵝe"), ("クォ", "kᵝo"), ("グァ", "ɡᵝa"),
            ("グィ", "ɡᵝi"), ("グェ", "ɡᵝe"), ("グォ", "ɡᵝo"), ("シェ", "ɕe"), ("シャ", "ɕa"), ("シュ", "ɕɨ"),
            ("ショ", "ɕo"), ("ジェ", "ʥe"), ("ジャ", "ʥa"), ("ジュ", "ʥɨ"), ("ジョ", "ʥo"), ("チェ", "ʨe"), ("チャ", "ʨa"),
            ("チュ", "ʨɨ"), ("チョ", "ʨo"), ("ヂャ", "ʥa"), ("ヂュ", "ʥɨ"), ("ヂョ", "ʥo"), ("ツァ", "ʦa"), ("ツィ", "ʦʲi"),
            ("ツェ", "ʦe"), ("ツォ", "ʦo"), ("ティ", "tʲi"), ("テュ", "tʲɨ"), ("ディ", "dʲi"), ("デュ", "dʲɨ"),
            ("トゥ", "tɯ"), ("ドゥ", "dɯ"), ("ニェ", "ɲe"), ("ニャ", "ɲa"), ("ニュ", "ɲɨ"), ("ニョ", "ɲo"), ("ヒェ", "çe"),
            ("ヒャ", "ça"), ("ヒュ", "çɨ"), ("ヒョ", "ço"), ("ビャ", "bʲa"), ("ビュ", "bʲɨ"), ("ビョ", "bʲo"),
            ("ピャ", "pʲa"), ("ピュ", "pʲɨ"), ("ピョ", "pʲo"), ("ファ", "ɸa"), ("フィ", "ɸʲi"), ("フェ", "ɸe"),
            ("フォ", "ɸo"), ("フュ", "ɸʲɨ"), ("フョ", "ɸʲo"), ("ミャ", "mʲa"), ("ミュ", "mʲɨ"), ("ミョ", "mʲo"),
            ("リャ", "ɾʲa"), ("リュ", "ɾʲɨ"), ("リョ", "ɾʲo"), ("ヴァ", "va"), ("ヴィ", "vʲi"), ("ヴェ", "ve"),
            ("ヴォ", "vo"), ("ヴュ", "bʲɨ"), ("ヴョ", "bʲo"),
        ]
        return Dictionary(uniqueKeysWithValues: pairs)
    }()

    private static let small: Set<Character> = ["ャ", "ュ", "ョ", "ァ", "ィ", "ゥ", "ェ", "ォ"]

    /// - Parameter reading: a word in Katakana; what is no Kana is left out.
    static func letters(of reading: String) -> String {
        let kana = Array(reading.map(katakana))
        return kana.indices.map { index in
            let before = index > 0 ? kana[index - 1] : nil
            return letters(of: kana[index], after: before, before: index + 1 < kana.count ? kana[index + 1] : nil)
        }.joined()
    }

    /// The rules of misaki's `_get_single_mapping`.
    private static func letters(of kana: Character, after last: Character?, before next: Character?) -> String {
        if let last, let joined = sounds[String([last, kana])] { return joined }
        if let next, sounds[String([kana, next])] != nil { return "" }
        if let next, small.contains(next) {
            guard kana != "ッ" else { return "" }
            return (sounds[String(kana)]?.dropLast() ?? "") + (sounds[String(next)] ?? "")
        }
        if small.contains(kana) { return last == nil ? sounds[String(kana)] ?? "" : "" }
        switch kana {
        case "ー": return "ː"
        case "ッ": return "ʔ"
        case "ン": return nasal(before: next.flatMap { sounds[String($0)] } ?? "")
        default: return sounds[String(kana)] ?? ""
        }
    }

    /// ん takes the place of what follows it.
    private static func nasal(before sound: String) -> String {
        guard let first = sound.first else { return "ɴ" }
        if "mpb".contains(first) { return "m" }
        if "kɡ".contains(first) { return "ŋ" }
        if "ɲʨʥ".contains(first) { return "ɲ" }
        return "ntdɾz".contains(first) ? "n" : "ɴ"
    }

    /// Hiragana as Katakana; everything else as it is.
    static func katakana(_ character: Character) -> Character {
        guard let scalar = character.unicodeScalars.first, (0x3041...0x3096).contains(scalar.value),
            let moved = Unicode.Scalar(scalar.value + 0x60)
        else { return character }
        return Character(moved)
    }

    static func isKana(_ scalar: Unicode.Scalar) -> Bool {
        (0x3041...0x3096).contains(scalar.value) || (0x30A1...0x30FC).contains(scalar.value)
    }
}
