/// All voices of this machine.
package struct Voices: Sendable {
    package init() {}

    /// Every voice that can be asked for, languages in the order of their tags.
    /// - Throws: `engine_unavailable` without eSpeak NG.
    package func list() throws(VoiceError) -> [Voice] { try EspeakVoices().list }

    func narrator(for order: SpeechOrder) throws(VoiceError) -> any Narrator {
        switch order.voice {
        case .espeak(let language, let variant):
            let path = try EspeakVoices().path(language, variant: variant)
            return try EspeakNarrator(EspeakTuning(source: .named(path), rate: order.rate))
        case .piper(let name): throw VoiceID.unknown("piper:" + name)
        }
    }
}
