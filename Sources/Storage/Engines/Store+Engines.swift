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
                    "trouble": setting.trouble.map { String($0.reason.message.prefix(500)) },
                    "troubleRemark": try setting.trouble.map { try JSONColumn.text($0.reason) },
                    "troubleSince": setting.trouble?.since,
                ])
            // Ranks for kinds of a newer version of this program are left alone.
            for kind in GenerationTask.Kind.allCases {
                if let rank = setting.ranks[kind] {
                    try db.run(EngineStatement.setRank, ["engine": setting.name, "kind": kind, "rank": rank])
                } else {
                    try db.run(EngineStatement.dropRank, ["engine": setting.name, "kind": kind])
                }
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
            let remark: String? = try row.find("troubleRemark")
            let reason: Remark = try remark.map(JSONColumn.value) ?? Remark("other", try row.get("trouble"))
            setting.trouble = .init(since: since, reason: reason)
        }
        for row in try rows(EngineStatement.ranks, ["engine": setting.name]) {
            guard let kind: GenerationTask.Kind = try? row.get("kind") else { continue }
            setting.ranks[kind] = try row.get("rank")
        }
        return setting
    }
}
