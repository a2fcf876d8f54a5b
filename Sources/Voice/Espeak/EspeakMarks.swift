/// When eSpeak NG began each word and sound of a sentence, in milliseconds of its sound.
struct EspeakMarks {
    struct Word {
        /// In characters from the start of the sentence.
        var offset: Int
        var length: Int
        var ms: Int
        /// Index of the sound that was told of next.
        var firstSound = 0
    }

    /// A written word and how it sounds.
    struct SpokenWord {
        /// Without times.
        let word: Speech.Word
        let ipa: String
    }

    struct Sound {
        /// In the International Phonetic Alphabet; empty for a pause, in brackets for a change of language.
        var ipa: String
        var ms: Int
    }

    var words: [Word] = []
    var sounds: [Sound] = []

    /// Words and sounds with their ends: that of a sound is the start of the next, that of a word the end of its last
    /// sound.
    /// - Parameter length: of the sentence's sound, in seconds.
    func placed(in sentence: Sentence, length: Double) -> ([Speech.Word], [Speech.Sound]) {
        let sounds = placedSounds(length)
        return (placedWords(in: Array(sentence.text.unicodeScalars), sounds: sounds, length: length), sounds)
    }

    /// Each written word with the sounds from its beginning to that of the next.
    func spokenWords(in sentence: Sentence) -> [SpokenWord] {
        let scalars = Array(sentence.text.unicodeScalars)
        let joined = joinedWords(in: scalars)
        return joined.indices.map { index in
            let first = index == 0 ? 0 : joined[index].firstSound
            let end = index + 1 < joined.count ? joined[index + 1].firstSound : sounds.count
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[joined[index].offset..<joined[index].offset + joined[index].length])
            let word = Speech.Word(
                word: String(text), start: 0, end: 0, offset: joined[index].offset, length: joined[index].length)
            return SpokenWord(
                word: word, ipa: sounds[first..<max(first, end)].map(\.ipa).filter { !$0.hasPrefix("(") }.joined())
        }
    }

    private func placedSounds(_ length: Double) -> [Speech.Sound] {
        var placed: [Speech.Sound] = []
        for sound in sounds {
            let at = min(max(Double(sound.ms) / 1000, placed.last?.start ?? 0), length)
            let classes = sound.ipa.isEmpty ? [.silence] : Phoneme.classes(ipa: sound.ipa)
            for phoneme in classes { placed.append(.init(phoneme: phoneme, start: at, end: at)) }
        }
        // Those that begin together share the time until the next.
        var index = 0
        while index < placed.count {
            let start = placed[index].start
            let next = placed[index...].firstIndex { $0.start > start } ?? placed.count
            let step = ((next < placed.count ? placed[next].start : length) - start) / Double(next - index)
            for part in index..<next {
                placed[part].start = start + step * Double(part - index)
                placed[part].end = start + step * Double(part - index + 1)
            }
            index = next
        }
        return placed
    }

    private func placedWords(
        in scalars: [Unicode.Scalar], sounds: [Speech.Sound], length: Double
    ) -> [Speech.Word] {
        var placed: [Speech.Word] = []
        for word in joinedWords(in: scalars) {
            let at = min(Double(word.ms) / 1000, length)
            if let last = placed.last, last.end > at { placed[placed.count - 1].end = max(last.start, at) }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[word.offset..<word.offset + word.length])
            placed.append(
                .init(word: String(text), start: at, end: length, offset: word.offset, length: word.length))
        }
        var first = 0
        for index in placed.indices {
            let (start, end) = (placed[index].start, placed[index].end)
            while first < sounds.count, sounds[first].end <= start { first += 1 }
            let own = sounds[first...].prefix { $0.start < end }
            if let last = own.last(where: { $0.phoneme != .silence }) { placed[index].end = min(last.end, end) }
        }
        return placed
    }

    /// What is read out of one written word as several ("3.50") is one; so is what was found in no word (the name of a
    /// sign, the second half of that of an emoji) with the word before.
    private func joinedWords(in scalars: [Unicode.Scalar]) -> [Word] {
        var joined: [Word] = []
        for word in words {
            var first = min(max(0, word.offset), scalars.count)
            var end = min(first + max(1, word.length), scalars.count)
            while first < end, scalars[first].properties.isWhitespace { first += 1 }
            while first < end, scalars[end - 1].properties.isWhitespace { end -= 1 }
            if let last = joined.last {
                let isNew = first >= last.offset + last.length && scalars[first..<end].contains(where: Self.isSpoken)
                guard isNew else { continue }
            }
            guard first < end else { continue }
            joined.append(Word(offset: first, length: end - first, ms: word.ms, firstSound: word.firstSound))
        }
        for index in joined.indices {
            let next = index + 1 < joined.count ? joined[index + 1].offset : scalars.count
            joined[index].length = Self.written(in: scalars[joined[index].offset..<next])
        }
        return joined
    }

    /// How much of the text up to the next spoken word is the word as it is written: "e" of "e.g. " is "e.g".
    private static func written(in text: ArraySlice<Unicode.Scalar>) -> Int {
        let run = text.prefix { !$0.properties.isWhitespace }
        let last = run.lastIndex { isSpoken($0) || isMark($0) } ?? run.startIndex
        return max(1, last - run.startIndex + 1)
    }

    /// Accents, vowel signs, joiners and what makes an emoji coloured.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .modifierSymbol: true
        default: scalar == "\u{200D}"
        }
    }

    private static func isSpoken(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .otherSymbol, .mathSymbol, .currencySymbol:
            true
        default: false
        }
    }
}
