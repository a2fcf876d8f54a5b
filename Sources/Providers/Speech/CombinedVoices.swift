import Domain

/// The voices of several catalogs; those of a service that does not answer are left out.
package struct CombinedVoices: VoiceCatalog {
    private let own: any VoiceCatalog
    private let others: [any GenerationEngine & VoiceCatalog]

    /// - Parameters:
    ///   - own: must answer.
    ///   - others: each has the voices whose names begin as its facts say.
    package init(_ own: any VoiceCatalog, and others: [any GenerationEngine & VoiceCatalog]) {
        self.own = own
        self.others = others
    }

    package func voices() async throws(EngineError) -> [Voice] {
        let elsewhere = await withTaskGroup(of: [Voice].self) { group in
            for catalog in others { group.addTask { (try? await catalog.voices()) ?? [] } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        return try await own.voices() + elsewhere
    }

    package func say(_ text: String, voice: String, to path: String) async throws(EngineError) {
        let other = others.first { $0.facts.voices.map(voice.hasPrefix) ?? false }
        if let other { return try await other.say(text, voice: voice, to: path) }
        try await own.say(text, voice: voice, to: path)
    }
}
