import Media

/// How languages with words for numbers read dates, times, money, shares and addresses: the same rules, with what each
/// language calls things. Numbers are spelt by ICU (CLDR's rules).
enum PlainText {
    /// What a language calls things.
    struct Terms: Sendable {
        let tag: String
        /// Between whole and decimals.
        let decimal: String
        let months: [String]
        let point: String
        let minus: String
        let percent: String
        let degrees: String
        let at: String
        let dot: String
        let slash: String
        let to: String
        /// By sign or code: one, some, many; 2 to 4 take the middle form in Russian, else the last.
        let currencies: [String: [String]]
        /// What follows the whole sum: its beginning and the name of the hundredth part.
        let cents: @Sendable (String) -> String
        /// The day, the month's number and the year, in words.
        let date: @Sendable (Int, Int, Int?) -> String
        let time: @Sendable (Int, Int) -> String

        func number(_ value: Int) -> String { Words(tag).number(value) }
    }

    /// The numbers of a language.
    struct Words: Sendable {
        private let tag: String

        init(_ tag: String) { self.tag = tag }

        /// - Parameter rules: one of CLDR's sets; the usual cardinals where ICU does not know it.
        func number(_ value: Int, _ rules: String? = nil) -> String {
            (rules.flatMap { NumberWords(tag, rules: $0) } ?? NumberWords(tag))?.words(value) ?? String(value)
        }
    }

    /// In the order in which they are tried.
    static func rules(_ terms: Terms) -> [SpokenText.Rule] {
        let thousands = terms.decimal == "," ? #"[. \u{A0}\u{202F}]"# : ","
        let decimals = terms.decimal == "," ? "," : #"\."#
        let number = #"\d{1,3}(?:"# + thousands + #"\d{3})+(?:"# + decimals + #"\d+)?|\d+(?:"# + decimals + #"\d+)?"#
        let signs = terms.currencies.keys.sorted { ($1.count, $0) < ($0.count, $1) }
            .map { $0.replacing("$", with: #"\$"#) }.joined(separator: "|")
        @Sendable func money(_ sign: String?, _ amount: String?) -> String? {
            guard let names = sign.flatMap({ terms.currencies[$0] }), let amount else { return nil }
            return Amount(amount, terms).money(names)
        }
        return [
            .init(#"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"#) { address($0.text, terms) },
            .init(#"(?:https?://|www\.)[^\s<>"']*[A-Za-z0-9/]"#) { address($0.text, terms) },
            .init(#"(\d{4})-(\d{2})-(\d{2})(?!\d)"#) { date($0[3], $0[2], $0[1], terms) },
            .init(#"(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)"#) { date($0[1], $0[2], $0[3], terms) },
            .init(#"(\d{1,2})\.(\d{1,2})\.(?!\d)"#) { terms.tag == "de" ? date($0[1], $0[2], nil, terms) : nil },
            .init(#"(\d{1,2})[:h](\d{2})(?!\d)(?:\sUhr\b)?"#) { match in
                guard let hour = match[1].flatMap(Int.init), hour < 25, let minute = match[2].flatMap(Int.init),
                    minute < 60
                else { return nil }
                return terms.time(hour, minute)
            },
            .init("(" + signs + #")\s?("# + number + ")") { money($0[1], $0[2]) },
            .init("(" + number + #")\s?("# + signs + #")(?!\w)"#) { money($0[2], $0[1]) },
            .init("([-−]?(?:" + number + #"))\s?%"#) { $0[1].map { Amount($0, terms).words + " " + terms.percent } },
            .init("([-−]?(?:" + number + #"))\s?°C?(?!\w)"#) {
                $0[1].map { Amount($0, terms).words + " " + terms.degrees }
            },
            .init("(" + number + #")\s?[–]\s?("# + number + ")") { match in
                guard let from = match[1], let to = match[2] else { return nil }
                return Amount(from, terms).words + " \(terms.to) " + Amount(to, terms).words
            },
            .init("[-−](?:" + number + ")") { Amount($0.text, terms).words },
            .init(number) { Amount($0.text, terms).words },
        ]
    }

    private static func date(_ day: String?, _ month: String?, _ year: String?, _ terms: Terms) -> String? {
        guard let day = day.flatMap(Int.init), let month = month.flatMap(Int.init), (1...12).contains(month),
            (1...31).contains(day)
        else { return nil }
        return terms.date(day, month, year.flatMap(Int.init))
    }

    private static func address(_ text: String, _ terms: Terms) -> String {
        var text = text
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) { text.removeFirst(scheme.count) }
        let signs: [Character: String] = ["@": terms.at, ".": terms.dot, "/": terms.slash]
        return text.map { signs[$0].map { " \($0) " } ?? String($0) }.joined()
    }

    /// A number as it is written in a language.
    private struct Amount {
        private let terms: Terms
        private let isNegative: Bool
        private let whole: String
        private let decimals: String?

        init(_ text: String, _ terms: Terms) {
            self.terms = terms
            isNegative = text.first?.isWholeNumber == false
            let mark = Character(terms.decimal)
            let parts = text.split(separator: mark, maxSplits: 1)
            whole = (parts.first ?? "0").filter(\.isWholeNumber)
            decimals = parts.count == 2 ? parts[1].filter(\.isWholeNumber) : nil
        }

        private func digits(_ text: String) -> String {
            text.decimalDigits.map { terms.number($0) }.joined(separator: " ")
        }

        private var start: String {
            let isPlain = (whole.count == 1 || !whole.hasPrefix("0")) && whole.count <= 15
            return (isNegative ? terms.minus + " " : "")
                + ((isPlain ? Int(whole).map { terms.number($0) } : nil) ?? digits(whole))
        }

        var words: String { start + (decimals.map { " \(terms.point) " + digits($0) } ?? "") }

        func money(_ names: [String]) -> String {
            let value = Int(whole) ?? 0
            let form = value == 1 ? 0 : (2...4).contains(value % 10) && !(12...14).contains(value % 100) ? 1 : 2
            let name = names[Swift.min(form, names.count - 1)]
            guard let decimals, decimals.count == 2, let cents = Int(decimals), cents > 0 else {
                return start + " " + name
            }
            return start + " " + name + terms.cents(terms.number(cents))
        }
    }
}
