/// Which voice a job asks for.
package enum VoiceID: Equatable, Sendable, CustomStringConvertible {
    /// A language tag or a path among eSpeak NG's languages, and one of its variants.
    case espeak(language: String, variant: String?)
    /// A file's name without `.onnx`.
    case piper(String)
    /// The natural English voice of the basic assets.
    case hibari
    /// A natural voice of a pack.
    case kokoro(KokoroVoice)

    /// - Throws: `unknown_voice` for what cannot be a voice.
    package init(_ text: String) throws(VoiceError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[parts.count - 1]
        guard Voice.isName(name) else { throw .unknownVoice(text) }
        switch parts.count == 1 ? "espeak" : parts[0] {
        case "piper": self = .piper(name)
        case "hibari":
            guard name == Self.hibariName else { throw .unknownVoice(text) }
            self = .hibari
        case "kokoro":
            guard let voice = KokoroVoice(name: name) else { throw .unknownVoice(text) }
            self = .kokoro(voice)
        case "espeak":
            guard let voice = EspeakVoiceName(name) else { throw .unknownVoice(text) }
            self = .espeak(language: voice.language, variant: voice.variant)
        default: throw .unknownVoice(text)
        }
    }

    package var description: String {
        switch self {
        case .espeak(let language, let variant): "espeak:" + language + (variant.map { "+" + $0 } ?? "")
        case .piper(let name): "piper:" + name
        case .hibari: "hibari:" + Self.hibariName
        case .kokoro(let voice): voice.id
        }
    }

    private static let hibariName = "heart"
}
