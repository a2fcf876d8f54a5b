/// A voice that need not be cloned first.
package struct Voice: Codable, Equatable, Sendable {
    /// What a request names: `espeak:en-us`, `piper:amy`.
    package let id: String
    /// For a person.
    package let name: String
    /// BCP 47 as far as the voice's makers keep to it.
    package let language: String
    /// `male` or `female`, where it is known.
    package let gender: String?
    /// `espeak` or `neural`.
    package let kind: String
    /// The pack of models that it is part of.
    package let pack: String?
    /// Whether it can speak now, or only once its pack is there.
    package let isInstalled: Bool
    /// One of the many for few: constructed languages, and regional ones beside their main one.
    package let isRare: Bool

    package init(
        id: String, name: String, language: String, gender: String?, kind: String, pack: String? = nil,
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
}

/// Knows the voices that speak without being cloned first.
package protocol VoiceCatalog: Sendable {
    /// - Throws: ``EngineError`` when the speaking part is not there.
    func voices() async throws(EngineError) -> [Voice]

    /// Has a voice say a line.
    /// - Parameter path: of the MP3 file to be made; its folder exists.
    func say(_ text: String, voice: String, to path: String) async throws(EngineError)
}
