/// How English reads what is not written in words. American usage: dates by month, day, year.
enum EnglishText {
    /// In the order in which they are tried: the more special before the more general.
    static let rules: [SpokenText.Rule] =
        addresses + calendar + telephones + quantities + titles + numbers + signs
}

extension EnglishText {
    // MARK: Addresses of the net, telephone numbers

    static let addresses: [SpokenText.Rule] = [
        .init(#"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"#) { spelled($0.text) },
        .init(#"(?:https?://|www\.)[^\s<>"']*[A-Za-z0-9/]"#) { match in
            var text = match.text
            for scheme in ["https://", "http://"] where text.hasPrefix(scheme) { text.removeFirst(scheme.count) }
            return spelled(text.hasSuffix("/") ? String(text.dropLast()) : text)
        },
        .init(#"\b[A-Za-z0-9-]+\.(?:com|org|net|io|dev|ai|edu|gov)\b(?:/[^\s<>"']*[A-Za-z0-9])?"#) { spelled($0.text) },
    ]

    /// Group by group, digit by digit.
    static let telephones: [SpokenText.Rule] = [
        .init(#"(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\)[ .-]?)?\d{2,4}(?:[ .-]\d{2,4}){2,4}(?![\d/])"#) { match in
            let groups = match.text.split { !$0.isWholeNumber }.map { EnglishNumbers.digits(String($0)) }
            guard match.text.filter(\.isWholeNumber).count >= 7 else { return nil }
            return (match.text.hasPrefix("+") ? "plus " : "") + groups.joined(separator: ", ")
        }
    ]

    private static func spelled(_ address: String) -> String {
        let names: [Character: String] = [
            ".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore", "?": "question mark", "=": "equals",
            "&": "and", "#": "hash", "%": "percent", "+": "plus", ":": "colon", "~": "tilde",
        ]
        var words: [String] = []
        var word = ""
        for character in address {
            guard let name = names[character] else {
                word.append(character)
                continue
            }
            if !word.isEmpty { words.append(word) }
            words.append(name)
            word = ""
        }
        if !word.isEmpty { words.append(word) }
        return words.map { Int($0) == nil ? ($0 == "www" ? "W W W" : $0) : EnglishNumbers.written($0) }
            .joined(separator: " ")
    }

    // MARK: Titles and other abbreviations

    static let titles: [SpokenText.Rule] = [
        .init(#"\bSt\.(?=\s+[A-Z])"#) { _ in "Saint" },
        .init(#"\bNo\.(?=\s*\d)"#) { _ in "number" },
        .init(#"\b(Dr|Mr|Mrs|Ms|Prof|Rev|Hon|Gen|Col|Capt|Lt|Sgt|Sen|Rep|Gov|Mt|Ft)\.(?=\s)"#) {
            $0[1].flatMap { before[$0] }
        },
        .init(
            #"\b(Jr|Sr|Inc|Ltd|Corp|Co|Ave|Blvd|Rd|St|Dept|vs|etc|approx|est|min|max|vol|fig|Vol|Fig)\.(?=[\s,;:)]|$)"#
        ) {
            $0[1].flatMap { behind[$0] }
        },
        .init(#"\be\.\s?g\.(,?)"#) { _ in "for example," },
        .init(#"\bi\.\s?e\.(,?)"#) { _ in "that is," },
        .init(#"\b(?:[A-Z]\.){2,}(?=[\s,;:)!?]|$)"#) {
            $0.text.filter { $0 != "." }.map(String.init).joined(separator: " ")
        },
    ]

    private static let before = [
        "Dr": "Doctor", "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Prof": "Professor", "Rev": "Reverend",
        "Hon": "Honorable", "Gen": "General", "Col": "Colonel", "Capt": "Captain", "Lt": "Lieutenant",
        "Sgt": "Sergeant",
        "Sen": "Senator", "Rep": "Representative", "Gov": "Governor", "Mt": "Mount", "Ft": "Fort",
    ]
    private static let behind = [
        "Jr": "Junior", "Sr": "Senior", "Inc": "Incorporated", "Ltd": "Limited", "Corp": "Corporation", "Co": "Company",
        "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "St": "Street", "Dept": "Department", "vs": "versus",
        "etc": "et cetera", "approx": "approximately", "est": "established", "min": "minimum", "max": "maximum",
        "vol": "volume", "fig": "figure", "Vol": "Volume", "Fig": "Figure",
    ]

    // MARK: Signs

    static let signs: [SpokenText.Rule] = [
        .init(#"\s*&\s*"#) { _ in " and " },
        .init(#"\s\+\s"#) { _ in " plus " },
        .init(#"\s=\s"#) { _ in " equals " },
        .init(#"\s×\s"#) { _ in " times " },
        .init(#"\b/\b"#) { _ in " " },
    ]
}
