import Domain
import Foundation
import Logging
import Storage
import Studio

extension Rebirth {
    /// Puts a backup in the place of the database that has no accounts. When that fails, the server is as it was.
    func restore(
        _ order: SetupRestore.Order, into home: Home, _ lock: HomeLock, _ settings: Settings, migrations: String,
        _ logger: Logger
    ) async {
        do {
            let store = try Store(path: home.database, migrations: migrations)
            let isEmpty = try await store.isEmpty()
            try store.close()
            guard isEmpty else { return logger.error("nothing is restored: somebody has an account already") }
            let report = try await BackupRestore(
                home: home, blobs: BlobStore(home: home.path), migrations: migrations
            ).run(order.origin, passphrase: order.passphrase, replacing: true, at: .now(), lock: lock)
            if let upload = order.upload { unlink(upload) }
            SetupCode(home).remove()
            logger.notice(
                "restored from a backup",
                metadata: ["unpacked": "\(report.unpacked)", "missing": "\(report.missing.count)"])
            guard !report.missing.isEmpty, !settings.mirrors.entries.isEmpty else { return }
            _ = try await RestoredMedia(settings: settings).fetch(into: home, isNow: false)
        } catch {
            logger.error("the backup could not be restored", metadata: ["reason": "\(Cause(error))"])
        }
    }
}
