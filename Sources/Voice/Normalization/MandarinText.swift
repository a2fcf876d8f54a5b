import Media

/// Numbers as Mandarin says them, in characters. Whole ones are spelt by ICU (CLDR's rules).
enum MandarinNumbers {
    private static let digitNames: [Character] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"]

    static func cardinal(_ number: Int) -> String {
        let words = NumberWords("zh")?.words(number) ?? digits(String(number))
        return words.replacing("〇", with: "零")
    }

    /// 2 is 两 before what is counted.
    static func counting(_ number: Int) -> String { number == 2 ? "两" : cardinal(number) }

    /// - Parameter isTelephone: 1 is yāo then.
    static func digits(_ text: String, isTelephone: Bool = false) -> String {
        String(text.decimalDigits.map { isTelephone && $0 == 1 ? "幺" : digitNames[$0] })
    }

    /// `1,234.5` or `-5`; zeros before and long ones digit by digit.
    static func written(_ text: String) -> String {
        let parts = text.filter { $0 != "," && $0 != "，" }.split(separator: ".", maxSplits: 1)
        var whole = String(parts.first ?? "0")
        var sign = ""
        while let first = whole.first, !first.isWholeNumber {
            sign = "负"
            whole.removeFirst()
        }
        let isPlain = whole.count == 1 || !whole.hasPrefix("0")
        let said = isPlain && whole.count <= 15 ? Int(whole).map(cardinal) ?? digits(whole) : digits(whole)
        return sign + said + (parts.count == 2 ? "点" + digits(String(parts[1])) : "")
    }
}

/// How Mandarin reads what is not written in words.
enum MandarinText {
    private static let number = #"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"#

    static let rules: [SpokenText.Rule] = [
        .init(#"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"#) { address($0.text) },
        .init(#"(?:https?://|www\.)[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*[A-Za-z0-9/]"#) { address($0.text) },
        .init(#"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"#) { date($0[1], $0[2], $0[3]) },
        .init(#"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})([日号]))?)?"#) { match in
            guard let year = match[1] else { return nil }
            let month = match[2].flatMap(Int.init).map { MandarinNumbers.cardinal($0) + "月" } ?? ""
            let day = match[3].flatMap(Int.init).map { MandarinNumbers.cardinal($0) + (match[4] ?? "日") } ?? ""
            return MandarinNumbers.digits(year) + "年" + month + day
        },
        .init(#"(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?(?!\d)"#) { match in
            guard let hour = match[1].flatMap(Int.init), hour < 25, let minute = match[2].flatMap(Int.init), minute < 60
            else { return nil }
            return time(hour, minute, match[3].flatMap(Int.init))
        },
        .init(#"1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"#) { telephone($0.text) },
        .init(#"(?:\+\d{1,3}[ -]?)?0?\d{2,4}[ -]\d{3,4}(?:[ -]\d{3,4})?(?!\d)"#) { match in
            match.text.filter(\.isWholeNumber).count >= 7 ? telephone(match.text) : nil
        },
        .init(#"([¥￥$€£])\s?("# + number + ")(万|亿)?") { match in
            guard let name = match[1].flatMap({ currencies[$0] }), let amount = match[2] else { return nil }
            return (amount == "2" && match[3] == nil ? "两" : MandarinNumbers.written(amount)) + (match[3] ?? "") + name
        },
        .init("([-−]?(?:" + number + #"))\s?[%％]"#) { match in
            match[1].map { text in
                let isNegative = text.first?.isWholeNumber == false
                return (isNegative ? "负" : "") + "百分之"
                    + MandarinNumbers.written(isNegative ? String(text.dropFirst()) : text)
            }
        },
        .init("([-−]?)(" + number + #")\s?(?:°C|℃)"#) { match in
            match[2].map { (match[1] == "" || match[1] == nil ? "" : "零下") + MandarinNumbers.written($0) + "摄氏度" }
        },
        .init("(" + number + #")\s?(km/h|km|kg|cm|mm|GB|MB|TB|mg|ml|g|m|L)(?![A-Za-z])"#) { match in
            guard let amount = match[1], let unit = match[2] else { return nil }
            if unit == "km/h" { return "每小时" + MandarinNumbers.written(amount) + "公里" }
            return units[unit].map { MandarinNumbers.written(amount) + $0 }
        },
        .init(#"(\d+)/(\d+)"#) { match in
            guard let above = match[1], let below = match[2] else { return nil }
            return MandarinNumbers.written(below) + "分之" + MandarinNumbers.written(above)
        },
        .init("(" + number + #")\s?[~～–-]\s?("# + number + ")") { match in
            guard let from = match[1], let to = match[2] else { return nil }
            return MandarinNumbers.written(from) + "到" + MandarinNumbers.written(to)
        },
        .init(#"\d+(?=[个位名只条本张件次年天小分秒块元杯辆家种岁层台间座双對对])"#) { match in
            Int(match.text).map { $0 < 1_000_000 ? MandarinNumbers.counting($0) : MandarinNumbers.cardinal($0) }
        },
        .init("[-−](?:" + number + ")") { MandarinNumbers.written($0.text) },
        .init(number) { MandarinNumbers.written($0.text) },
        .init("[&＆]") { _ in "和" }, .init("[+＋]") { _ in "加" }, .init("[=＝]") { _ in "等于" },
    ]

    private static let currencies = ["¥": "元", "￥": "元", "$": "美元", "€": "欧元", "£": "英镑"]
    private static let units = [
        "km": "公里", "kg": "公斤", "cm": "厘米", "mm": "毫米", "GB": "吉字节", "MB": "兆字节", "TB": "太字节", "mg": "毫克", "ml": "毫升",
        "g": "克", "m": "米", "L": "升",
    ]

    private static func date(_ year: String?, _ month: String?, _ day: String?) -> String? {
        guard let year, let month = month.flatMap(Int.init), let day = day.flatMap(Int.init), (1...12).contains(month),
            (1...31).contains(day)
        else { return nil }
        return "\(MandarinNumbers.digits(year))年\(MandarinNumbers.cardinal(month))月\(MandarinNumbers.cardinal(day))日"
    }

    private static func time(_ hour: Int, _ minute: Int, _ second: Int?) -> String {
        let start = MandarinNumbers.counting(hour) + "点"
        let middle =
            switch minute {
            case 0: second == nil ? "整" : "零分"
            case 1...9: "零" + MandarinNumbers.cardinal(minute) + "分"
            case 30 where second == nil: "半"
            default: MandarinNumbers.cardinal(minute) + "分"
            }
        return start + middle + (second.map { MandarinNumbers.cardinal($0) + "秒" } ?? "")
    }

    private static func telephone(_ text: String) -> String {
        let groups = text.split { !$0.isWholeNumber }.map { MandarinNumbers.digits(String($0), isTelephone: true) }
        return (text.hasPrefix("+") ? "加" : "") + groups.joined(separator: "，")
    }

    private static func address(_ text: String) -> String {
        var text = text
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) { text.removeFirst(scheme.count) }
        let signs: [Character: String] = ["@": "艾特", ".": "点", "/": "斜杠", "-": "横杠", "_": "下划线", ":": "冒号"]
        return text.map { character in
            signs[character]
                ?? (character.isWholeNumber ? MandarinNumbers.digits(String(character)) : String(character))
        }.joined()
    }
}
