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
}
