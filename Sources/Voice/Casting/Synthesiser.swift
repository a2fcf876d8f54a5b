import Glibc
import Media

/// Turns text into a WAV file and tells when each word and sound is spoken. Memory does not grow with the sound, which
/// is kept on disk between measuring and levelling.
package struct Synthesiser: Sendable {
    package enum Stage: String, Sendable { case speaking, levelling }

    /// Of EBU R 128, for speech on the web: -16 LUFS, true peaks below -1.5 dB.
    package static let target = Loudness(integrated: -16, truePeak: -1.5)
    /// Seconds over which each sentence fades in and out, so that no joint clicks.
    private static let fade = 0.003

    /// Of all work, that before levelling; measured likewise.
    private static let speakingShare = 0.62

    /// Name of the checkpoint's file that holds what was said.
    package static let checkpointName = "utterances"

    private let voices: Voices
    private let partLength: Int
    private let report: @Sendable (Stage, Double) -> Void
    private let isCancelled: @Sendable () -> Bool

    /// - Parameters:
    ///   - report: progress of the whole task, 0...1.
    ///   - isCancelled: asked several times a second.
    ///   - partLength: sentences that are committed together; the voice starts afresh after them, so
    ///     that they sound alike however often the work was stopped.
    package init(
        voices: Voices, report: @escaping @Sendable (Stage, Double) -> Void = { _, _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }, partLength: Int = 16
    ) {
        self.voices = voices
        self.partLength = partLength
        self.report = report
        self.isCancelled = isCancelled
    }

    /// Speaks into a WAV file of one channel, 16 bits, at the voice's own sample rate.
    /// - Parameters:
    ///   - path: of the file to be made; its folder must be writable, for it also holds temporary files.
    ///   - marks: the file's metadata.
    ///   - checkpoint: sentences already said outlive the attempt here; a resumed job begins after the last of them.
    /// - Throws: ``VoiceError``: `nothing_to_say` when no character can be spoken, `cancelled`, `write_failed`,
    ///   `engine_unavailable`, `unknown_voice`. No file is left then.
    package func speak(
        _ order: SpeechOrder, to path: String, marks: [String: String], checkpoint: Checkpoint? = nil
    ) throws(VoiceError) -> Speech {
        let folder = Self.folder(of: path)
        let cast = try voices.cast(for: order, folder: folder)
        let narrator = cast.main.narrator
        let scratch = try Scratch(folder: folder)
        var take = Take(rate: narrator.sampleRate, isExact: narrator.isExact, scratch: scratch)
        do {
            let gauge = try LoudnessGauge(rate: narrator.sampleRate)
            let said = UtteranceCheckpoint(checkpoint, rate: narrator.sampleRate)
            try record(order, with: cast, into: &take, gauge: gauge, said: said)
            let loudness = try gauge.finish()
            try level(scratch, loudness, rate: narrator.sampleRate, to: path, marks: marks)
        } catch {
            throw VoiceError(any: error)
        }
        return take.speech
    }

    /// Says before the work how long it takes, and refuses what cannot be spoken.
    /// - Returns: seconds of work on a machine like ours, and what will work but not well.
    package func check(_ order: SpeechOrder) throws(VoiceError) -> (seconds: Double, warnings: [Remark]) {
        let plan = try voices.plan(order)
        return (
            0.3 + order.script.expectedSeconds / order.rate * plan.secondsPerSecond + plan.startSeconds,
            plan.remarks(on: order.script)
        )
    }

    private func record(
        _ order: SpeechOrder, with cast: Cast, into take: inout Take, gauge: LoudnessGauge,
        said: UtteranceCheckpoint?
    ) throws {
        let sentences = order.script.sentences
        let before = said?.count ?? 0
        report(.speaking, Self.speakingShare * Double(before) / Double(sentences.count))
        for (index, sentence) in sentences.enumerated() {
            if index >= before, index % partLength == 0 {
                if index > before { said?.commitPart() }
                cast.startAfresh()
            }
            if isCancelled() { throw VoiceError.cancelled }
            var utterance =
                try said?.next()
                ?? cast.say(sentence, isCancelled: isCancelled).shifted(
                    order.pitch, rate: cast.main.narrator.sampleRate)
            if index >= before { said?.add(utterance) }
            guard !utterance.sounds.allSatisfy({ $0.phoneme == .silence }) else { continue }
            utterance.fade(samples: Int(Self.fade * Double(cast.main.narrator.sampleRate)))
            let isLast = index == sentences.count - 1
            let pause = isLast ? 0.1 : sentence.ending.pause * order.pauses / order.rate
            let silence = Int(pause * Double(cast.main.narrator.sampleRate))
            try take.add(utterance, of: sentence, silence: silence)
            try gauge.add(utterance.samples.map { Float($0) / 32768 })
            try gauge.add([Float](repeating: 0, count: silence))
            guard index >= before else { continue }
            report(.speaking, Self.speakingShare * Double(index + 1) / Double(sentences.count))
        }
        said?.finish()
        guard take.hasSpoken else {
            throw VoiceError("nothing_to_say", "The text holds nothing that this voice can speak.")
        }
    }

    private func level(
        _ scratch: Scratch, _ loudness: Loudness, rate: Int, to path: String, marks: [String: String]
    ) throws {
        let file = try WAVFile(path: path, sampleRate: rate, marks: marks)
        let gain = try gain(for: scratch, loudness, rate: rate)
        let leveller = try leveller(gain, loudness, rate: rate)
        // The filters may round the length by a few samples; the file gets exactly those that were timed.
        var left = scratch.count
        var read = 0
        try scratch.read { (piece) throws(VoiceError) in
            if isCancelled() { throw VoiceError.cancelled }
            let levelled = try Self.asMedia { () throws(MediaError) in
                try leveller.level(piece.map { Float($0) / 32768 })
            }
            try Self.write(levelled, to: file, atMost: &left)
            read += piece.count
            report(.levelling, Self.speakingShare + (1 - Self.speakingShare) * Double(read) / Double(scratch.count))
        }
        try Self.write(leveller.finish(), to: file, atMost: &left)
        try file.append([Int16](repeating: 0, count: left))
        try file.finish()
    }

    private func leveller(_ gain: Double, _ loudness: Loudness, rate: Int) throws(MediaError) -> LoudnessLeveller {
        try LoudnessLeveller(gain: gain, truePeak: loudness.truePeak, ceiling: Self.target.truePeak, rate: rate)
    }

    /// What brings the sound to its target, in dB. Where peaks are held back the sound is heard once with it, because
    /// that takes some loudness away, which is given back.
    private func gain(for scratch: Scratch, _ loudness: Loudness, rate: Int) throws -> Double {
        let gain = Self.target.integrated - loudness.integrated
        guard loudness.truePeak + gain > Self.target.truePeak else { return gain }
        let (leveller, gauge) = (try leveller(gain, loudness, rate: rate), try LoudnessGauge(rate: rate))
        try scratch.read { (piece) throws(VoiceError) in
            if isCancelled() { throw VoiceError.cancelled }
            try Self.asMedia { () throws(MediaError) in
                try gauge.add(try leveller.level(piece.map { Float($0) / 32768 }))
            }
        }
        try gauge.add(try leveller.finish())
        return gain + min(max(Self.target.integrated - (try gauge.finish().integrated), 0), 3)
    }

    private static func write(_ samples: [Float], to file: WAVFile, atMost left: inout Int) throws(VoiceError) {
        let kept = samples.prefix(left)
        left -= kept.count
        try file.append(kept.map { Int16(min(max($0 * 32768, -32768), 32767).rounded()) })
    }

    private static func asMedia<Made>(_ body: () throws(MediaError) -> Made) throws(VoiceError) -> Made {
        do { return try body() } catch { throw VoiceError(error) }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// The speech as it grows.
private struct Take {
    private let rate: Int
    private let isExact: Bool
    private let scratch: Scratch
    private var words: [Speech.Word] = []
    private var sounds: [Speech.Sound] = []

    init(rate: Int, isExact: Bool, scratch: Scratch) {
        self.rate = rate
        self.isExact = isExact
        self.scratch = scratch
    }

    var hasSpoken: Bool { !sounds.isEmpty }

    mutating func add(_ utterance: Utterance, of sentence: Sentence, silence: Int) throws(VoiceError) {
        let start = Double(scratch.count) / Double(rate)
        words += utterance.words.map { word in
            var word = word
            (word.start, word.end) = (rounded(start + word.start), rounded(start + word.end))
            word.offset += sentence.offset
            return word
        }
        for sound in utterance.sounds { append(sound.phoneme, from: start + sound.start, to: start + sound.end) }
        let end = start + Double(utterance.samples.count) / Double(rate)
        append(.silence, from: end, to: end + Double(silence) / Double(rate))
        try scratch.append(utterance.samples)
        try scratch.appendSilence(silence)
    }

    /// Joins on to the last, so that there is no gap, and lengthens it when it is the same silence.
    private mutating func append(_ phoneme: Phoneme, from start: Double, to end: Double) {
        let (last, end) = (sounds.last?.end ?? 0, rounded(end))
        guard end > last else { return }
        let start = max(last, rounded(start))
        if start > last { lengthen(.silence, from: last, to: start) }
        lengthen(phoneme, from: start, to: end)
    }

    private mutating func lengthen(_ phoneme: Phoneme, from start: Double, to end: Double) {
        if phoneme == .silence, sounds.last?.phoneme == .silence {
            sounds[sounds.count - 1].end = end
        } else {
            sounds.append(.init(phoneme: phoneme, start: start, end: end))
        }
    }

    private func rounded(_ seconds: Double) -> Double { (seconds * 10_000).rounded() / 10_000 }

    var speech: Speech {
        Speech(
            sampleRate: rate, seconds: rounded(Double(scratch.count) / Double(rate)), isExact: isExact, words: words,
            phonemes: sounds)
    }
}

extension Utterance {
    /// Higher or lower, at the same times; the mouth that is heard stays as large as it was (Rubber Band).
    fileprivate func shifted(_ semitones: Double, rate: Int) throws(VoiceError) -> Utterance {
        guard semitones != 0, !samples.isEmpty else { return self }
        do throws(MediaError) {
            let filter = try SoundFilter(
                "rubberband=pitch=\(pow(2, semitones / 12)):formant=preserved", rate: rate)
            let moved = try filter.filter(samples.map { Float($0) / 32768 }) + filter.finish()
            var shifted = self
            for index in shifted.samples.indices {
                let sample = index < moved.count ? moved[index] : 0
                shifted.samples[index] = Int16(min(max(sample * 32768, -32768), 32767).rounded())
            }
            return shifted
        } catch {
            throw VoiceError(error)
        }
    }

    /// Brings both ends to zero in a straight line.
    fileprivate mutating func fade(samples count: Int) {
        let count = min(count, samples.count / 2)
        for index in 0..<count {
            let gain = Double(index) / Double(count)
            samples[index] = Int16(Double(samples[index]) * gain)
            let mirrored = samples.count - 1 - index
            samples[mirrored] = Int16(Double(samples[mirrored]) * gain)
        }
    }
}
