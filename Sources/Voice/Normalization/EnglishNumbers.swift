import Foundation

/// Numbers as English says them. Whole numbers are spelt by ICU (`NumberFormatter`, CLDR's rules).
enum EnglishNumbers {
    /// 1,234 as "one thousand two hundred thirty-four".
    static func cardinal(_ number: Int) -> String {
        let formatter = NumberFormatter()
        formatter.locale = Locale(identifier: "en_US")
        formatter.numberStyle = .spellOut
        return formatter.string(from: NSNumber(value: number)) ?? String(number)
    }

    /// 23 as "twenty-third".
    static func ordinal(_ number: Int) -> String {
        let words = cardinal(number)
        let cut = words.lastIndex { $0 == " " || $0 == "-" }.map { words.index(after: $0) } ?? words.startIndex
        let last = String(words[cut...])
        if let irregular = irregularOrdinals[last] { return words[..<cut] + irregular }
        return words[..<cut] + (last.hasSuffix("y") ? last.dropLast() + "ieth" : last + "th")
    }

    private static let irregularOrdinals = [
        "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
        "twelve": "twelfth",
    ]

    /// 1984 as "nineteen eighty-four", 2005 as "two thousand five", 1900 as "nineteen hundred".
    static func year(_ year: Int) -> String {
        let (century, rest) = (year / 100, year % 100)
        if year % 1000 < 10 { return cardinal(year) }
        if rest == 0 { return cardinal(century) + " hundred" }
        return cardinal(century) + (rest < 10 ? " oh " : " ") + cardinal(rest)
    }

    /// One digit after the other.
    static func digits(_ text: String) -> String {
        text.decimalDigits.map { $0 == 0 ? "zero" : cardinal($0) }.joined(separator: " ")
    }

    /// A number as it is written: with commas between thousands, a point before decimals, a sign. Long ones and those that
    /// begin with 0 are read digit by digit.
    static func written(_ text: String) -> String {
        let isNegative = text.hasPrefix("-") || text.hasPrefix("−")
        let parts = text.drop { $0 == "-" || $0 == "−" }.split(separator: ".", maxSplits: 1)
        let whole = (parts.first ?? "0").filter(\.isWholeNumber)
        var words: String
        if whole.count > 1 && whole.hasPrefix("0") || whole.count > 15 {
            words = digits(whole)
        } else {
            words = Int(whole).map(cardinal) ?? digits(whole)
        }
        if parts.count == 2 { words += " point " + digits(String(parts[1])) }
        return (isNegative ? "minus " : "") + words
    }
}
