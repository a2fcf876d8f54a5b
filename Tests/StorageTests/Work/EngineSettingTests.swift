import Domain
import GRDB
import Testing
import TestSupport

@testable import Storage

/// What administrators said of engines is what the server starts with.
struct EngineSettingTests {
    @Test func `ranks are kept, changed and taken back, those of a newer version left alone`() async throws {
        let store = try Store.temporary()
        try await store.changeEngine("cloud") { $0.ranks = [.speech: 1, .animateMove: 2] }
        try await store.commits.write { db in
            try db.execute(sql: "INSERT INTO engineRank (engine, kind, rank) VALUES ('cloud', 'hologram', 5)")
        }

        try await store.changeEngine("cloud") { $0.ranks = [.speech: 3] }

        #expect(try await store.engineSettings() == [EngineSetting(name: "cloud", ranks: [.speech: 3])])
        let kept = try await store.read { db in
            try Int.fetchOne(db, sql: "SELECT rank FROM engineRank WHERE kind = 'hologram'")
        }
        #expect(kept == 5)
    }

    @Test func `why an engine is not well is kept with its code, and a clause of an older version as it is`()
        async throws
    {
        let store = try Store.temporary()
        let trouble = EngineSetting.Trouble(since: Timestamp(milliseconds: 7), reason: .noAnswer(of: "Ray"))
        try await store.changeEngine("cloud") { $0.trouble = trouble }

        #expect(try await store.engineSettings().map(\.trouble) == [trouble])
        try await store.commits.write { db in
            try db.execute(sql: "UPDATE engine SET troubleRemark = NULL WHERE name = 'cloud'")
        }
        let older = try #require(try await store.engineSettings().first?.trouble)
        #expect(older.reason.code == "other" && older.reason.message == "Ray does not answer")
    }
}
