/// Turns a Mandarin sentence into letters; what is in Latin letters is read as English.
struct MandarinReader: LetterReader {
    let pinyin: Pinyin
    let english: EnglishReader

    private enum Run: Equatable { case chinese, latin, mark(Unicode.Scalar), nothing }

    func read(
        _ sentence: Sentence, isCancelled: @escaping () -> Bool
    ) throws(VoiceError) -> LetterReading {
        let scalars = Array(sentence.text.unicodeScalars)
        var reading = LetterReading()
        var start = 0
        while start < scalars.count {
            let kind = Self.kind(scalars[start])
            var end = start + 1
            if kind == .chinese || kind == .latin {
                while end < scalars.count, Self.kind(scalars[end]) == kind || Self.joins(scalars, end, kind) {
                    end += 1
                }
            }
            switch kind {
            case .chinese: append(Array(scalars[start..<end]), at: start, to: &reading)
            case .latin:
                var text = String.UnicodeScalarView()
                text.append(contentsOf: scalars[start..<end])
                let said = try english.read(
                    Sentence(text: String(text), offset: 0, ending: .clause), isCancelled: isCancelled)
                reading.append(said, offset: start)
            case .mark(let mark):
                if reading.letters.last == .blank { reading.letters.removeLast() }
                reading.letters += [Letter(scalar: mark, word: nil), .blank]
            case .nothing: break
            }
            start = end
        }
        return reading
    }

    private func append(_ text: [Unicode.Scalar], at offset: Int, to reading: inout LetterReading) {
        for (range, syllables) in pinyin.words(of: text) {
            let letters = syllables.compactMap { $0.flatMap(PinyinLetters.letters) }.joined()
            guard !letters.isEmpty else { continue }
            if !reading.letters.isEmpty, reading.letters.last != .blank { reading.letters.append(.blank) }
            reading.letters += letters.unicodeScalars.map { Letter(scalar: $0, word: reading.words.count) }
            var word = String.UnicodeScalarView()
            word.append(contentsOf: text[range])
            reading.words.append(
                .init(
                    word: String(word), start: 0, end: 0, offset: offset + range.lowerBound, length: range.count))
        }
    }

    private static func kind(_ scalar: Unicode.Scalar) -> Run {
        if let mark = marks[scalar] { return .mark(mark) }
        if WritingSystem(scalar) == .chinese || scalar == "〇" { return .chinese }
        return scalar.properties.isAlphabetic && WritingSystem(scalar) == nil ? .latin : .nothing
    }

    /// Blanks and apostrophes between words in Latin letters.
    private static func joins(_ scalars: [Unicode.Scalar], _ index: Int, _ run: Run) -> Bool {
        run == .latin
            && (scalars[index] == " " || scalars[index] == "'" || scalars[index] == "’" || scalars[index] == "-")
            && index + 1 < scalars.count && kind(scalars[index + 1]) == .latin
    }

    private static let marks: [Unicode.Scalar: Unicode.Scalar] = [
        "，": ",", "、": ",", ",": ",", "。": ".", "．": ".", ".": ".", "！": "!", "!": "!", "？": "?", "?": "?", "：": ":",
        ":": ":",
        "；": ";", ";": ";", "…": "…", "—": "—", "（": "(", "）": ")", "(": "(", ")": ")", "“": "“", "”": "”", "《": "“",
        "》": "”",
        "「": "“", "」": "”",
    ]
}
