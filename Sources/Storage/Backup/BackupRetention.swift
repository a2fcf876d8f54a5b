import Domain

/// How many backups are kept: the newest of each of the last days, weeks and months that have one, in UTC.
package struct BackupRetention: Equatable, Sendable {
    package let daily: Int
    package let weekly: Int
    package let monthly: Int

    /// Seven, four and twelve.
    package static let standard = BackupRetention(daily: 7, weekly: 4, monthly: 12)

    package init(daily: Int, weekly: Int, monthly: Int) {
        self.daily = daily
        self.weekly = weekly
        self.monthly = monthly
    }

    /// - Returns: those that nothing keeps. The newest always stays.
    package func surplus(_ backups: [BackupName]) -> [BackupName] {
        let newestFirst = backups.sorted(by: >)
        var kept = Set(newestFirst.prefix(1))
        let periods: [(Int, (BackupName) -> String)] = [
            (daily, { String($0.madeAt.rfc3339.prefix(10)) }),
            // The first of January 1970 was a Thursday; weeks begin on Monday.
            (weekly, { "\((Self.day(of: $0) + 3) / 7)" }),
            (monthly, { String($0.madeAt.rfc3339.prefix(7)) }),
        ]
        for (count, period) in periods {
            var seen = Set<String>()
            for backup in newestFirst where seen.count < count && seen.insert(period(backup)).inserted {
                kept.insert(backup)
            }
        }
        return newestFirst.filter { !kept.contains($0) }
    }

    private static func day(of backup: BackupName) -> Int64 { backup.madeAt.milliseconds / 86_400_000 }
}
