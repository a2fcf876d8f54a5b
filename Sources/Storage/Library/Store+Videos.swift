import Domain
import GRDB

extension LibraryEntry {
    init(row: Row) throws {
        let file = try MediaFile(row: row)
        let video = GeneratedVideo(
            id: try row.get("videoID"), accountID: file.accountID, taskID: try row.get("taskID"), fileID: file.id,
            title: try row.get("videoTitle"), createdAt: try row.get("madeAt"))
        self.init(
            video: video, file: file, inputs: try GenerationTask.Inputs(row: row), kind: try row.get("madeBy"),
            placing: try Placing(row: row), trashedAt: try row.find("trashedAt"))
    }
}

extension Placing {
    fileprivate init(row: Row) throws {
        let lines: String? = try row.find("tags")
        let tags = (lines ?? "").split(separator: "\n").compactMap { line -> Tag? in
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let id = TagID(rawValue: String(parts[0])) else { return nil }
            return Tag(id: id, name: String(parts[1]))
        }
        self.init(
            isFavourite: try row.get("isFavourite"), folderID: try row.find("folderID"),
            tags: tags.sorted { ($0.name, $0.id.rawValue) < ($1.name, $1.id.rawValue) })
    }
}

extension LibraryQuery.Order {
    fileprivate var statement: VideoListStatement {
        switch self {
        case .newest: .newest
        case .oldest: .oldest
        case .title: .title
        case .longest: .longest
        }
    }
}

extension Store {
    /// In the order that is asked for. A cursor is the last video of the page before.
    package func videos(
        of account: AccountID, matching query: LibraryQuery = LibraryQuery(), page: PageRequest
    ) async throws -> Page<LibraryEntry> {
        let words = SearchWords.asked(by: query.text)
        // A question of nothing but marks finds nothing, rather than everything.
        if words.isEmpty, query.text.contains(where: { !$0.isWhitespace }) { return Page(items: [], nextCursor: nil) }
        let statement = query.order.statement
        let asked: StatementArguments = [
            "accountID": account, "before": page.before ?? statement.beginning, "limit": page.limit + 1,
            "kind": query.kind, "isFavourite": query.isFavourite, "folderID": query.folder, "tagID": query.tag,
            "from": query.from, "to": query.to,
        ]
        let sought = VideoListStatement.arguments(for: words)
        return try await read { db in
            let rows = try db.rows(statement, asked &+ sought)
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

    /// Changes the entry; its file and its task get a new title, too, which names the download.
    /// - Parameter newID: for tags that are new.
    /// - Returns: nil when the account has no such entry.
    /// - Throws: ``StoreError/missingFolder(_:)``, ``StoreError/tooManyTags``.
    package func changeVideo(
        _ id: VideoID, of account: AccountID, _ change: VideoChange, newID: IDSource, at: Timestamp = .now()
    ) async throws -> LibraryEntry? {
        try await commits.write(needsRoom: true) { [self] entry in
            guard let entry else { return }
            if change.title != nil { tasks.drop(entry.video.taskID) }
            forget(entry.file.id)
        } _: { db in
            guard let entry = try Self.entry(id, of: account, in: db) else { return nil }
            if let title = change.title {
                try db.run(VideoStatement.rename, ["id": id, "accountID": account, "title": title])
                try db.run(VideoStatement.renameFile, ["id": entry.file.id, "title": title])
                try db.run(VideoStatement.renameTask, ["id": id, "title": title])
                try db.writeWords(of: id)
            }
            if let isFavourite = change.isFavourite {
                try db.run(VideoStatement.favour, ["id": id, "accountID": account, "isFavourite": isFavourite])
            }
            if let place = change.place { try db.put(id, of: account, place) }
            if let tags = change.tags {
                try db.run(TagStatement.detachAll, ["accountID": account, "videoID": id])
                try db.attachTags(tags, to: id, of: account, newID: newID, at: at)
            }
            return try Self.entry(id, of: account, in: db)
        }
    }

    /// Deletes the entry and its file, whether it is in the trash or not.
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

extension Database {
    /// - Throws: ``StoreError/missingFolder(_:)``.
    func put(_ video: VideoID, of account: AccountID, _ place: VideoChange.Place) throws {
        var folder: FolderID?
        if case .folder(let id) = place {
            guard try row(FolderStatement.ofAccount, ["id": id, "accountID": account]) != nil else {
                throw StoreError.missingFolder(id)
            }
            folder = id
        }
        try run(VideoStatement.move, ["id": video, "accountID": account, "folderID": folder])
    }
}
