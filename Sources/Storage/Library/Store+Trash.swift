import Domain
import GRDB

enum TrashStatement: String, StoreStatement {
    case put = """
        UPDATE video SET trashedAt = :at
        WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL AND trashedAt IS NULL
        """
    case restore = """
        UPDATE video SET trashedAt = NULL
        WHERE id = :id AND accountID = :accountID AND deletedAt IS NULL AND trashedAt IS NOT NULL
        """
    case list = """
        SELECT videoRecord.* FROM video AS trashed INDEXED BY videoInTrash
        CROSS JOIN videoRecord ON videoRecord.videoID = trashed.id
        WHERE trashed.accountID = :accountID AND trashed.trashedAt IS NOT NULL AND trashed.deletedAt IS NULL
            AND trashed.id < :before
        ORDER BY trashed.id DESC LIMIT :limit
        """
    case size = """
        SELECT count(*) AS videos, coalesce(sum(file.sizeBytes), 0) AS bytes
        FROM video INDEXED BY videoInTrash CROSS JOIN file ON file.id = video.fileID
        WHERE video.accountID = :accountID AND trashedAt IS NOT NULL AND video.deletedAt IS NULL
        """
    /// Those that no unfinished task needs.
    case due = """
        SELECT id, accountID, fileID FROM video INDEXED BY videoByTrashing
        WHERE trashedAt <= :before AND trashedAt IS NOT NULL AND deletedAt IS NULL
            AND NOT EXISTS (SELECT 1 FROM taskInput WHERE taskInput.fileID = video.fileID AND isNeeded = 1)
        ORDER BY trashedAt, id LIMIT :limit
        """
    case dueOfAccount = """
        SELECT id, accountID, fileID FROM video INDEXED BY videoInTrash
        WHERE accountID = :accountID AND trashedAt IS NOT NULL AND deletedAt IS NULL
            AND NOT EXISTS (SELECT 1 FROM taskInput WHERE taskInput.fileID = video.fileID AND isNeeded = 1)
        ORDER BY id LIMIT :limit
        """
}

extension Store {
    /// What lies in the account's trash, newest first.
    package func trash(of account: AccountID, page: PageRequest) async throws -> Page<LibraryEntry> {
        try await read { db in
            let rows = try db.rows(TrashStatement.list, page.arguments(["accountID": account]))
            return page.cut(try rows.map(LibraryEntry.init(row:)), cursor: \.video.id.rawValue)
        }
    }

    /// How many videos lie in the trash, and the bytes that they take.
    package func trashSize(of account: AccountID) async throws -> TrashSize {
        try await read { db in
            let row = try db.row(TrashStatement.size, ["accountID": account])
            return TrashSize(videos: try row?.get("videos") ?? 0, bytes: try row?.get("bytes") ?? 0)
        }
    }

    /// Erases what has been in the trash since this moment or longer, and is needed by no task.
    /// - Parameter account: nil for everybody's.
    /// - Returns: how many; fewer than `limit` when nothing more is due.
    package func emptyTrash(
        of account: AccountID? = nil, before: Timestamp, limit: Int = 100, at: Timestamp
    ) async throws -> Int {
        try await commits.write { [self] (erased: [DeletedFile]) in
            for file in erased { forget(file) }
        } _: { db in
            let rows =
                if let account {
                    try db.rows(TrashStatement.dueOfAccount, ["accountID": account, "limit": limit])
                } else {
                    try db.rows(TrashStatement.due, ["before": before, "limit": limit])
                }
            return try rows.compactMap { row in
                try DeletedFile(row.get("fileID"), of: row.get("accountID"), at: at, in: db)
            }
        }.count
    }

    /// Does the same to several videos of the account, each of which it may be refused for without harm to the others.
    /// - Parameter newID: for tags that are new.
    /// - Throws: ``StoreError/missingFolder(_:)``, ``StoreError/tooManyTags``: nothing was done then.
    package func change(
        _ ids: [VideoID], of account: AccountID, by deed: VideoDeed, newID: IDSource, at: Timestamp
    ) async throws -> [VideoDeed.Outcome] {
        try await commits.write(needsRoom: deed.needsRoom) { [self] (done: Done) in
            for file in done.erased { forget(file) }
            videos.dropAll()
        } _: { db in
            var done = Done()
            for id in ids { done.outcomes.append(try db.perform(deed, on: id, of: account, newID, at, &done.erased)) }
            return done
        }.outcomes
    }

    private struct Done: Sendable {
        var outcomes: [VideoDeed.Outcome] = []
        var erased: [DeletedFile] = []
    }
}

extension VideoDeed {
    /// Whether it may wait until there is room on the disk: what deletes may not.
    fileprivate var needsRoom: Bool {
        switch self {
        case .trash, .restore, .erase: false
        case .favour, .move, .tag, .untag: true
        }
    }
}

extension Database {
    fileprivate func perform(
        _ deed: VideoDeed, on id: VideoID, of account: AccountID, _ newID: IDSource, _ at: Timestamp,
        _ erased: inout [DeletedFile]
    ) throws -> VideoDeed.Outcome {
        let own: StatementArguments = ["id": id, "accountID": account]
        switch deed {
        case .trash: return try run(TrashStatement.put, own &+ ["at": at]) > 0 ? .done : .missing
        case .restore: return try run(TrashStatement.restore, own) > 0 ? .done : .missing
        case .erase:
            guard let file: FileID = try row(VideoStatement.file, own)?.get("fileID") else { return .missing }
            do {
                // Refuses before it changes anything.
                guard let gone = try DeletedFile(file, of: account, at: at, in: self) else { return .missing }
                erased.append(gone)
                return .done
            } catch StoreError.inUse {
                return .inUse
            }
        case .favour, .move, .tag, .untag: break
        }
        guard try row(VideoStatement.ofAccount, own) != nil else { return .missing }
        switch deed {
        case .favour(let isFavourite): try run(VideoStatement.favour, own &+ ["isFavourite": isFavourite])
        case .move(let place): try put(id, of: account, place)
        case .tag(let names): try attachTags(names, to: id, of: account, newID: newID, at: at)
        case .untag(let names): try detachTags(names, from: id, of: account)
        case .trash, .restore, .erase: break
        }
        return .done
    }
}
