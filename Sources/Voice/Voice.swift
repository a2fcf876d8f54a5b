/// A voice that can speak, as lists show it. This room turns text into speech and clones voices; it knows libraries and
/// files, not accounts or queues.
package struct Voice: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable {
        /// Computed from rules (eSpeak NG).
        case formant
        /// Made by a neural network (hibari, Piper).
        case neural
    }

    package enum Gender: String, Codable, Sendable { case female, male, unknown }

    /// What a job names: `hibari:heart`, `espeak:en-us`, `piper:en_US-amy-medium`.
    package let id: String
    /// In English.
    package let name: String
    /// Tag of its language, as the voice's maker gives it: `en-us`, `cmn`.
    package let language: String
    package let gender: Gender
    package let kind: Kind
}

/// Which voice a job asks for.
package enum VoiceID: Equatable, Sendable, CustomStringConvertible {
    /// A language tag or a path among eSpeak NG's languages, and one of its variants.
    case espeak(language: String, variant: String?)
    /// A file's name without `.onnx`.
    case piper(String)
    /// The natural English voice of the basic assets.
    case hibari

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
