import Domain
import Glibc

/// Bytes that no row knows, kept for a while in case the row comes back with a database that is restored.
extension BlobStore {
    package static let quarantineDays = 7

    /// A blob that was put aside.
    package struct Quarantined: Equatable, Sendable {
        package let hash: BlobHash
        package let since: Timestamp

        fileprivate var name: String { "\(since.milliseconds)-\(hash.hex)" }

        fileprivate init(hash: BlobHash, since: Timestamp) {
            self.hash = hash
            self.since = since
        }

        fileprivate init?(name: String) {
            let parts = name.split(separator: "-")
            guard parts.count == 2, let milliseconds = Int64(parts[0]), let hash = BlobHash(hex: String(parts[1]))
            else {
                return nil
            }
            self.init(hash: hash, since: Timestamp(milliseconds: milliseconds))
        }
    }

    /// Puts the bytes aside, unless they were adopted lately.
    /// - Returns: false when the blob stays because somebody is just storing the same bytes.
    package func putAside(_ hash: BlobHash, at moment: Timestamp) async throws -> Bool {
        let (source, target) = (path(of: hash), "\(quarantine)/\(Quarantined(hash: hash, since: moment).name)")
        return try await io.run { [adoptions] in
            try adoptions.remove(hash) {
                guard rename(source, target) == 0 || errno == ENOENT else { throw Disk.error("put aside", source) }
            }
        }
    }

    /// Everything that was put aside.
    package func quarantined() async throws -> [Quarantined] {
        try await io.run { [quarantine] in try Disk.names(in: quarantine).compactMap(Quarantined.init(name:)) }
    }

    /// Makes it a blob again.
    func takeBack(_ blob: Quarantined) async throws { try await adopt("\(quarantine)/\(blob.name)", as: blob.hash) }

    /// Removes what was put aside more than ``quarantineDays`` ago.
    package func dropQuarantined(at moment: Timestamp) async throws {
        let oldest = moment + .seconds(-Self.quarantineDays * 24 * 3600)
        for blob in try await quarantined() where blob.since < oldest {
            try await io.run { [quarantine] in try Disk.remove("\(quarantine)/\(blob.name)") }
        }
    }
}
