import CEspeak

/// Speaks with a voice of eSpeak NG.
final class EspeakNarrator: Narrator {
    let sampleRate: Int
    let isExact = true
    private let tuning: EspeakTuning
    private let watch: (String?) -> Void

    /// - Parameter watch: told each sentence before it is read, and nil afterwards.
    /// - Throws: `engine_unavailable` without the library, `unknown_voice` for a voice it does not have.
    init(_ tuning: EspeakTuning, watch: @escaping (String?) -> Void = { _ in }) throws(VoiceError) {
        self.tuning = tuning
        self.watch = watch
        sampleRate = try Espeak.withLibrary { (espeak) throws(VoiceError) in
            try tuning.apply(to: espeak)
            return espeak.sampleRate
        }
    }

    func startAfresh() { Espeak.unload() }

    func say(_ sentence: Sentence, isCancelled: () -> Bool) throws(VoiceError) -> Utterance {
        watch(sentence.text)
        defer { watch(nil) }
        return try Espeak.withLibrary { (espeak) throws(VoiceError) in
            try tuning.apply(to: espeak)
            return try withoutActuallyEscaping(isCancelled) { (isCancelled) throws(VoiceError) in
                let recorder = EspeakRecorder(isCancelled: isCancelled)
                return try recorder.record(sentence, with: espeak)
            }
        }
    }
}

/// How eSpeak NG is set before it speaks.
struct EspeakTuning {
    enum Source {
        /// A voice of its own, by its path among them, with a variant: `gmw/en-US+f2`.
        case named(String)
        /// One made for the purpose.
        case file(ShapedVoiceFile)
    }

    var source: Source
    /// 0.5...2; 1 is the voice's ordinary rate.
    var rate: Double

    func apply(to espeak: Espeak) throws(VoiceError) {
        let isSet =
            switch source {
            case .named(let name): espeak.functions.espeak_SetVoiceByName(name) == EE_OK
            case .file(let file): espeak.functions.espeak_ng_SetVoiceByFile(file.path) == ENS_OK
            }
        guard isSet else { throw VoiceError("unknown_voice", "eSpeak NG does not have the data of this voice.") }
        let wordsPerMinute = Int32((Double(espeakRATE_NORMAL) * rate).rounded())
        _ = espeak.functions.espeak_SetParameter(
            espeakRATE, min(max(wordsPerMinute, espeakRATE_MINIMUM), espeakRATE_MAXIMUM), 0)
    }
}
