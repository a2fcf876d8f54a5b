/// What belongs together so closely that no line and no cue ends between: numbers, dates, times, addresses,
/// abbreviations. Words are looked at without case.
enum Bonds {
    /// - Parameters:
    ///   - before: the words that end at the place, the last two, with their punctuation and without blanks.
    ///   - after: the words that begin there, the next three.
    static func hold(_ before: [Substring], _ after: [Substring]) -> Bool {
        guard let last = before.last, let next = after.first, let end = last.unicodeScalars.last,
            let begin = next.unicodeScalars.first
        else { return false }
        if isDigit(end), SubtitleWidth.isWide(begin), !isWideMark(begin) { return true }  // 3月, 5個
        if dateSigns.contains(end), isDigit(begin) { return true }  // 2026年 3
        if CharacterBonds.hold(last, next) { return true }
        let (word, follower) = (last.lowercased(), plain(next))
        if abbreviations.contains(word) || isInitial(last) { return true }
        if currencies.contains(word), isDigit(begin) { return true }
        if isNumber(last) { return followsNumber(next, follower, after) }
        // Jan. 5, 2027: the comma ends no clause.
        if before.count > 1, months.contains(plain(before[0])), startsNumber(last), isYear(follower) { return true }
        if months.contains(plain(last)), isDigit(begin) { return true }
        if streetWords.contains(follower), last.first?.isUppercase == true, !endsClause(last) { return true }
        // 12 de marzo: the month and the year hang on the little word between.
        if joiners.contains(word), before.count > 1, isNumber(before[0]) || months.contains(plain(before[0])) {
            return months.contains(follower) || isDigit(begin)
        }
        return joiners.contains(follower) && months.contains(plain(last)) && after.count > 1 && startsNumber(after[1])
    }

    private static func followsNumber(_ next: Substring, _ follower: String, _ after: [Substring]) -> Bool {
        if startsNumber(next) || units.contains(follower) || months.contains(follower) || currencies.contains(follower)
        {
            return true
        }
        if joiners.contains(follower), after.count > 1, months.contains(plain(after[1])) { return true }
        // 221 Baker Street, 12 St. Mary Street
        return next.first?.isUppercase == true && after.dropFirst().contains { streetWords.contains(plain($0)) }
    }

    /// A word whose point does not end a sentence by itself.
    static func isAbbreviation(_ word: Substring) -> Bool {
        abbreviations.contains(word.lowercased()) || isInitial(word) || isPointed(word)
    }

    /// J. or Ж., and the z. of z. B.; "It was I." ends a sentence.
    private static func isInitial(_ word: Substring) -> Bool {
        word.count == 2 && word.last == "." && word.first?.isLetter == true && word != "I."
            && !SubtitleWidth.isWide(word.unicodeScalars[word.startIndex])
    }

    /// e.g., U.S., a.m.
    private static func isPointed(_ word: Substring) -> Bool {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count > 2 && parts.last?.isEmpty == true && parts.dropLast().allSatisfy { $0.count == 1 }
    }

    static func endsClause(_ word: Substring) -> Bool {
        guard let end = word.unicodeScalars.last(where: { !closers.contains($0) }) else { return false }
        return clauseMarks.contains(end)
    }

