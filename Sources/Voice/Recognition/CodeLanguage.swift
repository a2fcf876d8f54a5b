/// How the six digits of a consent's code, and the words before them, are said in a language. The model knows the phones
/// of American English, so words of other languages are spelt with the nearest of those.
package enum CodeLanguage: String, CaseIterable, Sendable {
    case english = "en"
    case chinese = "zh"
    case japanese = "ja"

    /// - Parameter tag: BCP 47: `zh-CN`.
    /// - Returns: nil for a language in which no machine listens to codes.
    package init?(tag: String) {
        guard let found = tag.split(separator: "-").first.flatMap({ Self(rawValue: $0.lowercased()) }) else {
            return nil
        }
        self = found
    }

    /// Ways of saying each digit.
    private var digits: [[String]] {
        switch self {
        case .english:
            [
                ["Z IH R OW", "Z IY R OW", "OW"], ["W AH N"], ["T UW"], ["TH R IY"], ["F AO R"], ["F AY V"],
                ["S IH K S"], ["S EH V AH N"], ["EY T"], ["N AY N"],
            ]
        case .chinese:
            [
                ["L IY NG"], ["IY", "Y AW"], ["AA R", "ER"], ["S AA N"], ["S IH", "S AH"], ["W UW"],
                ["L IY OW", "L Y UW"], ["CH IY"], ["B AA"], ["JH IY OW", "JH Y UW"],
            ]
        case .japanese:
            [
                ["Z EH R OW", "R EY"], ["IH CH IY"], ["N IY"], ["S AA N"], ["Y OW N", "SH IY"], ["G OW"],
                ["R OW K UH"], ["N AA N AA", "SH IH CH IY"], ["HH AA CH IY"], ["K Y UW", "K UW"],
            ]
        }
    }

    /// What is said around the digits, as in `ConsentSentence` of the studio.
    private var carrier: PocketSphinx.Dictionary {
        switch self {
        case .english:
            [
                ("agree", "AH G R IY"), ("that", "DH AE T"), ("that(2)", "DH AH T"), ("my", "M AY"),
                ("voice", "V OY S"), ("face", "F EY S"), ("is", "IH Z"), ("cloned", "K L OW N D"),
                ("with", "W IH DH"), ("with(2)", "W IH TH"), ("green", "G R IY N"), ("room", "R UW M"),
                ("code", "K OW D"),
            ]
        case .chinese:
            [
                ("wo", "W AO"), ("de", "D AH"), ("dai", "D AY"), ("ma", "M AA"), ("shi", "SH IH"),
                ("shi(2)", "SH ER"),
            ]
        case .japanese:
            [
                ("watashi", "W AA T AA SH IY"), ("no", "N OW"), ("koodo", "K OW D OW"), ("wa", "W AA"),
                ("desu", "D EH S"), ("desu(2)", "D EH S UW"),
            ]
        }
    }

    var words: PocketSphinx.Dictionary {
        carrier
            + digits.enumerated().flatMap { digit, ways in
                ways.enumerated().map { way, phones in
                    (word: Self.word(digit) + (way == 0 ? "" : "(\(way + 1))"), phones: phones)
                }
            }
    }

    /// A rule for the whole statement, whoever says it.
    var statement: String {
        switch self {
        case .english:
            "\(PocketSphinx.anything) agree that my ( voice | face ) is cloned with green room my code is \(Self.six)"
        case .chinese: "\(PocketSphinx.anything) wo de dai ma shi \(Self.six)"
        case .japanese: "\(PocketSphinx.anything) watashi no koodo wa \(Self.six) [ desu ]"
        }
    }

    /// A rule for its end, for somebody who breaks off or begins anew.
    var end: String {
        switch self {
        case .english: "[ [ my ] code is ] \(Self.six)"
        case .chinese: "[ wo de dai ma shi ] \(Self.six)"
        case .japanese: "[ [ watashi no ] koodo wa ] \(Self.six) [ desu ]"
        }
    }

    private static func word(_ digit: Int) -> String { "digit_\(digit)" }

    /// The digits among words that were heard.
    static func code(in words: [String]) -> String {
        words.compactMap { word in
            word.hasPrefix("digit_") ? word.dropFirst(6).first.map(String.init) : nil
        }.joined()
    }

    private static let six = Array(
        repeating: "( " + (0...9).map(word).joined(separator: " | ") + " )", count: SpokenCode.length
    ).joined(separator: " ")
}
