import Domain
import GRDB

extension EngineSetting.State: DatabaseValueConvertible {}

extension Store {
    /// What is known of engines, of those that are gone too.
    package func engineSettings() async throws -> [EngineSetting] {
        try await read { db in
            try db.rows(EngineStatement.all).map { row in
                var setting = EngineSetting(
                    name: try row.get("name"), state: try row.get("state"), slots: try row.find("slots"))
                if let since: Timestamp = try row.find("troubleSince") {
                    setting.trouble = .init(since: since, reason: try row.get("trouble"))
                }
                for row in try db.rows(EngineStatement.ranks, ["engine": setting.name]) {
                    // A kind of a newer version of this program is left alone.
                    guard let kind: GenerationTask.Kind = try? row.get("kind") else { continue }
                    setting.ranks[kind] = try row.get("rank")
                }
                return setting
            }
        }
    }

    /// Keeps the whole setting, with its line in the log if an administrator made it.
    package func save(_ setting: EngineSetting, noting entry: AuditEntry? = nil) async throws {
        try await commits.write { db in
            try db.run(
                EngineStatement.save,
                [
                    "name": setting.name, "state": setting.state, "slots": setting.slots,
                    "trouble": setting.trouble.map { String($0.reason.prefix(500)) },
                    "troubleSince": setting.trouble?.since,
                ])
            try db.run(EngineStatement.dropRanks, ["engine": setting.name])
            for (kind, rank) in setting.ranks {
                try db.run(EngineStatement.addRank, ["engine": setting.name, "kind": kind, "rank": rank])
            }
            try db.note(entry)
        }
    }
}
