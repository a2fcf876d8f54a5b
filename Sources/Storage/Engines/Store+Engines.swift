import Domain
import GRDB

extension EngineSetting.State: DatabaseValueConvertible {}

extension Store {
    /// What is known of engines, of those that are gone too.
    package func engineSettings() async throws -> [EngineSetting] {
        try await read { db in
            try db.rows(EngineStatement.all).map { row in try db.engineSetting(row) }
        }
    }

    /// Changes what is kept of an engine, with a line in the log if an administrator does it. Changes that come at the
    /// same time follow one another: each sees what the one before it left.
    /// - Parameter committed: told of the new setting, in the order of the changes.
    /// - Returns: the new setting.
    @discardableResult
    package func changeEngine(
        _ name: String, noting entry: AuditEntry? = nil,
        committed: @escaping @Sendable (EngineSetting) -> Void = { _ in },
        _ change: @escaping @Sendable (inout EngineSetting) throws -> Void
    ) async throws -> EngineSetting {
        try await commits.write(committed: committed) { db in
            var setting =
                try db.row(EngineStatement.one, ["name": name]).map(db.engineSetting) ?? EngineSetting(name: name)
            try change(&setting)
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
            return setting
        }
    }
}

extension Database {
    fileprivate func engineSetting(_ row: Row) throws -> EngineSetting {
        var setting = EngineSetting(
            name: try row.get("name"), state: try row.get("state"), slots: try row.find("slots"))
        if let since: Timestamp = try row.find("troubleSince") {
            setting.trouble = .init(since: since, reason: try row.get("trouble"))
        }
        for row in try rows(EngineStatement.ranks, ["engine": setting.name]) {
            // A kind of a newer version of this program is left alone.
            guard let kind: GenerationTask.Kind = try? row.get("kind") else { continue }
            setting.ranks[kind] = try row.get("rank")
        }
        return setting
    }
}
