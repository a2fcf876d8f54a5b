import Inference

/// Speaks English with a natural voice: eSpeak NG reads the text, a neural network speaks.
final class HibariNarrator: Narrator {
    let sampleRate = HibariModel.sampleRate
    let isExact = true
    private let model: HibariModel
    private let reader: EnglishReader
    private let rate: Double
    private let watch: (String?) -> Void

    /// The network tells sounds later than they are heard: word starts by 89 ms in the median, found by forced alignment of
    /// its speech (spread 15 ms).
    private static let lag = 0.075
    /// Left of the silence at either end of a sentence, in seconds.
    private static let margin = 0.04

    /// - Parameter watch: told each sentence before it is read, and nil afterwards.
    /// - Throws: `engine_unavailable` without the model, the inference runtime or eSpeak NG.
    init(_ natural: Voices.Natural, rate: Double, watch: @escaping (String?) -> Void) throws(VoiceError) {
        do {
            let runtime = try InferenceRuntime(assets: natural.assets, cache: natural.cache)
            model = try HibariModel(runtime)
        } catch {
            throw VoiceError("engine_unavailable", error.message)
        }
        guard let language = try EspeakVoices().find("en-us") else { throw VoiceID.unknown("espeak:en-us") }
        reader = EnglishReader(tuning: EspeakTuning(source: .named(language.path), rate: 1))
        self.rate = rate
        self.watch = watch
    }

    func startAfresh() { Espeak.unload() }

    func say(_ sentence: Sentence, isCancelled: () -> Bool) throws(VoiceError) -> Utterance {
        watch(sentence.text)
        defer { watch(nil) }
        let reading = try withoutActuallyEscaping(isCancelled) { (isCancelled) throws(VoiceError) in
            try reader.read(sentence, isCancelled: isCancelled)
        }
        var whole = Utterance()
        for stretch in Self.stretches(of: reading.letters) {
            if isCancelled() { throw .cancelled }
            let said = try say(stretch, of: reading, seed: Self.seed(sentence.text, whole.samples.count))
            whole.append(said, sampleRate: sampleRate)
        }
        return whole
    }

    private func say(
        _ letters: [EnglishAlphabet.Letter], of reading: EnglishReader.Reading, seed: UInt64
    ) throws(VoiceError) -> Utterance {
        do {
            let numbers = letters.compactMap { EnglishAlphabet.numbers[$0.scalar] }
            let sound = try model.say(numbers, rate: rate, seed: seed)
            return placed(letters, reading, sound)
        } catch {
            throw VoiceError("engine_broken", error.message)
        }
    }

    private func placed(
        _ letters: [EnglishAlphabet.Letter], _ reading: EnglishReader.Reading, _ sound: HibariModel.Sound
    ) -> Utterance {
        let samples = sound.samples.map { Int16(min(max($0 * 32767, -32768), 32767)) }
        let heard = Utterance.audible(samples, sampleRate: sampleRate)
        let rate = Double(sampleRate)
        let first = max(0, Int((heard.lowerBound - Self.margin) * rate))
        let end = max(first, min(samples.count, Int((heard.upperBound + Self.margin) * rate)))
        let length = Double(end - first) / rate
        func moved(_ time: Double) -> Double { min(max(0, time - Self.lag - Double(first) / rate), length) }

        var utterance = Utterance(samples: Array(samples[first..<end]))
        var spans: [Int: ClosedRange<Double>] = [:]
        var time = sound.lengths[0]
        for (letter, seconds) in zip(letters, sound.lengths.dropFirst()) {
            let (from, to) = (moved(time), moved(time + seconds))
            time += seconds
            let mouths = EnglishAlphabet.mouth(at: letter.scalar)
            for (index, mouth) in mouths.enumerated() {
                let part = (to - from) / Double(mouths.count)
                utterance.sounds.append(
                    .init(phoneme: mouth, start: from + part * Double(index), end: from + part * Double(index + 1)))
            }
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
    private static func stretches(of letters: [EnglishAlphabet.Letter]) -> [[EnglishAlphabet.Letter]] {
        var found: [[EnglishAlphabet.Letter]] = []
        var rest = letters[...]
        while !rest.isEmpty {
            guard rest.count > HibariModel.longest else {
                found.append(Array(rest))
                break
            }
            let start = rest.prefix(HibariModel.longest)
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
    /// Puts what is said next behind it.
    fileprivate mutating func append(_ next: Utterance, sampleRate: Int) {
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
