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

extension Voice {
    /// Whether a voice's maker may have called it so: it becomes a part of paths.
    static func isName(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count) && text.utf8.allSatisfy(isPlain) && !text.hasPrefix(".")
            && !text.contains("..")
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
