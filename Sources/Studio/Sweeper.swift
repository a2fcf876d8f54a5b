import Domain
import Foundation
import Logging
import ServiceLifecycle
import Storage

/// Throws away what nobody needs any more: expired uploads and sessions, what has been in the trash for long, bytes
/// without a file, old answers to idempotent requests, thumbnails of media that are gone, the rest of erased accounts,
/// old exports. Sleeps in between.
package struct Sweeper: Service {
    private let store: Store
    private let blobs: BlobStore
    private let home: Home
    private let uploads: Uploads
    private let direct: DirectUploads?
    private let privacy: Privacy?
    private let interval: Duration
    private let logger: Logger
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, blobs: BlobStore, home: Home, uploads: Uploads, direct: DirectUploads? = nil,
        privacy: Privacy? = nil, every interval: Duration = .seconds(600),
        logger: Logger, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.blobs = blobs
        self.home = home
        self.uploads = uploads
        self.direct = direct
        self.privacy = privacy
        self.interval = interval
        self.logger = logger
        self.now = now
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await attempt("stray blobs") { try await sortStrays() }
            while !Task.isCancelled {
                await sweep()
                do { try await Task.sleep(for: interval) } catch { return }
            }
        }
    }

    /// One round. What fails is logged and tried again in the next.
    package func sweep() async {
        await attempt("uploads") { try await uploads.sweep() }
        await attempt("direct uploads") { try await direct?.sweep() }
        await attempt("sessions") { try await store.endExpiredSessions(at: now()) }
        await attempt("sign-in tickets") { try await store.removeExpiredTickets(at: now()) }
        await attempt("challenges") { try await store.removeExpiredChallenges(at: now()) }
        await attempt("the outbox") { try await store.removeOldOutbox(before: now() + .seconds(-30 * 24 * 3600)) }
        await attempt("links in letters") { try await store.removeExpiredLetterTokens(at: now()) }
        await attempt("credits that have lapsed") { while try await store.expireCredits(at: now()) == 100 {} }
        await attempt("old events of payments") {
            try await store.removePaymentEvents(before: now() + .seconds(-180 * 24 * 3600))
        }
        await attempt("idempotency keys") { try await store.forgetOldKeys(at: now()) }
        await attempt("erased accounts and exports") { try await privacy?.sweep() }
        await attempt("links to videos") { try await store.removeExpiredShares(at: now()) }
        let monthAgo = now() + .seconds(-30 * 24 * 3600)
        await attempt("old deliveries") { try await store.removeOldDeliveries(before: monthAgo) }
        await attempt("old notices") { try await store.removeOldNotices(before: monthAgo) }
        await attempt("the trash") {
            let end = now() + .seconds(-TrashSize.days * 24 * 3600)
            while try await store.emptyTrash(before: end, at: now()) == 100 {}
        }
        await attempt("blobs") { _ = try await BlobSweeper(store: store, blobs: blobs).sweepDeleted() }
        await attempt("quarantine") { try await blobs.dropQuarantined(at: now()) }
        await attempt("the mark of the database") { try await home.mark(store) }
        await attempt("logs of tasks") { try await TaskLogs(home: home, io: blobs.io).sweep(at: now()) }
        await attempt("thumbnails") { try await sweepCache(home.thumbnails) }
        await attempt("renditions") { try await sweepCache(home.renditions, before: now() + .seconds(-24 * 3600)) }
    }

    private func sortStrays() async throws {
        let sweeper = BlobSweeper(store: store, blobs: blobs)
        let returned = try await sweeper.takeBackKnown()
        if returned > 0 { logger.notice("took files back from the quarantine", metadata: ["count": "\(returned)"]) }
        let strays = try await sweeper.putStraysAside(at: now())
        guard !strays.isEmpty else { return }
        logger.warning(
            "files that the database does not know were put aside; they are removed after 7 days",
            metadata: ["count": "\(strays.count)", "folder": "\(home.quarantine)"])
    }

    /// Removes what was made of media that are gone.
    /// - Parameter time: what was made before it goes, too.
    private func sweepCache(_ folder: String, before time: Timestamp? = nil) async throws {
        let blobs = blobs
        let end = time.map { Date(timeIntervalSince1970: Double($0.milliseconds) / 1000) } ?? .distantPast
        try await blobs.io.run {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                let path = "\(folder)/\(name)"
                let made = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
                let hash = BlobHash(hex: String(name.prefix(64)))
                if let hash, (made ?? .now) >= end, FileManager.default.fileExists(atPath: blobs.path(of: hash)) {
                    continue
                }
                try? FileManager.default.removeItem(atPath: path)
            }
        }
    }

    private func attempt(_ what: String, _ sweep: () async throws -> Void) async {
        do {
            try await sweep()
        } catch is CancellationError {
            return
        } catch {
            logger.error("could not sweep", metadata: ["what": "\(what)", "error": "\(error)"])
        }
    }
}
