import Domain
import Outbound
import Storage
import Studio
import Version

/// The media that a backup has left out: they come from the mirrors, now or when the server runs.
struct RestoredMedia {
    let settings: Settings
    let migrations: String

    /// - Parameter home: which the caller has locked.
    /// - Returns: what was fetched; nil when that is left to the server.
    func fetch(into home: Home, isNow: Bool) async throws -> VerificationReport? {
        let store = try Store(path: home.database, migrations: migrations) {
            try RestorePoint.make(in: home, program: Version.text, at: .now())
        }
        let (blobs, logger) = (BlobStore(home: home.path), Log.ofCommands.logger("greenroom"))
        let mirrors = Mirrors(
            store: store, blobs: blobs, ports: try settings.mirrors.ports(policy: .online, home: home),
            streams: settings.mirrors.streams, logger: logger)
        let verification = Verification(store: store, blobs: blobs, mirrors: mirrors, logger: logger)
        let report = isNow ? try await verification.run(readingMirrors: false) : nil
        if !isNow { _ = try await verification.begin(readingMirrors: false) }
        try store.close()
        return report
    }
}
