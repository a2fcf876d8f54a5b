import CVoice
import Inference

/// The acoustic model of hibari-tts 0.2.1 (Apache-2.0): letters of ``EnglishAlphabet`` to sound of 24 kHz.
final class HibariModel: LetterModel {
    /// Of its file among the assets' models. `packaging/assets` puts it together with one output more than the package's:
    /// the length of each letter.
    static let fileName = "hibari.onnx"
    static let sampleRate = Int(GREENROOM_VOCODER_RATE)
    /// `MAX_PHONEMES` in `hibari/tts.py`.
    static let longest = 400
    /// Of word starts 89 ms in the median, found by forced alignment of its speech (spread 15 ms).
    static let lag = 0.075
    /// The length of a letter is told in steps of so many samples.
    private static let step = 600

    private let model: Model

    init(_ runtime: InferenceRuntime) throws(InferenceError) {
        // One thread: more of them gain nothing with a model of this size.
        model = try runtime.model(Self.fileName, threads: 1)
    }

    func knows(_ letter: Unicode.Scalar) -> Bool { EnglishAlphabet.numbers[letter] != nil }

    func say(_ letters: [Unicode.Scalar], rate: Double, seed: UInt64) throws(InferenceError) -> LetterSound {
        let numbers = [0] + letters.compactMap { EnglishAlphabet.numbers[$0] } + [0]
        try model.set("ids", numbers, shape: [1, numbers.count])
        try model.set("speed", [Float(rate)], shape: [1])
        try model.run()
        let pitch = try model.output("f0")
        let bins = Int(GREENROOM_VOCODER_SIZE) / 2 + 1
        func spectrum(_ name: String) throws(InferenceError) -> UnsafePointer<Float> {
            guard let floats = try model.output(name, count: bins * pitch.count).baseAddress else {
                throw InferenceError("The voice model made no sound.")
            }
            return floats
        }
        let lengths = try model.output("/Clip_output_0", count: numbers.count)
        guard let pitchStart = pitch.baseAddress, pitch.count > 0 else {
            throw InferenceError("The voice model made no sound.")
        }
        var frames = greenroom_voice_frames(
            harmonic: try spectrum("lh"), turn: try spectrum("theta"), noise: try spectrum("ln"),
            rest: try spectrum("lr"), phase: try spectrum("phi"), pitch: pitchStart, count: Int32(pitch.count))
        let count = pitch.count * Int(GREENROOM_VOCODER_HOP)
        var scratch = [Float](repeating: 0, count: 2 * count)
        let samples = [Float](unsafeUninitializedCapacity: count) { samples, filled in
            guard let start = samples.baseAddress else { return }
            greenroom_voice_vocode(&frames, seed, &scratch, start)
            filled = count
        }
        let seconds = Double(Self.step) / Double(Self.sampleRate)
        return LetterSound(samples: samples, lengths: lengths.map { Double($0) * seconds })
    }
}
