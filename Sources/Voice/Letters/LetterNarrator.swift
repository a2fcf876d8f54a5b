import Inference

/// Speaks with a neural network that is told letters.
final class LetterNarrator<Model: LetterModel>: Narrator {
    let sampleRate = Model.sampleRate
    let isExact = true
    private let model: Model
    private let reader: any LetterReader
    private let rate: Double

    /// Left of the silence at either end of a sentence, in seconds.
    private let margin = 0.04

    init(_ model: Model, reader: any LetterReader, rate: Double) {
        self.model = model
        self.reader = reader
        self.rate = rate
    }

    func startAfresh() { Espeak.unload() }

    func say(_ sentence: Sentence, isCancelled: () -> Bool) throws(VoiceError) -> Utterance {
        var reading = try withoutActuallyEscaping(isCancelled) { (isCancelled) throws(VoiceError) in
            try reader.read(sentence, isCancelled: isCancelled)
        }
        reading.letters = reading.letters.filter { model.knows($0.scalar) }
        var whole = Utterance()
        for stretch in Self.stretches(of: reading.letters) {
            if isCancelled() { throw .cancelled }
            let said = try say(stretch, of: reading, seed: Self.seed(sentence.text, whole.samples.count))
            whole.append(said, sampleRate: sampleRate)
        }
        return whole
    }

    private func say(
        _ letters: [Letter], of reading: LetterReading, seed: UInt64
    ) throws(VoiceError) -> Utterance {
        do {
            return placed(letters, reading, try model.say(letters.map(\.scalar), rate: rate, seed: seed))
        } catch {
            throw VoiceError("engine_broken", error.message)
        }
    }

    private func placed(
        _ letters: [Letter], _ reading: LetterReading, _ sound: LetterSound
    ) -> Utterance {
        let samples = sound.samples.map { Int16(min(max($0 * 32767, -32768), 32767)) }
        let heard = Utterance.audible(samples, sampleRate: sampleRate)
        let rate = Double(sampleRate)
        let first = max(0, Int((heard.lowerBound - margin) * rate))
        let end = max(first, min(samples.count, Int((heard.upperBound + margin) * rate)))
        let length = Double(end - first) / rate
        func moved(_ time: Double) -> Double { min(max(0, time - Model.lag - Double(first) / rate), length) }

        var utterance = Utterance(samples: Array(samples[first..<end]))
        var spans: [Int: ClosedRange<Double>] = [:]
        var time = sound.lengths[0]
        for (letter, seconds) in zip(letters, sound.lengths.dropFirst()) {
            let (from, to) = (moved(time), moved(time + seconds))
            time += seconds
            // Between words of one breath the mouth does not close.
            let isBreath = letter.scalar == " " && seconds < 0.08
            utterance.move(through: isBreath ? [] : LetterMouths.shapes(at: letter.scalar), from: from, to: to)
            guard let word = letter.word else { continue }
            spans[word] = min(spans[word]?.lowerBound ?? from, from)...max(spans[word]?.upperBound ?? to, to)
        }
        utterance.words = spans.keys.sorted().compactMap { index in
            guard var word = reading.words.indices.contains(index) ? reading.words[index] : nil, let span = spans[index]
            else { return nil }
            (word.start, word.end) = (span.lowerBound, span.upperBound)
            return word
        }
        return utterance
    }

    /// Pieces that the network can say at once, cut behind a mark of punctuation or else between words.
    private static func stretches(of letters: [Letter]) -> [[Letter]] {
        var found: [[Letter]] = []
        var rest = letters[...]
        while !rest.isEmpty {
            guard rest.count > Model.longest else {
                found.append(Array(rest))
                break
            }
            let start = rest.prefix(Model.longest)
            let pause = start.lastIndex { $0.word == nil && $0.scalar != " " }.map { $0 + 1 }
            let blank = start.lastIndex { $0.scalar == " " }
            let cut = [pause, blank].compactMap { $0 }.first { $0 > start.startIndex + 40 } ?? start.endIndex
            found.append(Array(rest[..<cut]))
            rest = rest[cut...]
        }
        return found.filter { stretch in stretch.contains { $0.word != nil } }
    }

    /// FNV-1a of what is said: the same text sounds the same whenever it is said.
    private static func seed(_ text: String, _ place: Int) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325 ^ UInt64(place)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

extension Utterance {
    /// Adds the shapes of the mouth at a letter, in equal parts. A letter without one of its own belongs to the sound
    /// before, or to the next where there is none.
    fileprivate mutating func move(through shapes: [Phoneme], from start: Double, to end: Double) {
        guard !shapes.isEmpty else {
            if let last = sounds.last, last.phoneme != .silence { sounds[sounds.count - 1].end = end }
            return
        }
        var from = start
        if shapes != [.silence], let last = sounds.last, last.phoneme == .silence {
            from = min(start, max(last.end, 0))
        }
        let part = (end - from) / Double(shapes.count)
        for (index, shape) in shapes.enumerated() {
            sounds.append(
                .init(phoneme: shape, start: from + part * Double(index), end: from + part * Double(index + 1)))
        }
    }

    /// Puts what is said next behind it.
    mutating func append(_ next: Utterance, sampleRate: Int) {
        let start = Double(samples.count) / Double(sampleRate)
        samples += next.samples
        words += next.words.map { word in
            var word = word
            (word.start, word.end) = (word.start + start, word.end + start)
            return word
        }
        sounds += next.sounds.map { .init(phoneme: $0.phoneme, start: $0.start + start, end: $0.end + start) }
    }
}
