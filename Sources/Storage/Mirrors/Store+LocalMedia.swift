import Domain
import GRDB

extension Store {
    /// A blob that may leave the disk.
    package struct Leaving: Equatable, Sendable {
        package let hash: BlobHash
        package let sizeBytes: Int64
        package let usedAt: Timestamp
    }

    package func noteUses(of blobs: [BlobHash], at moment: Timestamp) async throws {
        guard !blobs.isEmpty else { return }
        try await commits.write { db in
            for hash in blobs { try db.run(LocalStatement.use, ["hash": hash, "at": moment]) }
        }
    }

    /// At most a hundred blobs on the disk that a mirror has, the one used longest ago first.
    /// - Parameter last: of the page before.
    package func blobsToLeave(usedBefore moment: Timestamp, after last: Leaving?) async throws -> [Leaving] {
        let place: StatementArguments = ["after": last?.usedAt.milliseconds ?? -1, "hash": last?.hash.hex ?? ""]
        return try await read { db in
            try db.rows(LocalStatement.toLeave, place &+ ["before": moment]).map { row in
                Leaving(hash: try row.get("hash"), sizeBytes: try row.get("sizeBytes"), usedAt: try row.get("usedAt"))
            }
        }
    }

    /// Puts down that the blob is on the disk no more.
    /// - Returns: false when no mirror has it: it must stay.
    package func leave(_ blob: BlobHash, at moment: Timestamp) async throws -> Bool {
        try await commits.write { db in try db.run(LocalStatement.leave, ["hash": blob, "at": moment]) } > 0
    }

    /// Puts down that the blob lies on the disk.
    /// - Returns: false when there is no such blob any more.
    package func arrived(_ blob: BlobHash, at moment: Timestamp) async throws -> Bool {
        try await commits.write { db in try db.run(LocalStatement.arrive, ["hash": blob, "at": moment]) } > 0
    }

    /// Whether the blob has left the disk for a mirror.
    package func isAway(_ blob: BlobHash) async throws -> Bool {
        try await read { db in try db.holds(LocalStatement.isAway, ["hash": blob]) }
    }

    /// At most 500 that have left the disk, by their hashes.
    package func awayBlobs(after: String) async throws -> [BlobHash] {
        try await read { db in try db.rows(LocalStatement.awayAfter, ["after": after]).map { try $0.get("hash") } }
    }

    package func localStanding() async throws -> LocalStanding {
        try await read { db in
            var standing = LocalStanding()
            for row in try db.rows(LocalStatement.totals) {
                let (isAway, blobs, bytes): (Bool, Int, Int64) = (
                    try row.get("isAway"), try row.get("blobs"), try row.get("bytes")
                )
                if isAway {
                    (standing.awayBlobs, standing.awayBytes) = (blobs, bytes)
                } else {
                    (standing.blobs, standing.bytes) = (blobs, bytes)
                }
            }
            return standing
        }
    }
}
