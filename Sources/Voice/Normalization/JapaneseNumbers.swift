/// Numbers as Japanese says them, in Katakana with ー for long vowels, alone and with what is counted: both change where
/// they meet (NHK 日本語発音アクセント新辞典, appendix on numerals).
enum JapaneseNumbers {
    private static let digits = ["ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュー"]
    private static let hundreds = [3: "サンビャク", 6: "ロッピャク", 8: "ハッピャク", 1: "ヒャク"]
    private static let thousands = [3: "サンゼン", 8: "ハッセン", 1: "セン"]
    private static let groups: [(value: Int, name: String)] = [
        (1_0000_0000_0000, "チョー"), (1_0000_0000, "オク"), (1_0000, "マン"),
    ]

    /// 0 to 9999 兆; a larger number digit by digit.
    static func reading(_ number: Int) -> String {
        if number == 0 { return "ゼロ" }
        guard number > 0, number < 1_0000_0000_0000_0000 else { return number < 0 ? "" : digits(String(number)) }
        var (rest, text) = (number, "")
        for group in groups where rest >= group.value {
            let count = rest / group.value
            text += contracted(small(count), before: group.name) + group.name
            rest %= group.value
        }
        return text + small(rest)
    }

    /// 1 to 9999; nothing for 0.
    private static func small(_ number: Int) -> String {
        var text = ""
        let (thousand, hundred, ten, one) = (number / 1000, number / 100 % 10, number / 10 % 10, number % 10)
        if thousand > 0 { text += thousands[thousand] ?? digits[thousand] + "セン" }
        if hundred > 0 { text += hundreds[hundred] ?? digits[hundred] + "ヒャク" }
        if ten > 0 { text += (ten == 1 ? "" : digits[ten]) + "ジュー" }
        return one > 0 ? text + digits[one] : text
    }

    /// 1 and 8 and 10 before チョー.
    private static func contracted(_ number: String, before name: String) -> String {
        guard name == "チョー" else { return number }
        for (end, short) in [("イチ", "イッ"), ("ハチ", "ハッ"), ("ジュー", "ジュッ")] where number.hasSuffix(end) {
            return number.dropLast(end.count) + short
        }
        return number
    }

    /// One digit after the other.
    static func digits(_ text: String) -> String { text.decimalDigits.map { digits[$0] }.joined() }

    /// `1,234.5` or `-5`; zeros before and long ones digit by digit.
    static func written(_ text: String) -> String {
        let parts = text.filter { $0 != "," && $0 != "，" }.split(separator: ".", maxSplits: 1)
        var whole = String(parts.first ?? "0")
        var sign = ""
        while let first = whole.first, !first.isWholeNumber {
            sign = "マイナス"
            whole.removeFirst()
        }
        let isPlain = whole.count == 1 || !whole.hasPrefix("0")
        let number = isPlain && whole.count <= 16 ? Int(whole).map(reading) : nil
        let decimals = parts.count == 2 ? "テン" + digits(String(parts[1])) : ""
        let start = whole == "0" && !decimals.isEmpty ? "レー" : number ?? digits(whole)
        return sign + start + decimals
    }

    /// How the last digit meets a counter: what takes the place of both, by the digit; 0 stands for a ten.
    private struct Counter: Sendable {
        let plain: String
        let meetings: [Int: String]

        init(_ plain: String, _ meetings: [Int: String] = [:]) { (self.plain, self.meetings) = (plain, meetings) }

        /// Those that begin with k: 1 6 8 10 double it.
        static func doubling(_ plain: String, _ more: [Int: String] = [:]) -> Counter {
            Counter(
                plain,
                [1: "イッ" + plain, 6: "ロッ" + plain, 8: "ハッ" + plain, 0: "ジュッ" + plain].merging(more) { $1 })
        }

        /// Those with s, sh, t, ch: 1 8 10 double it.
        static func halfDoubling(_ plain: String) -> Counter {
            Counter(plain, [1: "イッ" + plain, 8: "ハッ" + plain, 0: "ジュッ" + plain])
        }

