/// A voice that is always there.
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

    package init(id: String, name: String, language: String, gender: String?, kind: String) {
        self.id = id
        self.name = name
        self.language = language
        self.gender = gender
        self.kind = kind
    }
}

/// Knows the voices that speak without being cloned first.
package protocol VoiceCatalog: Sendable {
    /// - Throws: ``EngineError`` when the speaking part is not there.
    func voices() async throws(EngineError) -> [Voice]
}
