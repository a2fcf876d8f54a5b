/// How Japanese reads what is not written in words; readings are in Katakana.
enum JapaneseText {
    private static let number = #"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"#

    static let rules: [SpokenText.Rule] = [
        .init(#"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"#) { address($0.text) },
        .init(#"(?:https?://|www\.)[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*[A-Za-z0-9/]"#) { address($0.text) },
        .init(#"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)"#) { date($0[1], $0[2], $0[3]) },
        .init(#"(\d{1,2})/(\d{1,2})(?![\d/])"#) { match in
            guard let month = match[1].flatMap(Int.init), let day = match[2].flatMap(Int.init),
                (1...12).contains(month),
                (1...31).contains(day), month >= day || day > 10  // 1/2 is a half
            else { return nil }
            return date(nil, match[1], match[2])
        },
        .init(#"(\d{1,2}):(\d{2})(?!\d)"#) { match in
            guard let hour = match[1].flatMap(Int.init), hour < 30, let minute = match[2].flatMap(Int.init), minute < 60
            else { return nil }
            return (JapaneseNumbers.counted(hour, "時") ?? "")
                + (minute == 0 ? "" : JapaneseNumbers.counted(minute, "分") ?? "")
        },
        .init(#"0\d{1,4}-\d{1,4}-\d{3,4}(?!\d)"#) { match in
            match.text.split(separator: "-").map { JapaneseNumbers.digits(String($0)) }.joined(separator: "ノ")
        },
        .init(#"([¥￥$€£])\s?("# + number + ")(万|億)?") { match in
            guard let sign = match[1], let amount = match[2], let name = currencies[sign] else { return nil }
            return counted(amount, (match[3] ?? "") + name)
        },
        .init("([-−△▲]?(?:" + number + #"))\s?(%|％)"#) { $0[1].map { JapaneseNumbers.written($0) + "パーセント" } },
        .init("([-−]?(?:" + number + #"))\s?(?:°C|℃|度C)"#) { $0[1].map { JapaneseNumbers.written($0) + "ド" } },
        .init("(" + number + ")(" + JapaneseNumbers.names.joined(separator: "|") + ")(半)?") { match in
            guard let amount = match[1], let name = match[2] else { return nil }
            return counted(amount, name).map { $0 + (match[3] == nil ? "" : "ハン") }
        },
        .init("(" + number + #")\s?(km/h|km|kg|cm|mm|GB|MB|TB|mg|ml|ha|g|m|L)(?![A-Za-z])"#) { match in
            guard let amount = match[1], let unit = match[2].flatMap({ units[$0] }) else { return nil }
            return JapaneseNumbers.written(amount) + unit
        },
        .init("(" + number + #")\s?[~〜～–-]\s?("# + number + ")") { match in
            guard let from = match[1], let to = match[2] else { return nil }
            return JapaneseNumbers.written(from) + "カラ" + JapaneseNumbers.written(to)
        },
        .init(#"(\d+)/(\d+)"#) { match in
            guard let above = match[1], let below = match[2] else { return nil }
            return JapaneseNumbers.written(below) + "ブンノ" + JapaneseNumbers.written(above)
        },
        .init("[-−](?:" + number + ")") { JapaneseNumbers.written($0.text) },
        .init(number) { JapaneseNumbers.written($0.text) },
        .init("[&＆]") { _ in "アンド" }, .init("[+＋]") { _ in "プラス" }, .init("[=＝]") { _ in "イコール" },
    ]

    private static let currencies = ["¥": "円", "￥": "円", "$": "ドル", "€": "ユーロ", "£": "ポンド"]
    private static let units = [
        "km/h": "キロメートルマイジ", "km": "キロメートル", "kg": "キログラム", "cm": "センチメートル", "mm": "ミリメートル", "GB": "ギガバイト",
        "MB": "メガバイト", "TB": "テラバイト", "mg": "ミリグラム", "ml": "ミリリットル", "ha": "ヘクタール", "g": "グラム", "m": "メートル",
        "L": "リットル",
    ]

    private static func counted(_ amount: String, _ name: String) -> String? {
        let plain = amount.filter { $0 != "," && $0 != "，" }
        if let number = Int(plain), number < 1_0000_0000_0000, let said = JapaneseNumbers.counted(number, name) {
            return said
        }
        guard let unit = JapaneseNumbers.counted(5, name)?.dropFirst() else { return nil }
        return JapaneseNumbers.written(amount) + unit
    }

    private static func date(_ year: String?, _ month: String?, _ day: String?) -> String? {
        guard let month = month.flatMap(Int.init), let day = day.flatMap(Int.init), (1...12).contains(month),
            (1...31).contains(day)
        else { return nil }
        let said = year.flatMap(Int.init).flatMap { JapaneseNumbers.counted($0, "年") } ?? ""
        return said + (JapaneseNumbers.counted(month, "月") ?? "") + (JapaneseNumbers.counted(day, "日") ?? "")
    }

    private static func address(_ text: String) -> String {
        var text = text
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) { text.removeFirst(scheme.count) }
        let signs: [Character: String] = [
            "@": "アットマーク", ".": "ドット", "/": "スラッシュ", "-": "ハイフン", "_": "アンダーバー", ":": "コロン",
        ]
        return text.map { signs[$0].map { " \($0) " } ?? String($0) }.joined()
    }
}
