import Domain

/// The voices of several catalogs; those of a service that does not answer are left out.
package struct CombinedVoices: VoiceCatalog {
    private let own: any VoiceCatalog
    private let others: [any VoiceCatalog]

    /// - Parameter own: must answer.
    package init(_ own: any VoiceCatalog, and others: [any VoiceCatalog]) {
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
}
