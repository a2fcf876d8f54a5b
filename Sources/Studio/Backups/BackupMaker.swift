import Domain
import Foundation
import Logging
import Storage

/// Makes the backups that the schedule and administrators ask for, one at a time. One that was cut off is begun anew.
package struct BackupMaker: OutboxHandler {
    package let kind = OutboxEntry.Kind.backup
    package let rules: OutboxRules

    private let home: Home
    private let blobs: BlobStore
    private let settings: BackupSettings
    private let program: String
    private let logger: Logger
    /// A bucket may be slow: the threads of the media must not wait for it.
    private let io = BlockingIO(threads: 1)
    private let now: @Sendable () -> Timestamp

    /// - Parameter program: the version that runs.
    package init(
        home: Home, blobs: BlobStore, settings: BackupSettings, program: String, logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.home = home
        self.blobs = blobs
        self.settings = settings
        self.program = program
        self.logger = logger
        self.now = now
        var rules = OutboxRules()
        rules.retries.firstWait = .seconds(60)
        rules.attempts = 5
        // Packed media may take many hours; what a killed server had begun is free again at the next start.
        rules.lease = .seconds(48 * 3600)
        self.rules = rules
    }

    /// A bucket whose key may not delete keeps its backups; another one is not made for that.
    private func prune(_ shelf: any BackupShelf) async {
        let (rule, moment) = (settings.retention, now())
        do {
            let removed = try await io.run { try shelf.prune(rule, at: moment) }
            guard !removed.isEmpty else { return }
            logger.notice("removed old backups", metadata: ["count": "\(removed.count)"])
        } catch {
            logger.error("old backups could not be removed", metadata: ["reason": "\(Cause(error))"])
        }
    }

    package func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure) {
        let shelf = settings.shelf(in: home)
        let plan = BackupWriter.Plan(
            BackupManifest.Reason(rawValue: entry.subject) ?? .manual, media: settings.media,
            passphrase: settings.passphrase, program: program)
        do {
            let made = try await BackupWriter(home: home, blobs: blobs).write(plan, into: shelf, at: now())
            logger.notice(
                "made a backup",
                metadata: ["file": "\(shelf.address(of: made.name))", "bytes": "\(made.sizeBytes)"])
            await prune(shelf)
            guard !made.missing.isEmpty else { return }
            logger.error(
                "the backup lacks media that neither the home nor a mirror had",
                metadata: [
                    "count": "\(made.missing.count)", "first": "\(made.missing[0])", "mirror": "\(made.silence ?? "")",
                ])
        } catch let fault as StoreError where fault.isFull {
            throw .failed("the disk is full")
        } catch {
            if Task.isCancelled { throw .interrupted }
            throw .failed("\(error)")
        }
    }
}
