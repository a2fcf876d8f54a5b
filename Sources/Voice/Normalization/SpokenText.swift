/// A sentence as it is read aloud: numbers, dates, abbreviations and the like in words. It remembers which written text
/// each part stands for, so that a word's time is told of the word in the script.
struct SpokenText {
    /// A part of the sentence, in characters (Unicode scalars).
    private struct Piece {
        /// In the sentence as written.
        let written: Range<Int>
        /// Nil where it is read as it is written.
        let reading: String?
    }

    /// One kind of thing that is not read as it is written.
    ///
    /// Unchecked: a `Regex` is never changed once it is made; the standard library does not say so yet.
    struct Rule: @unchecked Sendable {
        let pattern: Regex<AnyRegexOutput>
        /// - Returns: nil to leave the match alone.
        let reading: @Sendable (Match) -> String?

        /// - Parameter pattern: a constant of this room; one that is no pattern ends the program, so that no rule is
        ///   silently without effect. (Swift's patterns know no look-behind.)
        init(_ pattern: String, _ reading: @escaping @Sendable (Match) -> String?) {
            do {
                self.init(try Regex(pattern), reading)
            } catch {
                preconditionFailure("\(pattern) is no pattern: \(error)")
            }
        }

        init(_ pattern: Regex<AnyRegexOutput>, _ reading: @escaping @Sendable (Match) -> String?) {
            // Without this `\d` takes 一, 万 and 億 for digits.
            self.pattern = pattern.matchingSemantics(.unicodeScalar).asciiOnlyDigits()
            self.reading = reading
        }
    }

    /// What a pattern found, by the number of its group.
    struct Match {
        fileprivate let output: AnyRegexOutput

        var text: String { self[0] ?? "" }

        /// Nil for a group that took no part.
        subscript(group: Int) -> String? {
            guard output.indices.contains(group) else { return nil }
            return output[group].substring.map(String.init)
        }
    }

    private let original: Sentence
    private let pieces: [Piece]
    /// Where each piece stands in the spoken text.
    private let places: [Range<Int>]
    /// What the voice is given.
    let sentence: Sentence

    /// - Parameter rules: in their order; what one has read is not looked at by the next.
    init(_ sentence: Sentence, rules: [Rule]) {
        let scalars = Array(sentence.text.unicodeScalars)
        var pieces = [Piece(written: 0..<scalars.count, reading: nil)]
        for rule in rules {
            pieces = pieces.flatMap { $0.reading == nil ? Self.split($0, of: scalars, by: rule) : [$0] }
        }
        var text = String.UnicodeScalarView()
        var places: [Range<Int>] = []
        var count = 0
        for piece in pieces {
            let spoken = piece.reading.map { Array($0.unicodeScalars) } ?? Array(scalars[piece.written])
            text.append(contentsOf: spoken)
            places.append(count..<count + spoken.count)
            count += spoken.count
        }
        original = sentence
        self.pieces = pieces
        self.places = places
        self.sentence = Sentence(text: String(text), offset: sentence.offset, ending: sentence.ending)
    }

    private static func split(_ piece: Piece, of scalars: [Unicode.Scalar], by rule: Rule) -> [Piece] {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[piece.written])
        let text = String(view)
        var found: [Piece] = []
        var done = 0
        for match in text.matches(of: rule.pattern) {
            guard let reading = rule.reading(Match(output: match.output)) else { continue }
            let start = text.unicodeScalars.distance(from: text.startIndex, to: match.range.lowerBound)
            let end = text.unicodeScalars.distance(from: text.startIndex, to: match.range.upperBound)
            guard start >= done, end > start else { continue }
            let base = piece.written.lowerBound
            if start > done { found.append(Piece(written: base + done..<base + start, reading: nil)) }
            found.append(Piece(written: base + start..<base + end, reading: reading))
            done = end
        }
        guard done > 0 else { return [piece] }
        let rest = piece.written.lowerBound + done..<piece.written.upperBound
        if !rest.isEmpty { found.append(Piece(written: rest, reading: nil)) }
        return found
    }

    /// The words as they are written, each from the beginning of its first spoken word to the end of its last.
    func written(_ spoken: [Speech.Word]) -> [Speech.Word] {
        guard pieces.contains(where: { $0.reading != nil }) else { return spoken }
        let scalars = Array(original.text.unicodeScalars)
        var words: [Speech.Word] = []
        for word in spoken {
            let range = written(word.offset..<word.offset + word.length)
            if let last = words.last, range.lowerBound < last.offset + last.length {
                words[words.count - 1].end = max(last.end, word.end)
                continue
            }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[range])
            words.append(
                .init(
                    word: String(text), start: word.start, end: word.end, offset: range.lowerBound, length: range.count)
            )
        }
        return words
    }

    /// Which written text a stretch of the spoken one stands for; a reading stands for all that was written.
    private func written(_ spoken: Range<Int>) -> Range<Int> {
        let touched = pieces.indices.filter { places[$0].overlaps(spoken) }
        guard let first = touched.first, let last = touched.last else { return spoken }
        func place(_ at: Int, in index: Int) -> Int {
            pieces[index].written.lowerBound + min(max(at - places[index].lowerBound, 0), places[index].count)
        }
        let start =
            pieces[first].reading == nil ? place(spoken.lowerBound, in: first) : pieces[first].written.lowerBound
        let end = pieces[last].reading == nil ? place(spoken.upperBound, in: last) : pieces[last].written.upperBound
        return start..<max(start, end)
    }
}

extension SpokenText {
    /// As it is read in a language; as it is written where we know nothing better.
    /// - Parameter lexicon: rules that go before those of the language.
    init(_ sentence: Sentence, language: String, lexicon: [Rule] = []) {
        self.init(sentence, rules: lexicon + Self.rules(of: language))
    }

    private static func rules(of language: String) -> [Rule] {
        let first = language.split(separator: "-").first.map(String.init) ?? language
        switch first {
        case "en": return EnglishText.rules
        case "ja": return JapaneseText.rules
        case "cmn", "zh": return MandarinText.rules
        default: return PlainText.languages[first] ?? []
        }
    }

    /// Words that somebody wants read otherwise, in any case of their letters; the longer before the shorter.
    static func rules(for pronunciations: [String: String]) -> [Rule] {
        pronunciations.sorted { ($1.key.count, $0.key) < ($0.key.count, $1.key) }.compactMap { word, reading in
            let letters = word.unicodeScalars.map { scalar in
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    ? String(scalar) : #"\u{"# + String(scalar.value, radix: 16) + "}"
            }.joined()
            // Where words are parted by blanks, only whole ones are meant.
            let isWhole = WritingSystem.partsWords(word)
            let (start, end) = isWhole ? (#"\b"#, #"\b"#) : ("", "")
            let pattern = try? Regex(start + letters + end).ignoresCase()
            return pattern.map { Rule($0) { _ in reading } }
        }
    }
}

extension WritingSystem {
    /// Whether a word is parted from its neighbours where it stands.
    fileprivate static func partsWords(_ word: String) -> Bool {
        [word.unicodeScalars.first, word.unicodeScalars.last].allSatisfy { scalar in
            guard let scalar, scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
                return false
            }
            return ![.chinese, .kana, .thai].contains(WritingSystem(scalar))
        }
    }
}
