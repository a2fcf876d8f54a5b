import Domain

/// Removes the bytes that nobody has any more.
package struct BlobSweeper: Sendable {
    private let store: Store
    private let blobs: BlobStore

    package init(store: Store, blobs: BlobStore) {
        self.store = store
        self.blobs = blobs
    }

    /// Removes the blobs of deleted files; none while somebody copies them.
    /// - Returns: how many were removed.
    package func sweepDeleted() async throws -> Int {
        guard let right = try await blobs.rightToRemove() else { return 0 }
        defer { withExtendedLifetime(right) {} }
        var removed = 0
        while true {
            let candidates = try await store.unreferencedBlobs(limit: 500).filter(blobs.isSettled)
            let dropped = try await store.forget(candidates)
            for hash in dropped where try await blobs.remove(hash) { removed += 1 }
            if dropped.isEmpty { return removed }
        }
    }

    /// Puts the blobs without a row aside: a crash left them behind, or the database is one that was restored. Reads
    /// every name in `media/`, so: once after the start.
    /// - Returns: those that were put aside.
    package func putStraysAside(at moment: Timestamp) async throws -> [BlobHash] {
        var strays: [BlobHash] = []
        for byte in UInt8.min ... .max {
            for hash in try await blobs.blobs(beginningWith: byte) where try await !store.blobExists(hash) {
                if try await blobs.putAside(hash, at: moment) { strays.append(hash) }
            }
        }
        return strays
    }

    /// Takes back what was put aside and has a row now.
    /// - Returns: how many were taken back.
    package func takeBackKnown() async throws -> Int {
        var count = 0
        for blob in try await blobs.quarantined() where try await store.blobExists(blob.hash) {
            try await blobs.takeBack(blob)
            count += 1
        }
        return count
    }
}
