import Domain
import GRDB
import TestSupport
import Testing

@testable import Storage

/// What the schema holds about tags, links and files in use, whoever writes.
struct LibrarySchemaTests {
    private let store: Store
    private let kim: AccountID
    private let video: GeneratedVideo

    init() async throws {
        store = try Store.temporary()
        kim = try await store.someone().id
        let task = try await store.someTask(of: kim)
        _ = try await store.start(task.id, at: .sample, lease: .sample)
        let file = MediaFile.sample(.video, of: kim, origin: .result)
        video = .sample(of: task, file: file)
        _ = try await store.end(task.id, as: .succeeded(Delivery(file: file, video: video)), at: .sample)
        let (kim, video) = (kim, video)
        try await store.commits.write { db in
            try db.execute(sql: "INSERT INTO tag VALUES ('t', ?, 'Dance', 'dance', 1)", arguments: [kim])
            try db.execute(sql: "INSERT INTO videoTag VALUES (?, ?, 't')", arguments: [kim, video.id])
            try db.execute(
                sql:
                    "INSERT INTO shareLink (id, accountID, videoID, hash, createdAt, expiresAt) VALUES ('s', ?, ?, randomblob(32), 1, 2)",
                arguments: [kim, video.id])
        }
    }

    private func count(_ table: String) async throws -> Int {
        try await store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }

    @Test(arguments: [
        "INSERT INTO videoTag VALUES (:eve, :video, 't')",
        "INSERT INTO shareLink (id, accountID, videoID, hash, createdAt, expiresAt) VALUES ('e', :eve, :video, randomblob(32), 1, 2)",
        "INSERT INTO tag SELECT 'e', accountID, 'DANCE', 'dance', 1 FROM tag WHERE :eve <> :video",
        "UPDATE file SET deletedAt = 1 WHERE id = (SELECT fileID FROM video WHERE id = :video) AND :eve <> ''",
    ]) func `nobody tags or shares what is another's, and a video keeps its file`(sql: String) async throws {
        let eve = try await store.someone().id
        let video = video.id

        let error = await #expect(throws: DatabaseError.self) {
            try await store.commits.write { db in try db.execute(sql: sql, arguments: ["eve": eve, "video": video]) }
        }

        #expect(error?.resultCode == .SQLITE_CONSTRAINT)
    }

    @Test func `a deleted video is no longer shared, tagged or shown`() async throws {
        #expect(try await store.deleteVideo(video.id, of: kim))

        #expect(try await count("shareLink") == 0)
        #expect(try await count("videoTag") == 0)
        #expect(try await count("video") == 1)
        #expect(try await store.videos(of: kim, page: PageRequest()).items.isEmpty)
        let video = video.id
        await #expect(throws: DatabaseError.self) {
            try await store.commits.write { db in
                try db.execute(
                    sql:
                        "INSERT INTO shareLink (id, accountID, videoID, hash, createdAt, expiresAt) SELECT 'n', accountID, id, randomblob(32), 1, 2 FROM video WHERE id = ?",
                    arguments: [video])
            }
        }
    }

    @Test func `a model keeps its preview, and takes it along`() async throws {
        let sample = try await store.someFile(.audio, of: kim)
        let consent = Consent.sample(of: kim)
        try await store.add(consent)
        let task = GenerationTask(
            id: sampleIDs.next(), accountID: kim, kind: .voiceClone, engine: "builtin", mode: .standard, title: "Kim",
            inputs: .init(audioFileID: sample.id), createdAt: .sample)
        let model = TrainedModel(
            id: sampleIDs.next(), accountID: kim, kind: .voice, name: "Kim", taskID: task.id,
            sourceFileID: sample.id, consentID: consent.id, createdAt: .sample)
        try await store.submit(task, training: model)
        _ = try await store.start(task.id, at: .sample, lease: .sample)
        let preview = MediaFile.sample(.audio, of: kim, origin: .result)
        let outcome = TrainedModel.Outcome(previewFileID: preview.id, profile: "{}", completedAt: .sample)
        _ = try await store.end(task.id, as: .succeeded(Delivery(file: preview, outcome: outcome)), at: .sample)

        await #expect(throws: StoreError.isPreview(preview.id)) { try await store.deleteFile(preview.id, of: kim) }
        #expect(try await store.deleteModel(model.id, of: kim))

        #expect(try await store.file(preview.id) == nil)
        #expect(try await store.unreferencedBlobs(limit: 10) == [preview.blob])
    }
}
