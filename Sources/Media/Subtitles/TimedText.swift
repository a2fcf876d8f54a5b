/// A spoken text in pieces that must not be parted, each with its times and with what its end means.
struct TimedText: Sendable {
    /// What ends with a piece, from the weakest to the strongest.
    enum Ending: Int, Comparable, Sendable {
        /// The inside of a word too long for a line, or of one that its language writes without blanks.
        case inside
        case word
        /// What follows begins with a word that joins.
        case phrase
        case clause
        case sentence

        static func < (one: Ending, other: Ending) -> Bool { one.rawValue < other.rawValue }
    }

    struct Piece: Sendable {
        /// In scalars of the text, with the blanks behind it.
        var range: Range<Int>
        var start: Double
        var end: Double
        var ending: Ending
    }

    let scalars: [Unicode.Scalar]
    let words: [Subtitles.Word]
    private(set) var pieces: [Piece] = []
    /// Where a letter with its accents begins.
    let characters: Set<Int>

    /// A silence this long ends a cue; seconds.
    private static let pause = 0.7
    /// A silence behind an abbreviation that shows it ended a sentence.
    private static let breath = 0.2

    init(_ text: String, _ words: [Subtitles.Word], language: String) throws(MediaError) {
        let scalars = Array(text.unicodeScalars)
        self.scalars = scalars
        self.words = words.filter {
            $0.range.lowerBound >= 0 && $0.range.upperBound <= scalars.count && !$0.range.isEmpty
        }
        guard !self.words.isEmpty else {
            characters = []
            return
        }
        let breaks = try TextBreaks(scalars, language: language)
        characters = Set(breaks.all(.character))
        cut(breaks)
    }

    private mutating func cut(_ breaks: TextBreaks) {
        let segments = segments(breaks)
        let texts = segments.map { segment -> Substring in Substring(shown(segment)) }
        let clock = SpokenClock(words, count: scalars.count)
        var start = 0
        for index in segments.indices where index + 1 == segments.count || isFree(index, segments, texts, breaks) {
            let range = segments[start].lowerBound..<segments[index].upperBound
            let times = clock.times(of: range)
            pieces.append(
                Piece(
                    range: range, start: times.start, end: times.end,
                    ending: ending(index, segments, texts, breaks, clock)))
            start = index + 1
        }
    }

    /// The stretches between the places where a line may end; blanks count to what stands before them.
    private func segments(_ breaks: TextBreaks) -> [Range<Int>] {
        var segments: [Range<Int>] = []
        var start = 0
        for place in breaks.all(.line) + [scalars.count] where place > start {
            let isBlank = scalars[start..<place].allSatisfy(\.properties.isWhitespace)
            if isBlank, let last = segments.last {
                segments[segments.count - 1] = last.lowerBound..<place
            } else if !isBlank {
                segments.append(start..<place)
            }
            start = place
        }
        return segments
    }

    /// Whether the text may be parted behind a segment.
    private func isFree(_ index: Int, _ segments: [Range<Int>], _ texts: [Substring], _ breaks: TextBreaks) -> Bool {
        let place = segments[index].upperBound
        if endsParagraph(place) { return true }
        // Words of Chinese and Japanese stay whole; a line could end anywhere in them.
        guard breaks.contains(place, .word), !isInAddress(place) else { return false }
        let before = texts[max(0, index - 1)...index]
        let after = texts[(index + 1)..<min(index + 4, texts.count)]
        return !Bonds.hold(Array(before), Array(after))
    }

    /// Whether a place lies within the address of a page or of a person, or a number with its points: between two blanks,
    /// with a point or an at sign between letters or digits.
    private func isInAddress(_ place: Int) -> Bool {
        func belongs(_ place: Int) -> Bool {
            let scalar = scalars[place]
            return !scalar.properties.isWhitespace && !SubtitleWidth.isWide(scalar) && !Self.dashes.contains(scalar)
        }
        func isName(_ place: Int) -> Bool {
            scalars[place].properties.isAlphabetic || scalars[place].properties.numericType != nil
        }
        guard place > 0, place < scalars.count, belongs(place - 1), belongs(place) else { return false }
        var (start, end) = (place, place)
        while start > 0, belongs(start - 1) { start -= 1 }
        while end < scalars.count, belongs(end) { end += 1 }
        return (start..<end).dropFirst().dropLast().contains { place in
            (scalars[place] == "." || scalars[place] == "@") && isName(place - 1) && isName(place + 1)
        }
    }

    private static let dashes: Set<Unicode.Scalar> = ["—", "–", "…"]

