import Domain
import GRDB

enum OverviewStatement: String, StoreStatement {
    case videos = """
        SELECT count(*) AS count FROM video WHERE accountID = :accountID AND deletedAt IS NULL AND trashedAt IS NULL
        """
    case files = """
        SELECT count(*) AS count FROM file WHERE accountID = :accountID AND deletedAt IS NULL AND origin <> 'result'
        """
    case models = """
        SELECT count(*) AS count FROM model
        WHERE accountID = :accountID AND kind = :kind AND deletedAt IS NULL AND completedAt IS NOT NULL
        """
    case tasks = """
        SELECT count(*) AS count FROM task
        WHERE accountID = :accountID AND status = :status AND parentTaskID IS NULL
        """
    /// A scene costs something, but is made for its film and counts with that.
    case day = """
        SELECT count(*) FILTER (WHERE parentTaskID IS NULL) AS tasks,
            coalesce(sum(json_extract(file.facts, '$.durationMs')) FILTER (WHERE parentTaskID IS NULL), 0) AS madeMs,
            coalesce(sum(usedMs), 0) AS usedMs, coalesce(sum(creditsCharged), 0) AS credits
        FROM task INDEXED BY taskByEnd LEFT JOIN file ON file.id = resultFileID
        WHERE task.accountID = :accountID AND status = 'succeeded' AND finishedAt >= :from AND finishedAt < :to
        """
    /// Once the minutes are settled.
    case noteUsed = "UPDATE task SET usedMs = :usedMs WHERE id = :id"
}

extension Store {
    package func counts(of account: AccountID) async throws -> AccountCounts {
        try await read { db in
            let own: StatementArguments = ["accountID": account]
            func count(_ statement: OverviewStatement, _ arguments: StatementArguments = [:]) throws -> Int {
                try db.row(statement, own &+ arguments)?.get("count") ?? 0
            }
            var counts = AccountCounts()
            counts.videos = try count(.videos)
            counts.files = try count(.files)
            counts.avatars = try count(.models, ["kind": TrainedModel.Kind.video])
            counts.voices = try count(.models, ["kind": TrainedModel.Kind.voice])
            for status in GenerationTask.Status.allCases {
                counts.tasks[status] = try count(.tasks, ["status": status])
            }
            return counts
        }
    }

    /// What the account made between the beginnings, each day until the next one.
    /// - Parameter beginnings: of days, in order; the last one is where the last day ends.
    package func usage(of account: AccountID, between beginnings: [Timestamp]) async throws -> [UsageDay] {
        try await read { db in
            try zip(beginnings, beginnings.dropFirst()).map { from, to in
                var day = UsageDay(startsAt: from)
                guard let row = try db.row(OverviewStatement.day, ["accountID": account, "from": from, "to": to]) else {
                    return day
                }
                (day.tasks, day.madeMs) = (try row.get("tasks"), try row.get("madeMs"))
                (day.usedMs, day.credits) = (try row.get("usedMs"), try row.get("credits"))
                return day
            }
        }
    }
}
