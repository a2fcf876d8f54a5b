import Glibc

/// Bends eSpeak NG's voices until one sounds as near to a person as they can: each try is spoken and listened to with
/// the same ears as the person, so what counts is what is heard.
struct VoiceFitting {
    /// Spoken in every language: numbers.
    private static let text = "1 2 3 4 5 6 7 8 9 10, 11 12 13 14 20 30, 48 57 69."
    /// Whose character may be taken on, nearest first when all else is equal.
    private static let variants: [String?] = [nil, "m1", "m2", "m3", "m4", "m7", "f1", "f2", "f3", "f4", "f5"]

    let target: VoicePrint
    let language: EspeakVoices.Language
    let data: String
    /// Exists and is writable.
    let folder: String
    /// 0...1.
    let report: (Double) -> Void
    let isCancelled: () -> Bool

    struct Result {
        var shape: VoiceShape
        /// What the plain voice of the language and the bent one sound like.
        var before: VoicePrint
        var after: VoicePrint
    }

    func fit() throws(VoiceError) -> Result {
        let before = try heard(nil)
        var shape = firstShape
        if before.syllablesPerSecond > 0 {
            shape.rate = bounded(target.syllablesPerSecond / before.syllablesPerSecond, VoiceShape.rates)
        }
        shape = try best(Self.variants.map { variant in shape.with { $0.variant = variant } }).shape
        report(0.35)
        var found = try best(
            [0.8, 0.86, 0.92, 1, 1.08, 1.16, 1.25].map { factor in shape.with { $0.formants = factor } })
        report(0.6)
        var (next, print) = found
        for step in 1...6 {
            next.tone = corrected(next.tone, by: print)
            next.pitchHz = next.pitchHz.map { bounded($0 * target.pitchHz / print.pitchHz, VoiceShape.pitches) }
            print = try heard(next)
            if distance(print) < distance(found.print) { found = (next, print) }
            report(0.6 + 0.4 * Double(step) / 6)
        }
        return Result(shape: found.shape, before: before, after: found.print)
    }

    /// In decibels of the envelope; a semitone beside the pitch weighs as much as one of them.
    private func distance(_ print: VoicePrint) -> Double {
        let distance = target.distance(to: print)
        return hypot(distance.envelopeDb, distance.pitchSemitones)
    }

    /// eSpeak NG's melody swings by 1.5 semitones between 82 and 118 Hz and has its median 0.47 of the way.
    private var firstShape: VoiceShape {
        let ratio = min(max(1 + 0.3 * target.pitchSpreadSemitones, 1.1), 1.8)
        let low = target.pitchHz / (1 + 0.47 * (ratio - 1))
        return VoiceShape(
            variant: nil, pitchHz: [low, low * ratio].map { bounded($0, VoiceShape.pitches) }, formants: 1, rate: 1,
            tone: VoiceShape.plainTone)
    }

    private func best(_ shapes: [VoiceShape]) throws(VoiceError) -> (shape: VoiceShape, print: VoicePrint) {
        var best: (shape: VoiceShape, print: VoicePrint)?
        for shape in shapes {
            let print = try heard(shape)
            if best.map({ target.distance(to: print).envelopeDb < target.distance(to: $0.print).envelopeDb }) ?? true {
                best = (shape, print)
            }
        }
        guard let best else { throw VoiceError("engine_broken", "There was no voice to compare.") }
        return best
    }

    /// Moves the tone towards what is missing in the bands around each of its points, by part of it.
    private func corrected(_ tone: [Double], by print: VoicePrint) -> [Double] {
        let missing = zip(target.envelopeDb, print.envelopeDb).map(-)
        let centres = zip(VoicePrint.bands, VoicePrint.bands.dropFirst()).map { ($0 * $1).squareRoot() }
        let moved = tone.indices.map { index in
            let weights = centres.map { exp(-pow(log2($0 / VoiceShape.toneHz[index]) / 0.5, 2)) }
            let decibels = zip(weights, missing).map(*).reduce(0, +) / max(weights.reduce(0, +), 1e-6)
            return tone[index] * pow(10, 0.7 * min(max(decibels, -12), 12) / 20)
        }
        // Only the differences count: the loudness is levelled afterwards.
        let scale = 200 / (moved.max() ?? 200)
        return moved.map { bounded($0 * scale, VoiceShape.tones) }
    }

    private func bounded(_ value: Double, _ range: ClosedRange<Double>) -> Double {
        min(max(value, range.lowerBound), range.upperBound)
    }

    /// - Parameter shape: nil for the language's plain voice.
    private func heard(_ shape: VoiceShape?) throws(VoiceError) -> VoicePrint {
        if isCancelled() { throw .cancelled }
        let file = try shape.map { (shape) throws(VoiceError) in
            try ShapedVoiceFile(shape, language: language, data: data, folder: folder)
        }
        let narrator = try EspeakNarrator(
            EspeakTuning(source: file.map { .file($0) } ?? .named(language.path), rate: shape?.rate ?? 1))
        let sentence = Sentence(text: Self.text, offset: 0, ending: .sentence)
        let utterance = try narrator.say(sentence, isCancelled: isCancelled)
        let heard = HeardVoice(try VoiceListener.listen(to: utterance, rate: narrator.sampleRate))
        guard let print = heard.voice else {
            throw VoiceError("engine_broken", "eSpeak NG's \(language.name) cannot be compared with a voice.")
        }
        return print
    }
}

extension VoiceShape {
    fileprivate func with(_ change: (inout VoiceShape) -> Void) -> VoiceShape {
        var shape = self
        change(&shape)
        return shape
    }
}
