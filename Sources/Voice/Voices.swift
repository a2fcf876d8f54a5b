/// All voices of this machine.
package struct Voices: Sendable {
    package init() {}

    /// Every voice that can be asked for, languages in the order of their tags.
    /// - Throws: `engine_unavailable` without eSpeak NG.
    package func list() throws(VoiceError) -> [Voice] { try EspeakVoices().list }

    /// - Parameter folder: exists and is writable, for what the voice needs while it speaks.
    func narrator(for order: SpeechOrder, folder: String) throws(VoiceError) -> any Narrator {
        if let profile = order.profile { return try Self.narrator(for: order, profile: profile, folder: folder) }
        switch order.voice ?? .espeak(language: "en-us", variant: nil) {
        case .espeak(let language, let variant):
            let path = try EspeakVoices().path(language, variant: variant)
            return try EspeakNarrator(EspeakTuning(source: .named(path), rate: order.rate))
        case .piper(let name): throw VoiceID.unknown("piper:" + name)
        }
    }

    private static func narrator(
        for order: SpeechOrder, profile: VoiceProfile, folder: String
    ) throws(VoiceError) -> EspeakNarrator {
        let voices = try EspeakVoices()
        var tag = profile.language
        switch order.voice {
        case .espeak(let language, _): tag = language
        case .piper:
            throw VoiceError("invalid_voice", "A cloned voice speaks with eSpeak NG's languages, not with Piper.")
        case nil: break
        }
        guard let language = voices.find(tag) else { throw VoiceID.unknown("espeak:" + tag) }
        if let variant = profile.shape.variant { _ = try voices.path(tag, variant: variant) }
        let file = try ShapedVoiceFile(profile.shape, language: language, data: voices.data, folder: folder)
        return try EspeakNarrator(EspeakTuning(source: .file(file), rate: order.rate * profile.shape.rate))
    }
}