        /// Those with h: 1 6 8 10 with p, 3 with b.
        static func breathing(_ plain: String, _ p: String, _ b: String) -> Counter {
            Counter(plain, [1: "イッ" + p, 3: "サン" + b, 6: "ロッ" + p, 8: "ハッ" + p, 0: "ジュッ" + p])
        }
    }

    private static let counters: [String: Counter] = [
        "円": Counter("エン", [4: "ヨエン"]), "年": Counter("ネン", [4: "ヨネン", 7: "ナナネン", 9: "キューネン"]),
        "月": Counter("ガツ", [4: "シガツ", 7: "シチガツ", 9: "クガツ"]), "時": Counter("ジ", [4: "ヨジ", 7: "シチジ", 9: "クジ"]),
        "時間": Counter("ジカン", [4: "ヨジカン", 7: "シチジカン", 9: "クジカン"]),
        "分": Counter("フン", [1: "イップン", 3: "サンプン", 4: "ヨンプン", 6: "ロップン", 8: "ハップン", 0: "ジュップン"]),
        "秒": Counter("ビョー"), "人": Counter("ニン", [4: "ヨニン", 7: "シチニン"]), "名": Counter("メー"),
        "本": .breathing("ホン", "ポン", "ボン"), "匹": .breathing("ヒキ", "ピキ", "ビキ"), "杯": .breathing("ハイ", "パイ", "バイ"),
        "個": .doubling("コ"), "回": .doubling("カイ"), "階": .doubling("カイ", [3: "サンガイ"]), "件": .doubling("ケン"),
        "か月": .doubling("カゲツ"), "ヶ月": .doubling("カゲツ"), "カ月": .doubling("カゲツ"), "か国": .doubling("カコク"),
        "歳": .halfDoubling("サイ"), "才": .halfDoubling("サイ"), "冊": .halfDoubling("サツ"), "週間": .halfDoubling("シューカン"),
        "章": .halfDoubling("ショー"), "点": .halfDoubling("テン"), "着": .halfDoubling("チャク"), "頭": .halfDoubling("トー"),
        "枚": Counter("マイ"), "台": Counter("ダイ"), "度": Counter("ド"), "番": Counter("バン"), "号": Counter("ゴー"),
        "倍": Counter("バイ"), "位": Counter("イ"), "万円": Counter("マンエン"), "億円": Counter("オクエン"), "ドル": Counter("ドル"),
        "ユーロ": Counter("ユーロ"), "元": Counter("ゲン"), "ポンド": Counter("ポンド"), "日間": Counter("ニチカン"),
        "世紀": .halfDoubling("セーキ"),
    ]
    private static let days = [
        "", "ツイタチ", "フツカ", "ミッカ", "ヨッカ", "イツカ", "ムイカ", "ナノカ", "ヨーカ", "ココノカ", "トーカ",
    ]
    private static let things = ["", "ヒトツ", "フタツ", "ミッツ", "ヨッツ", "イツツ", "ムッツ", "ナナツ", "ヤッツ", "ココノツ"]

    /// Of all counters, the longer before the shorter.
    static let names: [String] = (counters.keys + ["日", "つ"]).sorted { ($1.count, $0) < ($0.count, $1) }

    /// - Returns: nil for a counter that is not known.
    static func counted(_ number: Int, _ name: String) -> String? {
        switch (name, number) {
        case ("日", 1...10): return days[number]
        case ("日", 14): return "ジューヨッカ"
        case ("日", 20): return "ハツカ"
        case ("日", 24): return "ニジューヨッカ"
        case ("日", _): return reading(number) + "ニチ"
        case ("つ", 1...9): return things[number]
        case ("つ", _): return nil
        case ("人", 1): return "ヒトリ"
        case ("人", 2): return "フタリ"
        case ("歳", 20), ("才", 20): return "ハタチ"
        default: break
        }
        guard let counter = counters[name] else { return nil }
        let last = number % 10
        let isTen = last == 0 && number % 100 != 0
        guard last != 0 || isTen, let meeting = counter.meetings[last] else { return reading(number) + counter.plain }
        // Of サンジュー only the サン stays before ジュップン.
        if isTen { return reading(number).dropLast("ジュー".count) + meeting }
        return (number > last ? reading(number - last) : "") + meeting
    }
}
