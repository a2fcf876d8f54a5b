import Foundation
import Inference
import Media

/// What a machine hears in the recording of a consent's statement.
package struct ConsentHearing: Codable, Equatable, Sendable {
    package var seconds: Double
    /// Of them with somebody speaking.
    package var speechSeconds: Double
    /// Nil when no machine listens to codes in the statement's language, or nobody speaks.
    package var code: SpokenCode.Finding?
    /// Nil when it is not known what is to be said, no machine here writes down what is said, or nobody speaks.
    package var sentence: SpokenSentence?
    /// ``EchoPrint/all(of:)``.
    package var echo: [[UInt32]]
    /// What could not be done, by name: `code`, `sentence`, `speech`, `echo`; the words are for an operator.
    package var missing: [String: String]
    /// Models and libraries that were used, by what they did.
    package var models: [String: String]

    private enum CodingKeys: String, CodingKey {
        case seconds, code, sentence, echo, missing, models
        case speechSeconds = "speech_seconds"
    }
}

/// Listens to recordings of consents.
package struct ConsentListener {
    /// Seconds of a recording that are listened to; a statement takes ten.
    package static let longest = 120.0
    /// Seconds in which the sentence is looked for, from where somebody begins to speak.
    private static let longestSentence = 28.0

    private let assets: Assets
    private let cache: String?

    /// - Parameter cache: where compiled models are kept.
    package init(assets: Assets, cache: String?) {
        self.assets = assets
        self.cache = cache
    }

    /// - Parameters:
    ///   - path: a recording of any kind.
    ///   - code: six digits, as they were shown.
    ///   - language: nil when no machine knows how digits are said in it.
    ///   - sentence: what is to be said, without the name and the code; nil when only the code counts.
    /// - Throws: `unsupported_media` for a file without sound that can be read.
    package func hear(
        _ path: String, code: String, language: CodeLanguage?, sentence: String? = nil
    ) throws(VoiceError) -> ConsentHearing {
        let sound = try RecordedSound(of: path, longest: Self.longest)
        var hearing = ConsentHearing(
            seconds: sound.seconds, speechSeconds: 0, code: nil, sentence: nil, echo: [], missing: [:], models: [:])
        attempt("echo", &hearing) { (hearing) throws(VoiceError) in
            hearing.echo = try EchoPrint.all(of: sound)
            hearing.models["echo"] = "chromaprint"
        }
        var speech: [ClosedRange<Double>] = []
        attempt("speech", &hearing) { (hearing) throws(VoiceError) in
            speech = try SpeechDetector(runtime()).speech(in: sound)
            hearing.speechSeconds = speech.seconds
            hearing.models["speech"] = "silero-vad 6.2.3"
        }
        guard let language, !speech.isEmpty else { return hearing }
        var clean: RecordedSound?
        attempt("code", &hearing) { (hearing) throws(VoiceError) in
            let spoken = try SpokenCode(assets, language: language)
            hearing.code = try spoken.listen(for: code, in: sound, speech: speech) { () throws(VoiceError) in
                clean = try? NoiseFilter(assets).clean(sound)
                return clean
            }
            hearing.models["code"] = PocketSphinx.version
            if hearing.code?.denoised == true { hearing.models["noise"] = "DeepFilterNet3" }
        }
        guard let sentence else { return hearing }
        attempt("sentence", &hearing) { (hearing) throws(VoiceError) in
            let heard = hearing.code?.denoised == true ? clean ?? sound : sound
            hearing.sentence = try said(sentence, in: heard, speech: speech, language)
            hearing.models["sentence"] = Whisper.version
        }
        if let said = hearing.sentence, let plain = hearing.code, plain.agreeing < SpokenCode.needed {
            let written = SpokenCode.Finding(written: said.heard, expected: code, denoised: plain.denoised)
            if written.agreeing >= SpokenCode.needed {
                hearing.code = written
                hearing.models["code"] = Whisper.version
            }
        }
        return hearing
    }

    /// Listens again, and longer, when the sentence is not clear at once.
    private func said(
        _ sentence: String, in sound: RecordedSound, speech: [ClosedRange<Double>], _ language: CodeLanguage
    ) throws(VoiceError) -> SpokenSentence {
        let whisper = try Whisper(assets, threads: ProcessInfo.processInfo.activeProcessorCount)
        let start = max(0, (speech.first?.lowerBound ?? 0) - 0.2)
        let end = min(max(speech.last?.upperBound ?? start, start) + 0.3, start + Self.longestSentence)
        let samples = sound.stretch(start...end)
        func heard(_ effort: Whisper.Effort) throws(VoiceError) -> SpokenSentence {
            let said = try whisper.listen(to: samples, language: language.rawValue, effort: effort)
            return SpokenSentence(heard: said.text, sentence: sentence, language: language)
        }
        let quick = try heard(.quick)
        if quick.isClear { return quick }
        let thorough = try heard(.thorough)
        return thorough.share >= quick.share ? thorough : quick
    }

    private func runtime() throws(VoiceError) -> InferenceRuntime {
        do { return try InferenceRuntime(assets: assets, cache: cache) } catch {
            throw VoiceError("engine_unavailable", error.message)
        }
    }

    /// What one part cannot do does not hinder the others.
    private func attempt(
        _ part: String, _ hearing: inout ConsentHearing, _ work: (inout ConsentHearing) throws(VoiceError) -> Void
    ) {
        do throws(VoiceError) { try work(&hearing) } catch { hearing.missing[part] = error.message }
    }
}
