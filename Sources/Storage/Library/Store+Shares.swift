import Domain
import Foundation
import GRDB

enum ShareStatement: String, StoreStatement {
    case insert = """
        INSERT INTO shareLink (id, accountID, videoID, hash, passwordHash, createdAt, expiresAt)
        VALUES (:id, :accountID, :videoID, :hash, :passwordHash, :createdAt, :expiresAt)
        """
    case count = "SELECT count(*) AS count FROM shareLink WHERE accountID = :accountID"
    case list = """
        SELECT shareLink.*, video.title FROM shareLink CROSS JOIN video ON video.id = shareLink.videoID
        WHERE shareLink.accountID = :accountID AND shareLink.id < :before
            AND (expiresAt IS NULL OR expiresAt > :at) AND (:videoID IS NULL OR videoID = :videoID)
        ORDER BY shareLink.id DESC LIMIT :limit
        """
    /// Those that open something: not what has expired, and not what leads into the trash.
    case byHash = """
        SELECT shareLink.*, video.title FROM shareLink CROSS JOIN video ON video.id = shareLink.videoID
        WHERE hash = :hash AND (expiresAt IS NULL OR expiresAt > :at) AND trashedAt IS NULL
        """
    case byID = """
        SELECT shareLink.*, video.title FROM shareLink CROSS JOIN video ON video.id = shareLink.videoID
        WHERE shareLink.id = :id AND (expiresAt IS NULL OR expiresAt > :at) AND trashedAt IS NULL
        """
    case revoke = "DELETE FROM shareLink WHERE id = :id AND accountID = :accountID"
    case revokeAll = "DELETE FROM shareLink WHERE accountID = :accountID"
    case removeExpired = "DELETE FROM shareLink WHERE expiresAt <= :at"
}

/// A link as the store keeps it.
package struct StoredShareLink: Equatable, Sendable {
    package let link: ShareLink
    package let videoTitle: String
    /// Nil for a link without a password.
    package let passwordHash: String?

    fileprivate init(row: Row) throws {
        passwordHash = try row.find("passwordHash")
        videoTitle = try row.get("title")
        link = ShareLink(
            id: try row.get("id"), accountID: try row.get("accountID"), videoID: try row.get("videoID"),
            createdAt: try row.get("createdAt"), expiresAt: try row.find("expiresAt"),
            hasPassword: passwordHash != nil)
    }
}

extension Store {
    /// - Parameters:
    ///   - hash: SHA-256 of the secret, 32 bytes; the secret itself is nowhere.
    ///   - limit: of one account.
    ///   - credential: by what it is asked for; it must still be good.
    /// - Returns: false when the account has no such video.
    /// - Throws: ``StoreError/tooManyShares``, ``StoreError/credentialEnded``.
    package func add(
        _ link: ShareLink, hash: Data, passwordHash: String?, limit: Int, by credential: Credential? = nil
    ) async throws -> Bool {
        try await commits.write(needsRoom: true) { db in
            try db.require(credential)
            let own: StatementArguments = ["id": link.videoID, "accountID": link.accountID]
            guard try db.row(VideoStatement.ofAccount, own) != nil else { return false }
            let count: Int = try db.row(ShareStatement.count, ["accountID": link.accountID])?.get("count") ?? 0
            guard count < limit else { throw StoreError.tooManyShares }
            try db.run(
                ShareStatement.insert,
                [
                    "id": link.id, "accountID": link.accountID, "videoID": link.videoID, "hash": hash,
                    "passwordHash": passwordHash, "createdAt": link.createdAt, "expiresAt": link.expiresAt,
                ])
            return true
        }
    }

    /// Those that have not expired, newest first.
    /// - Parameter video: nil for those of all videos.
    package func shares(
        of account: AccountID, video: VideoID?, at: Timestamp, page: PageRequest
    ) async throws -> Page<StoredShareLink> {
        try await read { db in
            let asked = page.arguments(["accountID": account, "videoID": video, "at": at])
            let links = try db.rows(ShareStatement.list, asked).map(StoredShareLink.init(row:))
            return page.cut(links, cursor: \.link.id.rawValue)
        }
    }

    /// The link with this secret; nil for one that is unknown, revoked, expired, or leads to what was deleted.
    package func share(hash: Data, at: Timestamp) async throws -> StoredShareLink? {
        try await read { db in
            try db.row(ShareStatement.byHash, ["hash": hash, "at": at]).map(StoredShareLink.init(row:))
        }
    }

    /// Likewise, by its id, which is no secret.
    package func share(_ id: ShareID, at: Timestamp) async throws -> StoredShareLink? {
        try await read { db in
            try db.row(ShareStatement.byID, ["id": id, "at": at]).map(StoredShareLink.init(row:))
        }
    }

    /// - Returns: false when the account has no such link.
    package func revokeShare(_ id: ShareID, of account: AccountID) async throws -> Bool {
        try await commits.write { db in try db.run(ShareStatement.revoke, ["id": id, "accountID": account]) > 0 }
    }

    package func revokeAllShares(of account: AccountID) async throws {
        try await commits.write { db in try db.run(ShareStatement.revokeAll, ["accountID": account]) }
    }

    package func removeExpiredShares(at: Timestamp) async throws {
        try await commits.write { db in try db.run(ShareStatement.removeExpired, ["at": at]) }
    }
}
