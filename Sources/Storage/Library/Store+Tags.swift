import Domain
import GRDB

enum TagStatement: String, StoreStatement {
    case insert = """
        INSERT INTO tag (id, accountID, name, nameKey, createdAt) VALUES (:id, :accountID, :name, :nameKey, :at)
        """
    case ofKey = "SELECT id FROM tag WHERE accountID = :accountID AND nameKey = :nameKey"
    case exists = "SELECT EXISTS (SELECT 1 FROM tag WHERE id = :id AND accountID = :accountID)"
    case count = "SELECT count(*) AS count FROM tag WHERE accountID = :accountID"
    case list = """
        SELECT tag.id, tag.name, (
            SELECT count(*) FROM videoTag CROSS JOIN video ON video.id = videoTag.videoID
            WHERE videoTag.accountID = :accountID AND tagID = tag.id AND trashedAt IS NULL) AS videos
        FROM tag WHERE tag.accountID = :accountID ORDER BY nameKey
        """
    case rename = "UPDATE tag SET name = :name, nameKey = :nameKey WHERE id = :id AND accountID = :accountID"
    case delete = "DELETE FROM tag WHERE id = :id AND accountID = :accountID"
    case removeWords = "DELETE FROM tagWord WHERE tagID = :id"
    case insertWords = "INSERT INTO tagWord (tagID, word) SELECT :id, wanted.value FROM json_each(:words) AS wanted"
    case attach = """
        INSERT INTO videoTag (accountID, videoID, tagID) VALUES (:accountID, :videoID, :tagID) ON CONFLICT DO NOTHING
        """
    case detach = """
        DELETE FROM videoTag WHERE accountID = :accountID AND videoID = :videoID
            AND tagID = (SELECT id FROM tag WHERE accountID = :accountID AND nameKey = :nameKey)
        """
    case detachAll = "DELETE FROM videoTag WHERE accountID = :accountID AND videoID = :videoID"
    case countOfVideo = "SELECT count(*) AS count FROM videoTag WHERE accountID = :accountID AND videoID = :videoID"
}

extension Store {
    /// By name, each with the number of its videos.
    package func tags(of account: AccountID) async throws -> [Counted<Tag>] {
        try await read { db in
            try db.rows(TagStatement.list, ["accountID": account]).map { row in
                Counted(Tag(id: try row.get("id"), name: try row.get("name")), videos: try row.get("videos"))
            }
        }
    }

    /// - Returns: false when the account has no such tag.
    /// - Throws: ``StoreError/nameTaken`` when another tag of the account has the name.
    package func renameTag(_ id: TagID, of account: AccountID, to name: String) async throws -> Bool {
        try await commits.write { [videos] (isRenamed: Bool) in
            if isRenamed { videos.dropAll() }
        } _: { db in
            guard try db.holds(TagStatement.exists, ["id": id, "accountID": account]) else { return false }
            let key = SearchWords.key(of: name)
            let other: TagID? = try db.row(TagStatement.ofKey, ["accountID": account, "nameKey": key])?.get("id")
            guard other == nil || other == id else { throw StoreError.nameTaken }
            let arguments: StatementArguments = ["id": id, "accountID": account, "name": name, "nameKey": key]
            guard try db.run(TagStatement.rename, arguments) > 0 else { return false }
            try db.writeWords(of: id, named: name)
            return true
        }
    }

    /// Takes the tag from all videos.
    /// - Returns: false when the account has no such tag.
    package func deleteTag(_ id: TagID, of account: AccountID) async throws -> Bool {
        try await commits.write { [videos] (isDeleted: Bool) in
            if isDeleted { videos.dropAll() }
        } _: { db in
            try db.run(TagStatement.delete, ["id": id, "accountID": account]) > 0
        }
    }
}

extension Database {
    /// Gives the video the account's tags of these names, which are made where there are none; it keeps those it has.
    /// - Parameter newID: for tags that are new.
    /// - Throws: ``StoreError/tooManyTags``.
    func attachTags(
        _ names: [String], to video: VideoID, of account: AccountID, newID: IDSource, at: Timestamp
    ) throws {
        for name in names {
            let tag = try self.tag(named: name, of: account, newID: newID, at: at)
            try run(TagStatement.attach, ["accountID": account, "videoID": video, "tagID": tag])
        }
        let pair: StatementArguments = ["accountID": account, "videoID": video]
        let count: Int = try row(TagStatement.countOfVideo, pair)?.get("count") ?? 0
        guard count <= Tag.mostOfVideo else { throw StoreError.tooManyTags }
    }

    /// Takes the account's tags of these names from the video.
    func detachTags(_ names: [String], from video: VideoID, of account: AccountID) throws {
        for name in names {
            let key = SearchWords.key(of: name)
            try run(TagStatement.detach, ["accountID": account, "videoID": video, "nameKey": key])
        }
    }

    private func tag(named name: String, of account: AccountID, newID: IDSource, at: Timestamp) throws -> TagID {
        let key = SearchWords.key(of: name)
        if let row = try row(TagStatement.ofKey, ["accountID": account, "nameKey": key]) { return try row.get("id") }
        let count: Int = try row(TagStatement.count, ["accountID": account])?.get("count") ?? 0
        guard count < Tag.mostOfAccount else { throw StoreError.tooManyTags }
        let id: TagID = newID.next()
        try run(
            TagStatement.insert, ["id": id, "accountID": account, "name": name, "nameKey": key, "at": at])
        try writeWords(of: id, named: name)
        return id
    }

    fileprivate func writeWords(of tag: TagID, named name: String) throws {
        try run(TagStatement.removeWords, ["id": tag])
        try run(TagStatement.insertWords, ["id": tag, "words": JSONColumn.text(SearchWords.words(of: [name]))])
    }
}
