import Domain
import Synchronization

/// The voices that speak without being cloned first. They are asked for once; a new voice is seen after five minutes.
package final class Voices: Sendable {
    private static let lifetime: Duration = .seconds(300)

    private let catalog: any VoiceCatalog
    private let flights = SingleFlight<String, [Voice]>()
    private let known = Mutex<(voices: [Voice], since: ContinuousClock.Instant)?>(nil)

    package init(catalog: any VoiceCatalog) { self.catalog = catalog }

    /// What can speak has changed: they are asked for again.
    package func forget() { known.withLock { $0 = nil } }

    /// By language, then by name.
    /// - Throws: ``StudioError/unavailable(_:)``.
    package func all() async throws -> [Voice] {
        if let known = known.withLock({ $0 }), ContinuousClock.now - known.since < Self.lifetime { return known.voices }
        return try await flights.value(for: "all") { [self] in
            do throws(EngineError) {
                let voices = try await catalog.voices().sorted { ($0.language, $0.name) < ($1.language, $1.name) }
                known.withLock { $0 = (voices, .now) }
                return voices
            } catch {
                throw StudioError.unavailable("the voices cannot be listed now")
            }
        }
    }
}
