import Domain
import GRDB

enum VideoWordStatement: String, StoreStatement {
    case remove = "DELETE FROM videoWord WHERE number = (SELECT number FROM video WHERE id = :id)"
    case insert = """
        INSERT INTO videoWord (number, word)
        SELECT number, wanted.value FROM video CROSS JOIN json_each(:words) AS wanted WHERE video.id = :id
        """
    /// What a video is found by.
    case texts = """
        SELECT video.title, script.text FROM video LEFT JOIN script ON script.taskID = video.taskID
        WHERE video.id = :id AND video.deletedAt IS NULL
        """
    case note = "UPDATE video SET titleKey = :titleKey, isIndexed = 1 WHERE id = :id"
    case missing = "SELECT id FROM video WHERE isIndexed = 0 AND deletedAt IS NULL ORDER BY id LIMIT :limit"
}

extension Store {
    /// Writes down the words of videos that have none yet: those of before there was a search.
    /// - Returns: how many it was; zero when all have theirs.
    package func indexVideos(limit: Int) async throws -> Int {
        try await commits.write { db in
            let ids: [VideoID] = try db.rows(VideoWordStatement.missing, ["limit": limit]).map { try $0.get("id") }
            for id in ids { try db.writeWords(of: id) }
            return ids.count
        }
    }
}

extension GeneratedVideo {
    /// Inserts the row and the words it is found by; the row of its task and its script are there already.
    /// - Parameter lengthMs: of its file.
    func insert(lengthMs: Int, _ db: Database) throws {
        try db.run(
            VideoStatement.insert,
            [
                "id": id, "accountID": accountID, "taskID": taskID, "fileID": fileID, "title": title,
                "createdAt": createdAt, "lengthMs": lengthMs, "titleKey": SearchWords.key(of: title),
            ])
        try db.writeWords(of: id)
    }
}

extension Database {
    /// Brings the words that a video is found by up to date with its title and script.
    func writeWords(of video: VideoID) throws {
        guard let row = try row(VideoWordStatement.texts, ["id": video]) else { return }
        let title: String = try row.get("title")
        let script: String? = try row.find("text")
        let words = SearchWords.words(of: [title] + (script.map { [$0] } ?? []))
        try run(VideoWordStatement.remove, ["id": video])
        try run(VideoWordStatement.insert, ["id": video, "words": JSONColumn.text(words)])
        try run(VideoWordStatement.note, ["id": video, "titleKey": SearchWords.key(of: title)])
    }
}
