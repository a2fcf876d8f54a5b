extension EnglishText {
    private static let number = #"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"#

    /// Money, shares, degrees, measures.
    static let quantities: [SpokenText.Rule] = [
        .init(#"([$€£¥])\s?("# + number + #")(?:\s?(thousand|million|billion|trillion|[kKmMbB]n?)\b)?"#) { money($0) },
        .init("(" + number + #")\s?(USD|EUR|GBP|JPY|CNY|€|£)(?!\w)"#) { match in
            guard let amount = match[1], let name = match[2].flatMap({ codes[$0] }) else { return nil }
            return EnglishNumbers.written(amount) + " " + (amount == "1" ? name.one : name.many)
        },
        .init("([-−]?(?:" + number + #"))\s?%"#) { $0[1].map { EnglishNumbers.written($0) + " percent" } },
        .init("([-−]?(?:" + number + #"))\s?°\s?([CF])?(?!\w)"#) { match in
            let scale = match[2].map { $0 == "C" ? " Celsius" : " Fahrenheit" } ?? ""
            return match[1].map { EnglishNumbers.written($0) + ($0 == "1" ? " degree" : " degrees") + scale }
        },
        .init(
            "(" + number
                + #")\s?(km/h|kWh|kHz|MHz|GHz|mph|kg|km|cm|mm|mg|ml|lbs?|oz|ft|GB|MB|KB|kB|TB|Hz|kW|MW|fps|px|g|m|W|L)\b(?!['’])"#
        ) {
            match in
            guard let amount = match[1], let unit = match[2].flatMap({ units[$0] }) else { return nil }
            return EnglishNumbers.written(amount) + " " + (amount == "1" ? unit.one : unit.many)
        },
    ]

    /// Ordinals, Roman numerals, fractions, ranges, years and whatever else is written in digits.
    static let numbers: [SpokenText.Rule] = [
        .init(#"\b([A-Z][a-z]+)\s(X{0,3}(?:IX|IV|V?I{1,3}|V|X))\b"#) { match in
            guard let name = match[1], let digits = match[2], let value = roman(digits),
                cardinalNouns.contains(name) || digits.count > 1 || digits == "V"
            else { return nil }
            return name + (cardinalNouns.contains(name) ? " " : " the ")
                + (cardinalNouns.contains(name) ? EnglishNumbers.cardinal(value) : EnglishNumbers.ordinal(value))
        },
        .init(#"\b(\d{1,3}(?:,\d{3})+|\d{1,6})(st|nd|rd|th)\b"#) { match in
            match[1].flatMap { Int($0.filter(\.isWholeNumber)) }.map(EnglishNumbers.ordinal)
        },
        .init(#"\b1/2\b|½"#) { _ in "one half" }, .init(#"\b1/4\b|¼"#) { _ in "one quarter" },
        .init(#"\b3/4\b|¾"#) { _ in "three quarters" }, .init(#"\b1/3\b|⅓"#) { _ in "one third" },
        .init(#"\b2/3\b|⅔"#) { _ in "two thirds" },
        .init(#"#(?=\d)"#) { _ in "number " },
        .init("(" + number + #")\s?[–-]\s?("# + number + ")") { match in
            guard let from = match[1], let to = match[2] else { return nil }
            return plain(from) + " to " + plain(to)
        },
        .init(#"\B[-−](?:"# + number + ")") { EnglishNumbers.written($0.text) },
        .init(number) { plain($0.text) },
    ]

    private static let cardinalNouns: Set<String> = [
        "Act", "Appendix", "Article", "Book", "Chapter", "Class", "Episode", "Figure", "Level", "Page", "Part", "Phase",
        "Scene", "Season", "Section", "Stage", "Table", "Title", "Type", "Unit", "Version", "Volume", "War",
    ]

    /// Four digits alone are a year where they can be one.
    private static func plain(_ text: String) -> String {
        guard text.count == 4, let number = Int(text), (1100...2099).contains(number) else {
            return EnglishNumbers.written(text)
        }
        return EnglishNumbers.year(number)
    }

    private static func roman(_ text: String) -> Int? {
        let values: [Character: Int] = ["I": 1, "V": 5, "X": 10]
        let digits = text.compactMap { values[$0] }
        guard digits.count == text.count else { return nil }
        return digits.indices.reduce(0) { sum, index in
            let isBeforeLarger = index + 1 < digits.count && digits[index] < digits[index + 1]
            return sum + (isBeforeLarger ? -digits[index] : digits[index])
        }
    }

    private struct Name: Sendable {
        let one: String
        let many: String
        /// The hundredth part; nil where there is none.
        let cent: String?

        init(_ one: String, _ many: String, cent: String? = nil) {
            (self.one, self.many, self.cent) = (one, many, cent)
        }
    }

    private static let currencies = [
        "$": Name("dollar", "dollars", cent: "cent"), "€": Name("euro", "euros", cent: "cent"),
        "£": Name("pound", "pounds", cent: "penny"), "¥": Name("yen", "yen"),
    ]
    private static let codes = [
        "USD": Name("U S dollar", "U S dollars"), "EUR": Name("euro", "euros"), "GBP": Name("pound", "pounds"),
        "JPY": Name("yen", "yen"), "CNY": Name("yuan", "yuan"), "€": Name("euro", "euros"),
        "£": Name("pound", "pounds"),
    ]
    private static let units = [
        "km/h": Name("kilometer per hour", "kilometers per hour"), "mph": Name("mile per hour", "miles per hour"),
        "kWh": Name("kilowatt hour", "kilowatt hours"), "kHz": Name("kilohertz", "kilohertz"),
        "MHz": Name("megahertz", "megahertz"), "GHz": Name("gigahertz", "gigahertz"), "Hz": Name("hertz", "hertz"),
        "kg": Name("kilogram", "kilograms"), "g": Name("gram", "grams"), "mg": Name("milligram", "milligrams"),
        "km": Name("kilometer", "kilometers"), "m": Name("meter", "meters"), "cm": Name("centimeter", "centimeters"),
        "mm": Name("millimeter", "millimeters"), "ml": Name("milliliter", "milliliters"), "L": Name("liter", "liters"),
        "lb": Name("pound", "pounds"), "lbs": Name("pound", "pounds"), "oz": Name("ounce", "ounces"),
        "ft": Name("foot", "feet"), "TB": Name("terabyte", "terabytes"), "GB": Name("gigabyte", "gigabytes"),
        "MB": Name("megabyte", "megabytes"), "KB": Name("kilobyte", "kilobytes"), "kB": Name("kilobyte", "kilobytes"),
        "W": Name("watt", "watts"), "kW": Name("kilowatt", "kilowatts"), "MW": Name("megawatt", "megawatts"),
        "fps": Name("frame per second", "frames per second"), "px": Name("pixel", "pixels"),
    ]

    /// "$9.99" as "nine dollars and ninety-nine cents", "$2.5 million" as "two point five million dollars".
    private static func money(_ match: SpokenText.Match) -> String? {
        guard let name = match[1].flatMap({ currencies[$0] }), let amount = match[2] else { return nil }
        let scales = ["k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion"]
        if let scale = match[3]?.lowercased() {
            return "\(EnglishNumbers.written(amount)) \(scales[scale] ?? scale) \(name.many)"
        }
        let parts = amount.split(separator: ".")
        guard parts.count == 2, parts[1].count == 2, let cents = Int(parts[1]), let cent = name.cent else {
            return EnglishNumbers.written(amount) + " " + (amount == "1" ? name.one : name.many)
        }
        let whole = EnglishNumbers.written(String(parts[0])) + " " + (parts[0] == "1" ? name.one : name.many)
        guard cents > 0 else { return whole }
        let small = cent == "penny" ? (cents == 1 ? "penny" : "pence") : (cents == 1 ? cent : cent + "s")
        let rest = "\(EnglishNumbers.cardinal(cents)) \(small)"
        return parts[0] == "0" ? rest : "\(whole) and \(rest)"
    }
}
