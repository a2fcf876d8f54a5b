import CEspeak

/// Turns an English sentence into the model's letters, each with the word it is part of.
struct EnglishReader: LetterReader {
    private let tuning: EspeakTuning
    private let watch: (String?) -> Void

    /// - Parameter watch: told each sentence before eSpeak NG reads it, and nil afterwards.
    /// - Throws: `engine_unavailable` without eSpeak NG.
    init(watch: @escaping (String?) -> Void = { _ in }) throws(VoiceError) {
        guard let language = try EspeakVoices().find("en-us") else { throw .unknownVoice("espeak:en-us") }
        tuning = EspeakTuning(source: .named(language.path), rate: 1)
        self.watch = watch
    }

    /// eSpeak NG tells sounds with stress only as text, and which word a sound belongs to only while it speaks; the two
    /// are laid side by side.
    func read(_ sentence: Sentence, isCancelled: @escaping () -> Bool) throws(VoiceError) -> LetterReading {
        watch(sentence.text)
        defer { watch(nil) }
        return try Espeak.withLibrary { (espeak) throws(VoiceError) in
            try tuning.apply(to: espeak)
            let clauses = espeak.clauses(of: sentence.text)
            let recorder = EspeakRecorder(isCancelled: isCancelled)
            let marks = try recorder.marks(of: sentence, with: espeak)
            let spoken = marks.spokenWords(in: sentence)
            return LetterReading(letters: Self.letters(of: clauses, spoken), words: spoken.map(\.word))
        }
    }

    private static func letters(of clauses: [EspeakClause], _ spoken: [EspeakMarks.SpokenWord])
        -> [Letter]
    {
        let heard = spoken.enumerated().flatMap { index, word in
            word.ipa.unicodeScalars.filter(isSound).map { (scalar: $0, word: index) }
        }
        let written = clauses.flatMap { $0.ipa.unicodeScalars.filter(isSound) }
        let owners = owners(of: written, among: heard)
        var letters: [Letter] = []
        var next = 0
        for clause in clauses {
            var said: [Letter] = []
            var pending: [Unicode.Scalar] = []
            for scalar in clause.ipa.unicodeScalars {
                guard isSound(scalar) else {
                    // Stress and ties belong to the sound behind them.
                    if scalar == " " || scalar == "\n" {
                        said.append(.init(scalar: " ", word: nil))
                    } else {
                        pending.append(scalar)
                    }
                    continue
                }
                said += pending.map { .init(scalar: $0, word: owners[next]) }
                pending = []
                said.append(.init(scalar: scalar, word: owners[next]))
                next += 1
            }
            var read = EnglishAlphabet.letters(of: said)
            guard read.contains(where: { $0.word != nil }) else { continue }
            if let mark = clause.punctuation { read.append(.init(scalar: mark, word: nil)) }
            if !letters.isEmpty { letters.append(.init(scalar: " ", word: nil)) }
            letters += read
        }
        return letters
    }

    /// Which word each written sound belongs to: that of the same sound heard, or else the word of the sound before it.
    private static func owners(
        of written: [Unicode.Scalar], among heard: [(scalar: Unicode.Scalar, word: Int)]
    ) -> [Int?] {
        let difference = written.difference(from: heard.map(\.scalar))
        let added = Set(difference.insertions.map(\.offset)), removed = Set(difference.removals.map(\.offset))
        var kept = heard.indices.lazy.filter { !removed.contains($0) }.makeIterator()
        var owners: [Int?] = []
        var last = heard.first?.word
        for index in written.indices {
            if !added.contains(index), let place = kept.next() { last = heard[place].word }
            owners.append(last)
        }
        return owners
    }

    private static func isSound(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "ˈ", "ˌ", "^", " ", "\n", "\u{329}", "\u{361}", "\u{200D}", "(", ")", "-": false
        default: true
        }
    }
}

extension CollectionDifference.Change {
    fileprivate var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