    private static let clauseMarks: Set<Unicode.Scalar> = [
        ",", ";", ":", "，", "、", "；", "：", "،", "؛", "—", "–", "…", "・",
    ]
    private static let closers: Set<Unicode.Scalar> = ["\"", "'", ")", "]", "”", "’", "»", "」", "』", "）"]

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType == .decimal }

    private static func isWideMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .otherLetter, .modifierLetter, .letterNumber, .otherSymbol, .currencySymbol: false
        default: scalar.value != 0xFF05  // ％
        }
    }

    /// Digits first: 9:30, 3.5, 12th, 10,000.
    private static func startsNumber(_ word: Substring) -> Bool {
        guard let first = word.unicodeScalars.first(where: { !"+-−$€£¥(#№".unicodeScalars.contains($0) }) else {
            return false
        }
        return isDigit(first)
    }

    private static func isYear(_ word: String) -> Bool { word.count == 4 && word.unicodeScalars.allSatisfy(isDigit) }

    private static func isNumber(_ word: Substring) -> Bool { startsNumber(word) && !endsClause(word) }

    /// Without marks at either end, in lower case.
    private static func plain(_ word: Substring) -> String {
        let letters = word.unicodeScalars
        guard let first = letters.firstIndex(where: isInWord), let last = letters.lastIndex(where: isInWord) else {
            return word.lowercased()
        }
        return String(letters[first...last]).lowercased()
    }

    private static func isInWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || isDigit(scalar) || "%€°".unicodeScalars.contains(scalar)
    }

    private static let dateSigns: Set<Unicode.Scalar> = ["年", "月", "日", "号", "時", "时", "点", "分", "년", "월", "第"]

    /// With their points, of the languages that are spoken most; what stands before a name or a number.
    private static let abbreviations: Set<String> = [
        "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "sr.", "jr.", "rev.", "hon.", "gen.", "col.", "lt.", "capt.",
        "sgt.", "gov.", "sen.", "rep.", "mt.", "ft.", "no.", "nos.", "vol.", "fig.", "figs.", "ch.", "p.", "pp.",
        "approx.", "ca.", "vs.", "e.g.", "i.e.", "cf.", "al.",
        "nr.", "bzw.", "z.b.", "d.h.", "u.a.", "hr.", "fr.", "str.", "abb.", "kap.", "bd.", "s.",
        "m.", "mm.", "mme.", "mlle.", "mme", "mlle", "n°", "art.", "av.", "bd", "p.ex.",
        "sra.", "srta.", "dra.", "ud.", "uds.", "núm.", "pág.", "avda.", "d.", "dña.",
        "sig.", "sig.ra", "dott.", "dott.ssa", "ing.", "pag.", "r.", "nº", "n.º",
        "г.", "гг.", "ул.", "д.", "кв.", "стр.", "рис.", "им.", "т.е.", "т.", "см.", "№", "§", "§§",
    ]
    private static let units: Set<String> = [
        "%", "percent", "per", "prozent", "percento", "pour", "por", "процентов", "a.m", "p.m", "am", "pm", "o'clock",
        "uhr", "h", "hrs", "hours", "min", "minutes", "s", "sec", "seconds", "ms", "mm", "cm", "m", "km", "mi", "in",
        "ft", "yd", "g", "kg", "mg", "t", "lb", "lbs", "oz", "l", "ml", "ha", "kb", "mb", "gb", "tb", "hz", "khz",
        "mhz", "ghz", "w", "kw", "mw", "v", "a", "kwh", "°", "°c", "°f", "c", "km/h", "mph", "kmh", "million",
        "millions", "billion", "billions", "trillion", "thousand", "hundred", "dozen", "millionen", "milliarden",
        "mio", "mrd", "tausend", "millones", "mil", "milliards", "mille", "milioni", "miliardi", "milhões", "bilhões",
        "тысяч", "тысячи", "млн", "млрд", "миллионов", "рублей", "years", "jahre", "times", "x",
    ]
    private static let currencies: Set<String> = [
        "€", "eur", "euro", "euros", "usd", "us$", "$", "dollar", "dollars", "£", "gbp", "pounds", "chf", "franken",
        "francs", "¥", "jpy", "cny", "yen", "yuan", "rub", "руб", "krw", "won", "cents", "cent",
    ]
    private static let months: Set<String> = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
        "januar", "jänner", "februar", "märz", "mai", "juni", "juli", "oktober", "dezember",
        "janvier", "février", "mars", "avril", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
        "noviembre", "diciembre", "gennaio", "febbraio", "aprile", "maggio", "giugno", "luglio", "settembre",
        "ottobre", "dicembre", "janeiro", "fevereiro", "março", "maio", "junho", "julho", "setembro", "outubro",
        "novembro", "dezembro", "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
        "октября", "ноября", "декабря",
    ]
    private static let joiners: Set<String> = ["de", "of", "del", "do"]
    private static let streetWords: Set<String> = [
        "street", "st", "road", "rd", "avenue", "ave", "lane", "ln", "drive", "dr", "square", "sq", "boulevard", "blvd",
        "straße", "strasse", "str", "platz", "weg", "allee", "gasse",
    ]
}
