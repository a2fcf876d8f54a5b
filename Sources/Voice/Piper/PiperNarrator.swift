import FoundationEssentials

/// Speaks with a neural voice. Piper tells no times, so those of eSpeak NG, whose pronunciation it uses, are stretched
/// over what is heard.
final class PiperNarrator: Narrator {
    let sampleRate: Int
    let isExact = false
    private let piper: PiperProcess
    private let guide: EspeakNarrator

    init(_ voice: PiperVoice, program: String, rate: Double, folder: String, watch: @escaping (String?) -> Void)
        throws(VoiceError)
    {
        sampleRate = voice.sampleRate
        let languages = try EspeakVoices()
        let language = languages.find(voice.language) ?? languages.find("en-us")
        guard let language else { throw .unknownVoice("espeak:en-us") }
        guide = try EspeakNarrator(EspeakTuning(source: .named(language.path), rate: rate), watch: watch)
        piper = try PiperProcess(program: program, voice: voice, rate: rate, folder: folder)
    }

    func startAfresh() { guide.startAfresh() }

    func say(_ sentence: Sentence, isCancelled: () -> Bool) throws(VoiceError) -> Utterance {
        let guide = try guide.say(sentence, isCancelled: isCancelled)
        // Piper fails on a line without a sound.
        guard guide.sounds.contains(where: { $0.phoneme != .silence }) else { return Utterance() }
        let path = try piper.say(sentence.text, isCancelled: isCancelled)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let samples = try PCMFile.samples(of: path, sampleRate: sampleRate)
        return guide.stretched(over: samples, sampleRate: sampleRate)
    }
}

extension Utterance {
    /// The same words and sounds at the times at which they are probably heard in other samples: from the first to the
    /// last that is not silent.
    func stretched(over samples: [Int16], sampleRate: Int) -> Utterance {
        let spoken = sounds.filter { $0.phoneme != .silence }
        guard let from = spoken.first?.start, let to = spoken.last?.end, to > from else {
            return Utterance(samples: samples)
        }
        let audible = Self.audible(samples, sampleRate: sampleRate)
        let length = Double(samples.count) / Double(sampleRate)
        let scale = (audible.upperBound - audible.lowerBound) / (to - from)
        func moved(_ time: Double) -> Double { min(max(audible.lowerBound + (time - from) * scale, 0), length) }
        return Utterance(
            samples: samples,
            words: words.map { word in
                var word = word
                (word.start, word.end) = (moved(word.start), moved(word.end))
                return word
            },
            sounds: sounds.map { .init(phoneme: $0.phoneme, start: moved($0.start), end: moved($0.end)) })
    }
}

/// A WAV file of one channel with 16 bits, as Piper writes it.
enum PCMFile {
    /// A sentence lasts seconds; this is ten minutes at the highest rate.
    private static let largest = 64 << 20

    /// - Throws: `engine_broken` for anything else.
    static func samples(of path: String, sampleRate: Int) throws(VoiceError) -> [Int16] {
        guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= largest else {
            throw broken("its sound cannot be read")
        }
        let bytes = [UInt8](data)
        guard bytes.count >= 44, bytes[0..<4].elementsEqual("RIFF".utf8), bytes[8..<12].elementsEqual("WAVE".utf8)
        else {
            throw broken("its sound is not a WAV file")
        }
        var at = 12
        var isFitting = false
        while at + 8 <= bytes.count {
            let size = little(bytes, at + 4, 4)
            let body = at + 8..<min(at + 8 + size, bytes.count)
            if bytes[at..<at + 4].elementsEqual("fmt ".utf8), body.count >= 16 {
                isFitting =
                    little(bytes, body.lowerBound, 2) == 1 && little(bytes, body.lowerBound + 2, 2) == 1
                    && little(bytes, body.lowerBound + 4, 4) == sampleRate
                    && little(bytes, body.lowerBound + 14, 2) == 16
            } else if bytes[at..<at + 4].elementsEqual("data".utf8) {
                guard isFitting else { throw broken("its sound is not what the voice's configuration says") }
                return stride(from: body.lowerBound, to: body.upperBound - 1, by: 2).map {
                    Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
                }
            }
            at += 8 + size + size % 2
        }
        throw broken("its sound is cut off")
    }

    private static func little(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    private static func broken(_ why: String) -> VoiceError {
        VoiceError("engine_broken", "Piper stopped working: \(why).")
    }
}
