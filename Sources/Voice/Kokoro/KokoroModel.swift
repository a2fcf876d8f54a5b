import Foundation
import Inference

/// The acoustic model Kokoro-82M (Apache-2.0) in 8 bits: letters and a voice's style to sound of 24 kHz.
final class KokoroModel: LetterModel {
    /// Of its file among the assets' models. The pack's lock puts it together with one output more: the length of each
    /// letter.
    static let fileName = "kokoro.onnx"
    static let stylesName = "kokoro-voices.f32"
    static let files = ["models/" + fileName, "models/" + stylesName]
    static let sampleRate = 24_000
    static let longest = 500
    /// Measured against the sound's own silences: it tells plosives and pauses about when they are heard.
    static let lag = 0.03
    /// The length of a letter is told in steps of so many samples.
    private static let step = 600

    /// Those of the pack, in the order in which their styles lie in the file: each 510 styles by the number of letters,
    /// of 256 numbers.
    enum Style: String, CaseIterable, Sendable {
        case alpha, gongitsune, nezumi, tebukuro, kumo

        var gender: Voice.Gender { self == .kumo ? .male : .female }
    }

    private static let stylesPerVoice = 510
    private static let styleLength = 256

    private let model: Model
    private let style: [Float]

    init(_ runtime: InferenceRuntime, _ assets: Assets, style: Style) throws(InferenceError) {
        model = try runtime.model(Self.fileName, threads: ProcessInfo.processInfo.activeProcessorCount)
        let place = Style.allCases.firstIndex(of: style) ?? 0
        let size = 4 * Self.stylesPerVoice * Self.styleLength
        guard let file = FileHandle(forReadingAtPath: assets.model(Self.stylesName)),
            (try? file.seek(toOffset: UInt64(place * size))) != nil, let data = try? file.read(upToCount: size),
            data.count == size
        else { throw InferenceError("The voices of the pack cannot be read. Install the pack again.") }
        self.style = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }

    func knows(_ letter: Unicode.Scalar) -> Bool { KokoroAlphabet.numbers[letter] != nil }

    func say(_ letters: [Unicode.Scalar], rate: Double, seed: UInt64) throws(InferenceError) -> LetterSound {
        let numbers = [0] + letters.compactMap { KokoroAlphabet.numbers[$0] } + [0]
        let start = min(max(0, numbers.count - 3), Self.stylesPerVoice - 1) * Self.styleLength
        try model.set("tokens", numbers, shape: [1, numbers.count])
        try model.set("style", Array(style[start..<start + Self.styleLength]), shape: [1, Self.styleLength])
        try model.set("speed", [Float(rate)], shape: [1])
        try model.run()
        let samples = Array(try model.output("audio"))
        let steps = try model.wholeOutput("/encoder/Gather_output_0", count: numbers.count)
        let seconds = Double(Self.step) / Double(Self.sampleRate)
        return LetterSound(samples: samples, lengths: steps.map { Double($0) * seconds })
    }
}
