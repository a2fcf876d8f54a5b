import Domain

/// Removes the bytes that nobody has any more.
package struct BlobSweeper: Sendable {
    private let store: Store
    private let blobs: BlobStore

    package init(store: Store, blobs: BlobStore) {
        self.store = store
        self.blobs = blobs
    }

    /// Removes the blobs of deleted files.
    /// - Returns: how many were removed.
    package func sweepDeleted() async throws -> Int {
        var removed = 0
        while true {
            let candidates = try await store.unreferencedBlobs(limit: 500).filter(blobs.isSettled)
            let dropped = try await store.forget(candidates)
            for hash in dropped where try await blobs.remove(hash) { removed += 1 }
            if dropped.isEmpty { return removed }
        }
    }

    /// Removes the blobs without a row that a crash left behind. Reads every name in `media/`, so: once after the start.
    /// - Returns: how many were removed.
    package func sweepStrays() async throws -> Int {
        var removed = 0
        for byte in UInt8.min ... .max {
            for hash in try await blobs.blobs(beginningWith: byte) where try await !store.blobExists(hash) {
                if try await blobs.remove(hash) { removed += 1 }
            }
        }
        return removed
    }
}
