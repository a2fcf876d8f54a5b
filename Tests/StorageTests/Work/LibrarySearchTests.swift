import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// Finding a video again: by words, tags, folders and favourites, in any order, among thousands.
struct LibrarySearchTests {
    private let folder: TemporaryFolder
    private let store: Store
    private let kim: AccountID

    init() async throws {
        folder = try TemporaryFolder()
        store = try Store(path: folder.path + "/greenroom.db", migrations: migrationsFolder)
        kim = try await store.someone().id
    }

    /// - Parameter script: what it says; a talking video when there is one.
    @discardableResult
    private func video(
        _ title: String, of account: AccountID? = nil, script: String? = nil, lengthMs: Int = 4000
    ) async throws -> GeneratedVideo {
        var task = GenerationTask.sample(of: account ?? kim, kind: script == nil ? .animateMove : .talkingVideo)
        task.title = title
        try await store.submit(task, script: script)
        _ = try await store.start(task.id, at: .sample, lease: .sample)
        var facts = MediaFacts.sample(.video)
        facts.durationMs = lengthMs
        let file = MediaFile(
            id: sampleIDs.next(), accountID: account ?? kim, kind: .video, origin: .result, title: title,
            blob: .random(), facts: facts, createdAt: .sample)
        let video = GeneratedVideo.sample(of: task, file: file)
        _ = try await store.end(task.id, as: .succeeded(Delivery(file: file, video: video)), at: .sample)
        return video
    }

    private func found(_ change: (inout LibraryQuery) -> Void) async throws -> [String] {
        var query = LibraryQuery()
        change(&query)
        return try await store.videos(of: kim, matching: query, page: PageRequest()).items.map(\.video.title)
    }

    private func found(by text: String) async throws -> [String] { try await found { $0.text = text } }

    @Test func `finds a video by words of its title, its script and its tags, all of them together`() async throws {
        let lee = try await store.someone().id
        let tokyo = try await video("東京の夜", script: "Welcome to the capital. 夜景をご覧ください。")
        try await video("Tokyo by day")
        try await video("東京の夜", of: lee)
        _ = try await store.changeVideo(tokyo.id, of: kim, .tags(["Travel", "旅行"]), newID: sampleIDs)

        for text in ["東京", "夜", "夜景", "capital", "WELC", "trav", "旅", "旅行 capital 東京"] {
            #expect(try await found(by: text) == ["東京の夜"], "\(text)")
        }
        #expect(try await found(by: "tokyo travel").isEmpty)
        #expect(try await found(by: "!?").isEmpty)
        #expect(try await found(by: " ").count == 2)
        #expect(try await found(by: "%").isEmpty)
    }

