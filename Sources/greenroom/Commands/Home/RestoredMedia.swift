import Domain
import Storage
import Studio

/// The media that a backup has left out: they come from the mirrors, now or when the server runs.
struct RestoredMedia {
    let settings: Settings

    /// - Parameter home: which the caller has locked.
    /// - Returns: what was fetched; nil when that is left to the server.
    func fetch(into home: Home, isNow: Bool) async throws -> VerificationReport? {
        let opened = try HomeAtRest(home, settings)
        guard isNow else {
            _ = try await opened.verification.begin(readingMirrors: false)
            try opened.store.close()
            return nil
        }
        let report = try await opened.verification.run(readingMirrors: false)
        try opened.store.close()
        return report
    }
}
