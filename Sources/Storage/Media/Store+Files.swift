import Domain
import GRDB

extension Store {
    /// Adds the file and the row of its blob. The bytes must be in the blob store already.
    package func add(_ file: MediaFile) async throws {
        try await commits.write(needsRoom: true) { db in try file.insert(db) }
    }

    package func file(_ id: FileID, of account: AccountID) async throws -> MediaFile? {
        guard let file = try await file(id), file.accountID == account else { return nil }
        return file
    }

    /// Whoever's it is: for signed URLs and for the engines.
    package func file(_ id: FileID) async throws -> MediaFile? {
        try await files.value(for: id) {
            try await read { db in try db.row(FileStatement.byID, ["id": id]).map(MediaFile.init(row:)) }
        }
    }

    /// What the account brought in, newest first; results are in the library.
    package func files(
        of account: AccountID, kind: MediaFile.Kind?, page: PageRequest
    ) async throws -> Page<MediaFile> {
        try await read { db in
            let rows =
                if let kind {
                    try db.rows(FileStatement.listOfKind, page.arguments(["accountID": account, "kind": kind]))
                } else {
                    try db.rows(FileStatement.list, page.arguments(["accountID": account]))
                }
            return page.cut(try rows.map(MediaFile.init(row:)), cursor: \.id.rawValue)
        }
    }

    /// - Returns: the file as it is now; nil when the account has no such file.
    package func rename(_ id: FileID, of account: AccountID, title: String) async throws -> MediaFile? {
        try await commits.write(needsRoom: true) { [self] renamed in
            if renamed != nil { forget(id) }
        } _: { db in
            try db.row(FileStatement.rename, ["id": id, "accountID": account, "title": title])
                .map(MediaFile.init(row:))
        }
    }

    /// Deletes the file, and its library entry if it is a result. Its bytes go with the next sweep.
    /// - Returns: false when the account has no such file.
    /// - Throws: ``StoreError/inUse(_:)``.
    package func deleteFile(_ id: FileID, of account: AccountID, at: Timestamp = .now()) async throws -> Bool {
        try await commits.write { [self] (deleted: DeletedFile?) in
            if let deleted { forget(deleted) }
        } _: { db in
            try DeletedFile(id, of: account, at: at, in: db)
        } != nil
    }

    /// To be called by the writer only, after its commit.
    func forget(_ deleted: DeletedFile) {
        if let task = deleted.madeBy { tasks.drop(task) }
        forget(deleted.id)
    }

    /// To be called by the writer only, after its commit: the file has changed, and with it the videos that show it.
    func forget(_ id: FileID) {
        files.drop(id)
        videos.dropAll()
    }

    /// Bytes of the account's live files, results included; equal bytes count once a file.
    package func storageUsed(by account: AccountID) async throws -> Int64 {
        try await read { db in try db.row(AccountStatement.storedBytes, ["id": account])?.get("storedBytes") ?? 0 }
    }

    /// Blobs of deleted files that no live file has.
    package func unreferencedBlobs(limit: Int) async throws -> [BlobHash] {
        try await read { db in
            let rows = try db.rows(BlobStatement.unreferenced, ["limit": limit])
            let archives = try db.rows(BlobStatement.unreferencedArchives, ["limit": limit])
            return try (rows + archives).map { try $0.get("blob") }
        }
    }

    /// Drops the rows of those blobs that are still without a live file, and with them what engines said about them.
    /// - Returns: the blobs that were dropped: their bytes may go. See ``BlobSweeper`` for how.
    package func forget(_ blobs: [BlobHash]) async throws -> [BlobHash] {
        try await commits.write { [checks] (dropped: [BlobHash]) in
            if !dropped.isEmpty { checks.dropAll() }
        } _: { db in
            try blobs.filter { hash in
                let isReferenced = try db.holds(BlobStatement.isReferenced, ["hash": hash])
                try db.run(BlobStatement.detach, ["hash": hash])
                try db.run(BlobStatement.detachModels, ["hash": hash])
                return try !isReferenced && db.run(BlobStatement.delete, ["hash": hash]) > 0
            }
        }
    }

    /// At most 500, by their hashes.
    package func blobs(after: String) async throws -> [BlobHash] {
        try await read { db in try db.rows(BlobStatement.after, ["after": after]).map { try $0.get("hash") } }
    }

    /// Whether a file, live or not yet swept, has these bytes.
    package func blobExists(_ hash: BlobHash) async throws -> Bool {
        try await read { db in try db.holds(BlobStatement.exists, ["hash": hash]) }
    }
}

/// A file that has just been marked as deleted.
struct DeletedFile: Sendable {
    let id: FileID
    /// The task whose result it was.
    let madeBy: TaskID?

    /// Nil when the account has no such file.
    init?(_ id: FileID, of account: AccountID, at: Timestamp, in db: Database) throws {
        // Asked first, so that nobody learns of another account's file.
        guard try db.row(FileStatement.ofAccount, ["id": id, "accountID": account]) != nil else { return nil }
        if let task = try db.row(FileStatement.needed, ["fileID": id]) {
            throw StoreError.inUse(try task.get("id"))
        }
        if try db.holds(FileStatement.isProof, ["fileID": id]) { throw StoreError.isProof(id) }
        if try db.holds(FileStatement.isPreview, ["fileID": id]) { throw StoreError.isPreview(id) }
        self.id = id
        madeBy = try db.row(FileStatement.deleteEntry, ["fileID": id, "at": at])?.get("taskID")
        try db.run(FileStatement.delete, ["id": id, "accountID": account, "at": at])
    }
}
