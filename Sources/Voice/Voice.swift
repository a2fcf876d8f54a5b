/// A voice that can speak, as lists show it. This room turns text into speech and clones voices; it knows libraries and
/// files, not accounts or queues.
package struct Voice: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable {
        /// Computed from rules (eSpeak NG).
        case formant
        /// Made by a neural network (hibari, Kokoro, Piper).
        case neural
    }

    package enum Gender: String, Codable, Sendable { case female, male, unknown }

    /// What a job names: `hibari:heart`, `kokoro:ja-kumo`, `espeak:en-us`, `piper:en_US-amy-medium`.
    package let id: String
    /// In English.
    package let name: String
    /// Tag of its language, as the voice's maker gives it: `en-us`, `cmn`.
    package let language: String
    package let gender: Gender
    package let kind: Kind
    /// The pack of models that it is part of.
    package let pack: String?
    /// Whether it can speak now.
    package let isInstalled: Bool
    /// For a constructed language, or a regional form of one.
    package let isRare: Bool

    package init(
        id: String, name: String, language: String, gender: Gender, kind: Kind, pack: String? = nil,
        isInstalled: Bool = true, isRare: Bool = false
    ) {
        self.id = id
        self.name = name
        self.language = language
        self.gender = gender
        self.kind = kind
        self.pack = pack
        self.isInstalled = isInstalled
        self.isRare = isRare
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, language, gender, kind, pack
        case isInstalled = "installed"
        case isRare = "rare"
    }
}

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
        guard (1...80).contains(name.utf8.count), name.utf8.allSatisfy(Self.isPlain), !name.hasPrefix("."),
            !name.contains("..")
        else { throw Self.unknown(text) }
        switch parts.count == 1 ? "espeak" : parts[0] {
        case "piper": self = .piper(name)
        case "hibari":
            guard name == Self.hibariName else { throw Self.unknown(text) }
            self = .hibari
        case "kokoro":
            guard let voice = KokoroVoice(name: name) else { throw Self.unknown(text) }
            self = .kokoro(voice)
        case "espeak":
            let halves = name.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
            guard halves.count <= 2, halves.allSatisfy({ !$0.isEmpty }) else { throw Self.unknown(text) }
            let language = halves[0].lowercased().replacing("_", with: "-")
            self = .espeak(language: language, variant: halves.count == 2 ? halves[1] : nil)
        default: throw Self.unknown(text)
        }
    }

    package var description: String {
        switch self {
        case .espeak(let language, let variant): "espeak:" + language + (variant.map { "+" + $0 } ?? "")
        case .piper(let name): "piper:" + name
        case .hibari: "hibari:" + Self.hibariName
        case .kokoro(let voice): "kokoro:" + voice.name
        }
    }

    private static let hibariName = "heart"

    /// - Parameter text: as it came from outside; only its beginning is repeated.
    static func unknown(_ text: String) -> VoiceError {
        VoiceError("unknown_voice", "There is no voice \"\(text.prefix(80))\".")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "+"):
            true
        default: false
        }
    }
}
