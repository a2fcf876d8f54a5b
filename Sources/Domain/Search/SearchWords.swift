import Foundation

/// How texts are cut into the words that they are found by. Case, accents and the width of characters do not count.
///
/// Scripts without blanks (Chinese, Japanese, Korean and their neighbours) are cut into pairs of characters, so that
/// every part of a sentence is found, however short: 東京都 into 東京, 京都 and 都. A word is looked for by its beginning,
/// which finds 東 in 東京.
package enum SearchWords {
    /// Of one text; what is beyond is not found. Two hours of speech have fewer.
    private static let most = 20_000
    /// Of one question; the longest count, which are the rarest.
    package static let mostAsked = 8
    private static let longest = 40

    /// The words of the texts, each once, sorted.
    package static func words(of texts: [String]) -> [String] {
        var found = Set<String>()
        for text in texts {
            for run in runs(in: text) {
                guard found.count < most else { break }
                switch run {
                case .word(let word): found.insert(word)
                case .dense(let characters):
                    for (first, second) in zip(characters, characters.dropFirst()) { found.insert("\(first)\(second)") }
                    characters.last.map { _ = found.insert(String($0)) }
                }
            }
        }
        return found.sorted()
    }

    /// The beginnings of words that all have to occur where the text is found; empty when it asks for nothing.
    package static func asked(by text: String) -> [String] {
        var asked: [String] = []
        for run in runs(in: String(text.prefix(400))) {
            switch run {
            case .word(let word): asked.append(word)
            case .dense(let characters) where characters.count == 1: asked.append(String(characters[0]))
            case .dense(let characters):
                for (first, second) in zip(characters, characters.dropFirst()) { asked.append("\(first)\(second)") }
            }
        }
        var seen = Set<String>()
        let unique = asked.filter { seen.insert($0).inserted }
        return Array(unique.sorted { $0.unicodeScalars.count > $1.unicodeScalars.count }.prefix(mostAsked))
    }

    /// What two spellings have in common: `Café` and `CAFE`.
    package static func key(of text: String) -> String {
        var scalars = String.UnicodeScalarView()
        // The marks of Latin, Greek and Cyrillic letters; those of kana and Indic scripts make another letter.
        for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars
        where !(0x300...0x36F).contains(scalar.value) {
            scalars.append(scalar)
        }
        return String(scalars).lowercased().precomposedStringWithCanonicalMapping
    }

    private enum Run {
        case word(String)
        case dense([Unicode.Scalar])
    }

    private static func runs(in text: String) -> [Run] {
        var (runs, word, dense): ([Run], String.UnicodeScalarView, [Unicode.Scalar]) = ([], .init(), [])
        func end() {
            if !word.isEmpty { runs.append(.word(String(word))) }
            if !dense.isEmpty { runs.append(.dense(dense)) }
            (word, dense) = (.init(), [])
        }
        for scalar in key(of: text).unicodeScalars {
            if isDense(scalar) {
                if !word.isEmpty { end() }
                dense.append(scalar)
            } else if isPartOfWord(scalar) {
                if !dense.isEmpty { end() }
                if word.count < longest { word.append(scalar) }
            } else {
                end()
            }
        }
        end()
        return runs
    }

    private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
            true
        default: false
        }
    }

    /// Thai to Myanmar, Khmer, kana, Han and Hangul (Unicode 15, blocks), and pictures, which people title with, too.
    private static func isDense(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xE00...0xEFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3005...0x3007, 0x3040...0x30FF, 0x3400...0x9FFF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            isPartOfWord(scalar)
        default: scalar.properties.isEmojiPresentation
        }
    }
}
