import Inference

/// Finds where somebody speaks: Silero VAD (silero-vad 6.2.3, MIT), a small recurrent network for 16 kHz.
package final class SpeechDetector {
    /// Of its file among the assets' models.
    static let fileName = "silero_vad.onnx"
    /// New samples of a step, and those of the step before that it hears again (`silero_vad/utils_vad.py`).
    private static let step = 512
    private static let context = 64
    private static let stateShape = [2, 1, 128]
    /// Speech begins above the first and ends below the second (`get_speech_timestamps` of the same file).
    private static let (begins, ends): (Float, Float) = (0.5, 0.35)
    /// In seconds: a shorter pause ends no speech, shorter speech is none, and this much is left on either side.
    private static let (shortestPause, shortestSpeech, margin) = (0.2, 0.2, 0.03)

    private let model: Model

    /// - Throws: `engine_unavailable` without the model or the inference runtime.
    package init(_ runtime: InferenceRuntime) throws(VoiceError) {
        do { model = try runtime.model(Self.fileName, threads: 1) } catch {
            throw VoiceError("engine_unavailable", error.message)
        }
    }

    /// - Returns: the stretches with speech, in seconds, in order.
    package func speech(in sound: RecordedSound) throws(VoiceError) -> [ClosedRange<Double>] {
        do throws(InferenceError) {
            return Self.stretches(of: try probabilities(sound.samples), seconds: sound.seconds)
        } catch {
            throw VoiceError("engine_broken", error.message)
        }
    }

    /// That somebody speaks, one for each step.
    private func probabilities(_ samples: [Float]) throws(InferenceError) -> [Float] {
        var state = [Float](repeating: 0, count: Self.stateShape.reduce(1, *))
        var window = [Float](repeating: 0, count: Self.context + Self.step)
        var found: [Float] = []
        var start = 0
        while start < samples.count {
            let end = min(start + Self.step, samples.count)
            for index in 0..<Self.context { window[index] = window[Self.step + index] }
            for index in 0..<Self.step {
                window[Self.context + index] = start + index < end ? samples[start + index] : 0
            }
            try model.set("input", window, shape: [1, window.count])
            try model.set("state", state, shape: Self.stateShape)
            try model.run()
            found.append(try model.output("output", count: 1)[0])
            state = Array(try model.output("stateN", count: state.count))
            start = end
        }
        return found
    }

    static func stretches(of probabilities: [Float], seconds: Double) -> [ClosedRange<Double>] {
        let length = Double(step) / Double(RecordedSound.rate)
        var found: [ClosedRange<Double>] = []
        var start: Double?
        var quietSince: Double?
        func close(at end: Double) {
            if let begin = start, end - begin >= shortestSpeech { found.append(begin...end) }
            (start, quietSince) = (nil, nil)
        }
        for (index, probability) in probabilities.enumerated() {
            let time = Double(index) * length
            if probability >= begins {
                start = start ?? time
                quietSince = nil
            } else if probability < ends, start != nil {
                quietSince = quietSince ?? time
                if let quiet = quietSince, time - quiet >= shortestPause { close(at: quiet) }
            }
        }
        close(at: min(quietSince ?? seconds, seconds))
        return found.map { max(0, $0.lowerBound - margin)...min(seconds, $0.upperBound + margin) }
    }
}

extension [ClosedRange<Double>] {
    /// Their lengths together.
    package var seconds: Double { reduce(0) { $0 + $1.upperBound - $1.lowerBound } }
}