    private func ending(
        _ index: Int, _ segments: [Range<Int>], _ texts: [Substring], _ breaks: TextBreaks, _ clock: SpokenClock
    ) -> Ending {
        let place = segments[index].upperBound
        guard index + 1 < segments.count, !endsParagraph(place) else { return .sentence }
        let silence = clock.silence(at: place)
        if silence > Self.pause { return .sentence }
        if breaks.contains(place, .sentence), !Bonds.isAbbreviation(texts[index]) || silence >= Self.breath {
            return .sentence
        }
        if Bonds.endsClause(texts[index]) { return .clause }
        // Thai, Lao, Khmer and Burmese part phrases by blanks, not words.
        if let last = texts[index].unicodeScalars.last?.value, scalars[place - 1].properties.isWhitespace,
            (0xE00...0xEFF).contains(last) || (0x1000...0x109F).contains(last) || (0x1780...0x17FF).contains(last)
        {
            return .clause
        }
        return Conjunctions.contains(texts[index + 1]) ? .phrase : .word
    }

    private func endsParagraph(_ place: Int) -> Bool {
        var index = place - 1
        while index >= 0, scalars[index].properties.isWhitespace {
            if scalars[index] == "\n" || scalars[index] == "\u{2029}" { return true }
            index -= 1
        }
        return false
    }

    /// In order, the words that begin in a range.
    func words(beginningIn range: Range<Int>) -> ArraySlice<Subtitles.Word> {
        func first(notBelow place: Int) -> Int {
            var (low, high) = (0, words.count)
            while low < high {
                let middle = (low + high) / 2
                if words[middle].range.lowerBound < place { low = middle + 1 } else { high = middle }
            }
            return low
        }
        return words[first(notBelow: range.lowerBound)..<first(notBelow: range.upperBound)]
    }

    func hasLetters(_ range: Range<Int>) -> Bool {
        scalars[range].contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }

    /// As it stands on a line: line breaks and tabs of the script mean nothing, blanks at the ends are left out.
    func shown(_ range: Range<Int>) -> String {
        let text = String(String.UnicodeScalarView(scalars[range].map { $0.properties.isWhitespace ? " " : $0 }))
        return text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
}

/// When each place of a text is spoken.
private struct SpokenClock {
    private let words: [Subtitles.Word]
    /// Of each scalar, the word it belongs to or that was spoken before it; -1 before the first.
    private var wordAt: [Int]

    init(_ words: [Subtitles.Word], count: Int) {
        self.words = words
        wordAt = [Int](repeating: -1, count: count + 1)
        for (index, word) in words.enumerated() where word.range.lowerBound <= count {
            wordAt[word.range.lowerBound] = index
        }
        for place in wordAt.indices.dropFirst() where wordAt[place] < wordAt[place - 1] {
            wordAt[place] = wordAt[place - 1]
        }
    }

    func times(of range: Range<Int>) -> (start: Double, end: Double) {
        let start = moment(range.lowerBound, isEnd: false)
        return (start, max(start, moment(range.upperBound, isEnd: true)))
    }

    /// Seconds between the word before a place and the word behind it.
    func silence(at place: Int) -> Double {
        let index = wordAt[place]
        let isBehind = index >= 0 && words[index].range.lowerBound >= place
        let (before, after) = isBehind ? (index - 1, index) : (index, index + 1)
        guard before >= 0, after < words.count, words[before].range.upperBound <= place else { return 0 }
        return words[after].start - words[before].end
    }

    private func moment(_ place: Int, isEnd: Bool) -> Double {
        var index = wordAt[place]
        if isEnd, index >= 0, words[index].range.lowerBound >= place { index -= 1 }
        guard index >= 0 else { return words.first?.start ?? 0 }
        let word = words[index]
        if place >= word.range.upperBound {
            if isEnd { return word.end }
            return index + 1 < words.count ? words[index + 1].start : word.end
        }
        // In a long word, or one that stands for a whole phrase: in proportion.
        let share = Double(place - word.range.lowerBound) / Double(word.range.count)
        return word.start + share * (word.end - word.start)
    }
}

/// Words that begin a phrase, so that a line or a cue ends well before them.
private enum Conjunctions {
    static func contains(_ word: Substring) -> Bool { words.contains(word.lowercased()) }

    private static let words: Set<String> = [
        "and", "or", "but", "because", "although", "when", "while", "where", "which", "who", "that", "if", "so", "as",
        "than", "then", "with", "without", "for", "from", "in", "into", "on", "of", "at", "by", "to", "after", "before",
        "since", "until", "unless", "through", "between", "against", "about",
        "und", "oder", "aber", "weil", "wenn", "dass", "die", "der", "das", "mit", "ohne", "für", "von", "aus", "auf",
        "bei", "nach", "während", "obwohl", "damit", "sondern",
        "et", "ou", "mais", "parce", "quand", "que", "qui", "dans", "avec", "sans", "pour", "sur", "chez", "lorsque",
        "y", "o", "pero", "porque", "cuando", "con", "sin", "para", "sobre", "hasta", "desde",
        "e", "ma", "perché", "quando", "che", "senza", "per", "fino", "mas", "com", "sem", "até",
        "и", "или", "но", "потому", "когда", "что", "который", "которая", "в", "на", "с", "без", "для", "из", "от",
    ]
}
