extension EnglishText {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// Dates and times of day.
    static let calendar: [SpokenText.Rule] = [
        .init(#"\b(\d{4})-(\d{2})-(\d{2})\b"#) { date(year: $0[1], month: $0[2], day: $0[3]) },
        .init(#"\b(\d{1,2})/(\d{1,2})/(\d{4})\b"#) { date(year: $0[3], month: $0[1], day: $0[2]) },
        .init(
            #"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|January|February|March|April|June|July|August|September|October|November|December)\.?\s(\d{1,2})(?:st|nd|rd|th)?(?:,?\s(\d{4}))?\b"#
        ) { match in
            guard let month = month(named: match[1]) else { return nil }
            return date(year: match[3], month: String(month), day: match[2])
        },
        .init(
            #"\b(\d{1,2})(?:st|nd|rd|th)?\s(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|January|February|March|April|May|June|July|August|September|October|November|December)\b\.?(?:,?\s(\d{4})\b)?"#
        ) { match in
            guard let month = month(named: match[2]), let day = match[1].flatMap(Int.init), (1...31).contains(day)
            else {
                return nil
            }
            let year = match[3].flatMap(Int.init).map { ", " + EnglishNumbers.year($0) } ?? ""
            return "the \(EnglishNumbers.ordinal(day)) of \(months[month - 1])\(year)"
        },
        .init(#"\b(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s?([AaPp])\.?\s?[Mm]\b\.?)?"#) { match in
            guard let hour = match[1].flatMap(Int.init), hour < 25, let minute = match[2].flatMap(Int.init), minute < 60
            else { return nil }
            return time(hour, minute, match[3].flatMap(Int.init), half: match[4])
        },
        .init(#"\b(\d{1,2})\s?([AaPp])\.?\s?[Mm]\b\.?"#) { match in
            guard let hour = match[1].flatMap(Int.init), hour < 13 else { return nil }
            return EnglishNumbers.cardinal(hour) + " " + halves[match[2] == "p" || match[2] == "P" ? 1 : 0]
        },
        .init(#"\b((?:1[1-9]|20)\d)0s\b"#) { match in
            guard let decade = match[1].flatMap(Int.init) else { return nil }
            return plural(EnglishNumbers.year(decade * 10))
        },
    ]

    private static let halves = ["A M", "P M"]

    private static func month(named name: String?) -> Int? {
        guard let start = name?.prefix(3) else { return nil }
        return months.firstIndex { $0.hasPrefix(start) }.map { $0 + 1 }
    }

    private static func date(year: String?, month: String?, day: String?) -> String? {
        guard let month = month.flatMap(Int.init), let day = day.flatMap(Int.init), (1...12).contains(month),
            (1...31).contains(day)
        else { return nil }
        let said = "\(months[month - 1]) \(EnglishNumbers.ordinal(day))"
        return said + (year.flatMap(Int.init).map { ", " + EnglishNumbers.year($0) } ?? "")
    }

    private static func time(_ hour: Int, _ minute: Int, _ second: Int?, half: String?) -> String {
        var words = EnglishNumbers.cardinal(hour)
        switch minute {
        case 0: if half == nil && second == nil { words += hour < 13 ? " o'clock" : " hundred" }
        case 1...9: words += " oh " + EnglishNumbers.cardinal(minute)
        default: words += " " + EnglishNumbers.cardinal(minute)
        }
        if let second { words += " and \(EnglishNumbers.cardinal(second)) seconds" }
        if let half { words += " " + halves[half.lowercased() == "p" ? 1 : 0] }
        return words
    }

    /// "nineteen ninety" as "nineteen nineties".
    private static func plural(_ words: String) -> String {
        words.hasSuffix("y") ? words.dropLast() + "ies" : words + "s"
    }
}
