import Domain
import Foundation
import Glibc
import Storage
import TestSupport

/// Drives a store from a process of its own: to be measured, or to be killed by a test.
@main struct Start {
    static func main() async {
        do {
            switch CommandLine.arguments.dropFirst().first {
            case "submit-until-killed": try await submitUntilKilled(home: CommandLine.arguments[2])
            case "commits": try await CommitBench().run()
            case "money": try await MoneyBench().run()
            case "hash": try HashBench().run()
            case "incoming": try await IncomingBench().run()
            case "rows":
                let count = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) }
                try await RowsBench(count: count ?? 1_000_000).run()
            case "backup":
                let count = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) }
                try await BackupBench(count: count ?? 1_000_000).run()
            default:
                print(
                    "usage: StoreDriver commits | money | hash | incoming | rows [COUNT] | backup [COUNT]"
                        + " | submit-until-killed HOME")
            }
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }

    /// Holds the home, submits tasks from 16 sides, and prints the id of each task once it is acknowledged.
    private static func submitUntilKilled(home path: String) async throws {
        let home = try Home(path: path)
        let lock = try HomeLock(home: home)
        let store = try Store(path: home.database, migrations: migrationsFolder)
        let account = try await store.someone()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    while true {
                        let task = try await store.someTask(of: account.id)
                        Array("\(task.id)\n".utf8).withUnsafeBytes { _ = write(1, $0.baseAddress, $0.count) }
                    }
                }
            }
            try await group.waitForAll()
        }
        withExtendedLifetime(lock) {}
    }
}
