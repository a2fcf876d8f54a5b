import Domain
import Foundation

/// What a backup says of itself: `backup.json`, the first file in it.
///
/// A backup is a tar archive: this, `greenroom.db` (whole, without a log beside it), the folders `engines` and `logs/tasks`
/// of the home, with a passphrase its `secrets`, on request `media` (each named by its SHA-256) and `exports`, and at its
/// end `SHA256SUMS` of all other files, which `sha256sum -c` reads. With a passphrase the archive is sealed as
/// ``AgeFile``.
package struct BackupManifest: Codable, Equatable, Sendable {
    package enum Reason: String, Codable, Sendable {
        /// Somebody asked for it.
        case manual
        case scheduled
        /// A newer version is about to change the schema.
        case upgrade
    }

    package enum Media: String, Codable, CaseIterable, Sendable {
        /// The archive holds them.
        case packed
        /// They stay where they are: in the home and in its mirrors.
        case referenced
    }

    static let currentFormat = 1

    /// Rises when an older program could not read it.
    package var format = Self.currentFormat
    /// The version that made it.
    package let program: String
    package let createdAt: Timestamp
    package let reason: Reason
    /// Migrations that the database has, in order.
    package let migrations: [String]
    package let databaseID: String?
    package let generation: Int?
    package let databaseBytes: Int64
    package let media: Media
    /// Media that the database knows.
    package let blobs: Int
    package let blobBytes: Int64
    package let accounts: Int
    package let holdsSecrets: Bool

    enum CodingKeys: String, CodingKey {
        case format, program, reason, migrations, generation, media, blobs, accounts
        case createdAt = "created_at_ms"
        case databaseID = "database_id"
        case databaseBytes = "database_bytes"
        case blobBytes = "blob_bytes"
        case holdsSecrets = "holds_secrets"
    }
}

/// Why a backup could not be made, read or put back, in a sentence for an operator.
package struct BackupError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    static func truncated(_ path: String) -> BackupError {
        BackupError("\(path) is not whole: its end is missing. Copy it anew, or take another backup.")
    }

    static func damaged(_ path: String, _ what: String) -> BackupError {
        BackupError("\(path) is damaged: \(what). Take another backup.")
    }
}