    @Test func `finds a video by its new title and new tags, and no more by the old ones`() async throws {
        let dance = try await video("dance")
        _ = try await store.changeVideo(dance.id, of: kim, .tags(["spring"]), newID: sampleIDs)

        var change = VideoChange.tags(["autumn"])
        change.title = "waltz"
        _ = try await store.changeVideo(dance.id, of: kim, change, newID: sampleIDs)
        let tag = try #require(try await store.tags(of: kim).first { $0.value.name == "autumn" }).value
        #expect(try await store.renameTag(tag.id, of: kim, to: "winter"))

        #expect(try await found(by: "waltz winter") == ["waltz"])
        for gone in ["dance", "spring", "autumn"] { #expect(try await found(by: gone).isEmpty, "\(gone)") }
    }

    @Test func `words of what was deleted are nowhere on the disk any more`() async throws {
        let gone = try await video("Xanthippe", script: "Qwertzuiop asdfghjkl")
        _ = try await store.changeVideo(gone.id, of: kim, .tags(["Zyzzyva"]), newID: sampleIDs)
        for number in 0..<50 { try await video("another \(number)") }
        #expect(try await bytes(contain: "qwertzuiop"))

        #expect(try await store.deleteVideo(gone.id, of: kim))
        let tag = try #require(try await store.tags(of: kim).first).value
        #expect(try await store.deleteTag(tag.id, of: kim))
        try await store.dropTraces()

        for word in ["qwertzuiop", "xanthippe", "zyzzyva"] { #expect(try await !bytes(contain: word), "\(word)") }
    }

    /// In the database's files, in lower case as the words are kept.
    private func bytes(contain word: String) async throws -> Bool {
        try ["", "-wal"].contains { ending in
            let file = URL(filePath: "\(folder.path)/greenroom.db\(ending)")
            guard FileManager.default.fileExists(atPath: file.path) else { return false }
            return try Data(contentsOf: file).firstRange(of: Data(word.utf8)) != nil
        }
    }

    @Test(arguments: LibraryQuery.Order.allCases) func `walks through all videos in each order, each once`(
        order: LibraryQuery.Order
    ) async throws {
        for number in 0..<7 {
            try await video(["b", "a", "É", "c"][number % 4], lengthMs: [4, 2, 9][number % 3] * 1000)
        }
        var (query, before): (LibraryQuery, String?) = (LibraryQuery(), nil)
        query.order = order

        var walked: [LibraryEntry] = []
        repeat {
            let page = try await store.videos(of: kim, matching: query, page: PageRequest(limit: 2, before: before))
            walked += page.items
            before = page.nextCursor
        } while before != nil

        let keys = walked.map { entry in
            switch order {
            case .newest, .oldest: entry.video.id.rawValue
            case .title: SearchWords.key(of: entry.video.title)
            case .longest: String(entry.file.facts.durationMs ?? 0)
            }
        }
        #expect(walked.count == 7)
        #expect(Set(walked.map(\.video.id)).count == 7)
        #expect(keys == (order == .newest || order == .longest ? keys.sorted(by: >) : keys.sorted()))
    }

    @Test func `shows only what a filter asks for`() async throws {
        let (first, second) = (try await video("first"), try await video("second", script: "Hello."))
        let folder = Folder(id: sampleIDs.next(), accountID: kim, name: "Clients", createdAt: .sample)
        try await store.add(folder, limit: 9)
        var change = VideoChange.tags(["blue"])
        change.isFavourite = true
        change.place = .folder(folder.id)
        let entry = try await store.changeVideo(first.id, of: kim, change, newID: sampleIDs)
        _ = try await store.changeVideo(second.id, of: kim, .tags(["BLUE", "red"]), newID: sampleIDs)
        let tags = try await store.tags(of: kim)

        #expect(entry?.placing == Placing(isFavourite: true, folderID: folder.id, tags: [tags[0].value]))
        #expect(tags.map(\.value.name) == ["blue", "red"] && tags.map(\.videos) == [2, 1])
        #expect(try await store.folders(of: kim) == [Counted(folder, videos: 1)])
        #expect(try await found { $0.kind = .talkingVideo } == ["second"])
        #expect(try await found { $0.tag = tags[1].value.id } == ["second"])
        #expect(try await found { $0.tag = tags[0].value.id }.count == 2)
        #expect(try await found { $0.folder = folder.id } == ["first"])
        #expect(try await found { $0.isFavourite = true } == ["first"])
        #expect(try await found { $0.isFavourite = false } == ["second"])
        #expect(try await found { $0.from = .sample + .seconds(1) }.isEmpty)
        #expect(try await found { ($0.from, $0.to) = (.sample, .sample + .seconds(1)) }.count == 2)
        #expect(try await store.deleteFolder(folder.id, of: kim))
        #expect(try await store.video(first.id, of: kim)?.placing.folderID == nil)
    }

    @Test func `keeps everybody out of folders and tags of others, and within the limits`() async throws {
        let (lee, own) = (try await store.someone().id, try await video("own"))
        let theirs = Folder(id: sampleIDs.next(), accountID: lee, name: "Theirs", createdAt: .sample)
        try await store.add(theirs, limit: 1)
        var change = VideoChange()
        change.place = .folder(theirs.id)
        let intruding = change

        await #expect(throws: StoreError.missingFolder(theirs.id)) {
            try await store.changeVideo(own.id, of: kim, intruding, newID: sampleIDs)
        }
        await #expect(throws: StoreError.nameTaken) {
            try await store.add(
                Folder(id: sampleIDs.next(), accountID: lee, name: "THEIRS", createdAt: .sample), limit: 9)
        }
        await #expect(throws: StoreError.tooManyFolders) {
            try await store.add(Folder(id: sampleIDs.next(), accountID: lee, name: "x", createdAt: .sample), limit: 1)
        }
        let many = VideoChange.tags((0...Tag.mostOfVideo).map { "tag \($0)" })
        await #expect(throws: StoreError.tooManyTags) {
            try await store.changeVideo(own.id, of: kim, many, newID: sampleIDs)
        }
        #expect(try await store.tags(of: kim).isEmpty)
        #expect(try await store.renameFolder(theirs.id, of: kim, to: "mine") == nil)
        #expect(try await !store.deleteFolder(theirs.id, of: kim))
    }

    @Test func `finds the videos of before there was a search once they are indexed`() async throws {
        try await video("Zebra crossing")
        try await store.commits.write { db in
            try db.execute(sql: "DELETE FROM videoWord; UPDATE video SET isIndexed = 0, titleKey = ''")
        }
        #expect(try await found(by: "zebra").isEmpty)

        #expect(try await store.indexVideos(limit: 10) == 1)
        #expect(try await store.indexVideos(limit: 10) == 0)

        #expect(try await found(by: "zebra") == ["Zebra crossing"])
    }

    @Test func `answers within a tenth of a second among ten thousand videos`() async throws {
        try await video("the very first needle")
        try await fill(9_999)
        let questions: [(String, (inout LibraryQuery) -> Void)] = [
            ("newest", { _ in }), ("title", { $0.order = .title }), ("longest", { $0.order = .longest }),
            ("a rare word", { $0.text = "needle" }), ("a common word", { $0.text = "word1" }),
            ("no such word", { $0.text = "nothing" }), ("several words", { $0.text = "needle first very the" }),
            ("a sentence in Chinese", { $0.text = "恭喜发财新年快乐万事如意" }),
            ("no favourites", { $0.isFavourite = true }),
            ("all at once", { ($0.text, $0.kind, $0.isFavourite, $0.order) = ("needle", .animateMix, true, .title) }),
        ]

        for (name, change) in questions {
            var query = LibraryQuery()
            change(&query)
            var times: [Duration] = []
            for _ in 0..<5 {
                let begin = ContinuousClock.now
                _ = try await store.videos(of: kim, matching: query, page: PageRequest(limit: 100))
                times.append(.now - begin)
            }
            let middle = times.sorted()[2]
            print("library of 10,000, \(name): \(middle)")
            #expect(middle < .milliseconds(100), "\(name)")
        }
    }

    /// More of the same, each with forty words of its own, past the code that would take a minute to make them.
    private func fill(_ count: Int) async throws {
        let steps = [
            "INSERT INTO blob (hash, sizeBytes) SELECT printf('%064x', i), 1 FROM n WHERE :kim <> ''",
            """
            INSERT INTO task (id, accountID, kind, mode, title, engine, status, maxAttempts, createdAt, startedAt,
                finishedAt)
            SELECT id, :kim, 'animate_move', 'wan-std', 'video ' || i, 'builtin', 'succeeded', 3, i, i, i FROM n
            """,
            """
            INSERT INTO file (id, accountID, kind, origin, title, blob, sizeBytes, facts, createdAt)
            SELECT id, :kim, 'video', 'result', 'video ' || i, printf('%064x', i), 1,
                (SELECT facts FROM file WHERE kind = 'video' LIMIT 1), i FROM n
            """,
            """
            INSERT INTO video (id, accountID, taskID, fileID, title, createdAt, number, kind, lengthMs, titleKey,
                isIndexed)
            SELECT id, :kim, id, id, 'video ' || i, i, i, 'animate_move', i % 97, 'video ' || i, 1 FROM n
            """,
            """
            INSERT INTO videoWord
            WITH RECURSIVE w (word) AS (SELECT 1 UNION ALL SELECT word + 1 FROM w WHERE word < 40)
            SELECT i, 'word' || word || '-' || (i % 1000) FROM n CROSS JOIN w WHERE :kim <> ''
            """,
        ]
        try await store.commits.write { [kim] db in
            try db.execute(
                sql: """
                    CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i <= ?)
                    SELECT i, printf('zz-%06d', i) AS id FROM n
                    """, arguments: [count])
            for step in steps { try db.execute(sql: step, arguments: ["kim": kim]) }
            try db.execute(sql: "DROP TABLE n")
        }
        #expect(try await store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM video") } == count + 1)
    }
}
