/// A stretch of a script that is spoken in one go.
package struct Sentence: Equatable, Sendable {
    /// What follows it, and so how long the silence behind it is.
    package enum Ending: Equatable, Sendable {
        /// The text continued without a stop for longer than can be spoken at once.
        case cut
        case clause, sentence, paragraph

        /// Seconds at the ordinary rate.
        var pause: Double {
            switch self {
            case .cut: 0.02
            case .clause: 0.15
            case .sentence: 0.35
            case .paragraph: 0.7
            }
        }
    }

    /// Without blanks at either end.
    package let text: String
    /// Where it begins in the script, in characters (Unicode scalars).
    package let offset: Int
    package let ending: Ending
}

extension Script {
    /// Characters after which a stretch without a full stop is cut, at the last comma or blank if there is one.
    private static let longestSentence = 400

    /// The script's sentences in order; every character that is not blank is in exactly one.
    package var sentences: [Sentence] {
        var found: [Sentence] = []
        var start = 0
        while start < scalars.count {
            let (end, ending) = nextEnd(from: start)
            if let range = trimmed(start..<end) {
                found.append(Sentence(text: text(range), offset: range.lowerBound, ending: ending))
            } else if ending == .paragraph, let last = found.last {  // blank lines lengthen the pause before them
                found[found.count - 1] = Sentence(text: last.text, offset: last.offset, ending: .paragraph)
            }
            start = end
        }
        return found
    }

    private func nextEnd(from start: Int) -> (end: Int, ending: Sentence.Ending) {
        var clause: Int?
        var blank: Int?
        var index = start
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar == "\n" { return (index + 1, endsParagraph(index) ? .paragraph : .sentence) }
            if isFullStop(index, from: start) { return (afterClosing(index + 1), .sentence) }
            index += 1
            if Self.clauseMarks.contains(scalar) { clause = index }
            if scalar.properties.isWhitespace { blank = index }
            guard index - start >= Self.longestSentence else { continue }
            if let clause, clause > start + 40 { return (clause, .clause) }
            return (blank.flatMap { $0 > start + 40 ? $0 : nil } ?? afterMarks(index), .cut)
        }
        return (scalars.count, .sentence)
    }

    private static let clauseMarks: Set<Unicode.Scalar> = [",", ";", ":", "，", "、", "；", "：", "،", "؛", "—", "·", "።"]
    /// These end a sentence wherever they stand; the languages that use them put no blank behind.
    private static let wideStops: Set<Unicode.Scalar> = [
        "。", "！", "？", "｡", "．", "।", "॥", "؟", "۔", "።", "։", "။", "…",
    ]
    private static let narrowStops: Set<Unicode.Scalar> = [".", "!", "?"]
    private static let closers: Set<Unicode.Scalar> = [
        "\"", "'", ")", "]", "}", "”", "’", "»", "」", "』", "）", "】", "》",
    ]
    /// Words whose point ends no sentence, without it.
    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "vs", "no", "nr", "fig", "vol", "approx", "ca", "bzw",
        "mme", "mlle", "sra", "srta", "gen", "col", "lt", "capt", "hon", "rev",
    ]

    private func isFullStop(_ index: Int, from start: Int) -> Bool {
        if Self.wideStops.contains(scalars[index]) { return !isStop(index + 1) }
        guard Self.narrowStops.contains(scalars[index]), !isStop(index + 1) else { return false }
        let next = afterClosing(index + 1)
        guard next == scalars.count || scalars[next].properties.isWhitespace else { return false }
        return scalars[index] != "." || !isAbbreviation(before: index, from: start)
    }

    private func isStop(_ index: Int) -> Bool {
        index < scalars.count
            && (Self.wideStops.contains(scalars[index]) || Self.narrowStops.contains(scalars[index]))
    }

    /// A known abbreviation, an initial ("J."), or letters with points between ("e.g.").
    private func isAbbreviation(before index: Int, from start: Int) -> Bool {
        var first = index
        while first > start, scalars[first - 1].properties.isAlphabetic || scalars[first - 1] == "." { first -= 1 }
        let word = text(first..<index).lowercased()
        guard !word.isEmpty, index + 1 < scalars.count else { return false }
        if Self.abbreviations.contains(word) { return true }
        return word.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { $0.count == 1 }
            && word != "i"
    }

    private func afterClosing(_ index: Int) -> Int {
        var index = index
        while index < scalars.count, Self.closers.contains(scalars[index]) { index += 1 }
        return index
    }

    /// Behind what belongs to the character before: accents, joiners, variation selectors, skin tones.
    private func afterMarks(_ index: Int) -> Int {
        var index = index
        while index < scalars.count, index > 0,
            Self.belongsToTheLast(scalars[index]) || scalars[index - 1] == "\u{200D}"
        {
            index += 1
        }
        return index
    }

    private static func belongsToTheLast(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: scalar == "\u{200D}" || scalar.properties.isEmojiModifier
        }
    }

    private func endsParagraph(_ index: Int) -> Bool {
        var next = index + 1
        while next < scalars.count, scalars[next].properties.isWhitespace {
            if scalars[next] == "\n" { return true }
            next += 1
        }
        return false
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int>? {
        guard let first = range.first(where: { !scalars[$0].properties.isWhitespace }),
            let last = range.last(where: { !scalars[$0].properties.isWhitespace })
        else { return nil }
        return first..<last + 1
    }
}
