import Foundation

/// How much of a consent's sentence is said in a recording. The name and the code in it are left out: names are spelt in
/// many ways, and the code is heard by ``SpokenCode``.
package struct SpokenSentence: Codable, Equatable, Sendable {
    /// All that was heard.
    package var heard: String
    /// Of the sentence's words (of Chinese and Japanese: letters), 0...1.
    package var share: Double
    /// Words without which nobody has agreed, and that were not heard.
    package var lacking: [String]
    /// Words that were heard, are not in the sentence and may take it back.
    package var contrary: [String]

    /// Other words that were heard with it count against it, but those before and behind do not.
    /// - Parameter sentence: as it was shown, without the name and the code.
    package init(heard: String, sentence: String, language: CodeLanguage) {
        let (wanted, said) = (language.units(of: sentence), language.units(of: heard))
        self.heard = heard
        share = wanted.isEmpty ? 0 : max(0, 1 - Double(Self.distance(wanted, in: said)) / Double(wanted.count))
        let (shown, spoken) = (wanted.joined(separator: language.gap), said.joined(separator: language.gap))
        lacking = language.essentials.filter { shown.contains($0) && !spoken.contains($0) }
        contrary = language.contraries.filter { Self.holds(spoken, $0, language) && !Self.holds(shown, $0, language) }
    }

    /// Enough for a machine to take it; everything else is left to a person.
    package var isClear: Bool { share >= 0.75 && lacking.isEmpty && contrary.isEmpty }

    private static func holds(_ text: String, _ word: String, _ language: CodeLanguage) -> Bool {
        (language.gap + text + language.gap).contains(language.gap + word + language.gap)
    }

    /// Edits that make `wanted` of some stretch of `said` (Sellers 1980).
    private static func distance(_ wanted: [String], in said: [String]) -> Int {
        var row = Array(0...wanted.count)
        var best = wanted.count
        for unit in said {
            var before = row[0]
            for index in wanted.indices {
                let kept = row[index + 1]
                row[index + 1] = min(kept + 1, row[index] + 1, before + (wanted[index] == unit ? 0 : 1))
                before = kept
            }
            best = min(best, row[wanted.count])
        }
        return best
    }
}

extension CodeLanguage {
    /// Between the units of a text.
    fileprivate var gap: String { self == .english ? " " : "" }

    /// Words in small letters; of Chinese and Japanese, letters of their scripts that are no digits.
    fileprivate func units(of text: String) -> [String] {
        switch self {
        case .english:
            // "Greenroom" is heard as two words as often as not.
            text.lowercased().replacing("greenroom", with: "green room").replacing("’", with: "'")
                .split { !$0.isLetter && $0 != "'" }.map(String.init)
        case .chinese, .japanese:
            text.precomposedStringWithCompatibilityMapping.filter { letter in
                letter.unicodeScalars.first.map { (0x3040...0x9FFF).contains($0.value) } ?? false
                    && !"〇零一二三四五六七八九".contains(letter)
            }.map(String.init)
        }
    }

    /// Beginnings of words that a sentence cannot do without.
    fileprivate var essentials: [String] {
        switch self {
        case .english: ["agree", "voice", "face", "clone"]
        case .chinese: ["同意", "声音", "面容"]
        case .japanese: ["同意", "声", "顔"]
        }
    }

    fileprivate var contraries: [String] {
        switch self {
        case .english:
            [
                "not", "don't", "never", "no", "cannot", "can't", "won't", "disagree", "refuse", "refused", "didn't",
                "doesn't",
            ]
        case .chinese: ["不", "没", "拒绝", "反对", "别"]
        case .japanese: ["ません", "ない", "拒否", "反対", "できず"]
        }
    }
}
