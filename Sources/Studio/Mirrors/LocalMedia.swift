import Domain
import Logging
import ServiceLifecycle
import Storage

/// What of the media lies on the disk. What a mirror has may leave it, least recently used first; it comes back when it
/// is needed (``BlobStore/bring(_:)``).
package struct LocalMedia: Sendable {
    private let store: Store
    private let blobs: BlobStore
    private let mirrors: Mirrors
    package let keeps: KeepLocal
    private let now: @Sendable () -> Timestamp

    init(
        store: Store, blobs: BlobStore, mirrors: Mirrors, keeps: KeepLocal, now: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.blobs = blobs
        self.mirrors = mirrors
        self.keeps = keeps
        self.now = now
    }

    package func standing() async throws -> LocalStanding { try await store.localStanding() }

    /// Where the bytes of a file are.
    package struct Copies: Equatable, Sendable {
        package let isOnDisk: Bool
        package let mirrors: [MirrorCopy]
    }

    package func copies(of file: MediaFile) async throws -> Copies {
        Copies(
            isOnDisk: try await blobs.isOnDisk(file.blob), mirrors: try await store.mirrorCopies(of: file.blob))
    }

    /// Lets go what may leave. A mirror is asked about each blob right before.
    /// - Returns: how many have left.
    @discardableResult
    package func release() async throws -> Int {
        try await store.noteUses(of: Array(blobs.takeUses()), at: now())
        guard let cutoff = keeps.cutoff(at: now()), !mirrors.ports.isEmpty else { return 0 }
        var (left, last, silent): (Int, Store.Leaving?, Set<String>) = (0, nil, [])
        var bytes = try await store.localStanding().bytes
        while !keeps.isMet(by: bytes) {
            let page = try await store.blobsToLeave(usedBefore: cutoff, after: last)
            for blob in page where !keeps.isMet(by: bytes) {
                try Task.checkCancellation()
                guard try await isProven(blob.hash, &silent), try await leave(blob.hash) else { continue }
                bytes -= blob.sizeBytes
                left += 1
            }
            last = page.last
            if page.count < 100 || silent.count == mirrors.ports.count { break }
        }
        return left
    }

    /// What a crash left on the disk, or brought back without saying so, is on the disk.
    func reconcile() async throws {
        var after = ""
        while let last = try await reconcile(after: after) { after = last.hex }
    }

    private func reconcile(after: String) async throws -> BlobHash? {
        let page = try await store.awayBlobs(after: after)
        for hash in page where try await blobs.isOnDisk(hash) { _ = try await store.arrived(hash, at: now()) }
        return page.last
    }

    /// Whether a mirror shows it as it was proven.
    /// - Parameter silent: mirrors that do not answer; they are not asked again in this round.
    private func isProven(_ hash: BlobHash, _ silent: inout Set<String>) async throws -> Bool {
        for copy in try await store.mirrorCopies(of: hash) where copy.status == .copied {
            guard let mirror = mirrors.mirror(copy.mirror), !silent.contains(copy.mirror) else { continue }
            do {
                try await mirrors.ownership.require(mirror, justNow: false)
                if try await mirrors.sender.isUntouched(copy, at: mirror) { return true }
            } catch {
                // What is said of one object is no reason not to ask about others.
                if case MirrorError.refused = error { continue }
                silent.insert(copy.mirror)
                continue
            }
            try await store.doubt(copy, at: now())
        }
        return false
    }

    private func leave(_ hash: BlobHash) async throws -> Bool {
        // First the row: bytes without one that tells of them would be taken for lost.
        guard try await store.leave(hash, at: now()) else { return false }
        if try await blobs.leave(hash) { return true }
        _ = try await store.arrived(hash, at: now())
        return false
    }
}

/// Lets media go from the disk, every ten minutes.
struct LocalMediaKeeper: Service {
    private static let interval: Duration = .seconds(600)

    let local: LocalMedia
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            do { try await local.reconcile() } catch { tell(error) }
            while (try? await Task.sleep(for: Self.interval)) != nil {
                do {
                    let left = try await local.release()
                    if left > 0 { logger.info("files left the disk for mirrors", metadata: ["count": "\(left)"]) }
                } catch { tell(error) }
            }
        }
    }

    private func tell(_ error: any Error) {
        guard !Task.isCancelled else { return }
        logger.error("files cannot leave the disk", metadata: ["error": "\(error)"])
    }
}
