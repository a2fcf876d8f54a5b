import Domain
import GRDB

extension LibraryEntry {
    fileprivate init(row: Row) throws {
        let file = try MediaFile(row: row)
        let video = GeneratedVideo(
            id: try row.get("videoID"), accountID: file.accountID, taskID: try row.get("taskID"), fileID: file.id,
            title: try row.get("videoTitle"), createdAt: try row.get("madeAt"))
        self.init(video: video, file: file, inputs: try GenerationTask.Inputs(row: row))
    }
}

extension Store {
    /// Newest first.
    package func videos(of account: AccountID, page: PageRequest) async throws -> Page<LibraryEntry> {
        try await read { db in
            let rows = try db.rows(VideoStatement.list, page.arguments(["accountID": account]))
            return page.cut(try rows.map(LibraryEntry.init(row:)), cursor: \.video.id.rawValue)
        }
    }

    package func video(_ id: VideoID, of account: AccountID) async throws -> LibraryEntry? {
        let entry = try await videos.value(for: id) {
            try await read { db in try Self.entry(id, of: account, in: db) }
        }
        guard let entry, entry.video.accountID == account else { return nil }
        return entry
    }

    /// Renames the entry and its file, whose title names the download.
    package func renameVideo(_ id: VideoID, of account: AccountID, title: String) async throws -> LibraryEntry? {
        try await commits.write(needsRoom: true) { [self] entry in
            if let entry { forget(entry.file.id) }
        } _: { db in
            let renamed = try db.row(VideoStatement.rename, ["id": id, "accountID": account, "title": title])
            guard let file: FileID = try renamed?.get("fileID") else { return nil }
            try db.run(VideoStatement.renameFile, ["id": file, "title": title])
            try db.run(VideoStatement.renameTask, ["id": id, "title": title])
            return try Self.entry(id, of: account, in: db)
        }
    }

    /// Deletes the entry and its file.
    /// - Returns: false when the account has no such entry.
    /// - Throws: ``StoreError/inUse(_:)`` when the result is an input of an unfinished task.
    package func deleteVideo(_ id: VideoID, of account: AccountID, at: Timestamp = .now()) async throws -> Bool {
        try await commits.write { [self] (deleted: DeletedFile?) in
            if let deleted { forget(deleted) }
        } _: { db in
            let row = try db.row(VideoStatement.file, ["id": id, "accountID": account])
            guard let file: FileID = try row?.get("fileID") else { return nil }
            return try DeletedFile(file, of: account, at: at, in: db)
        } != nil
    }

    private static func entry(_ id: VideoID, of account: AccountID, in db: Database) throws -> LibraryEntry? {
        try db.row(VideoStatement.ofAccount, ["id": id, "accountID": account]).map(LibraryEntry.init(row:))
    }
}
