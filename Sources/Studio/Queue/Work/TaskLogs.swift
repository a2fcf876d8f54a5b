import Domain
import Foundation
import Storage
import Synchronization

/// What engines say about tasks, a file for each task, kept for a month.
package struct TaskLogs: Sendable {
    /// Of one task; an engine that says more is not listened to any longer.
    private static let largestBytes = 1 << 20
    private static let lifetime: Duration = .seconds(30 * 24 * 3600)

    let home: Home
    let io: BlockingIO

    package init(home: Home, io: BlockingIO) {
        self.home = home
        self.io = io
    }

    /// The whole log; empty when nothing was said.
    package func read(_ task: GenerationTask) async throws -> String {
        let path = path(task)
        return try await io.run {
            String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        }
    }

    /// Adds lines at the end. What cannot be written is left out: no task fails for its log.
    func append(_ lines: [String], to task: GenerationTask) async {
        guard !lines.isEmpty else { return }
        let (path, text) = (path(task), lines.map { $0 + "\n" }.joined())
        try? await io.run {
            let folder = (path as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard file >= 0 else { return }
            defer { close(file) }
            guard lseek(file, 0, SEEK_END) + text.utf8.count <= Self.largestBytes else { return }
            var bytes = text
            bytes.withUTF8 { _ = write(file, $0.baseAddress, $0.count) }
        }
    }

    /// Removes all logs of an account.
    func forget(_ account: AccountID) async throws {
        let folder = folder(account)
        try await io.run { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// Removes those to which nothing was added for a month.
    func sweep(at moment: Timestamp) async throws {
        let folder = home.taskLogs
        let oldest = (moment + Self.lifetime * -1).milliseconds / 1000
        try await io.run {
            for account in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(account)")) ?? []
                for name in names {
                    let path = "\(folder)/\(account)/\(name)"
                    var facts = stat()
                    guard lstat(path, &facts) == 0, Int64(facts.st_mtim.tv_sec) < oldest else { continue }
                    unlink(path)
                }
                rmdir("\(folder)/\(account)")
            }
        }
    }

    private func folder(_ account: AccountID) -> String { "\(home.taskLogs)/\(account)" }
    private func path(_ task: GenerationTask) -> String { "\(folder(task.accountID))/\(task.id).log" }
}

/// Gathers the lines of one run until they are written together.
final class TaskLog: Sendable {
    private let task: GenerationTask
    private let logs: TaskLogs
    private let now: @Sendable () -> Timestamp
    private let lines = Mutex<[String]>([])

    init(_ task: GenerationTask, in logs: TaskLogs, now: @escaping @Sendable () -> Timestamp) {
        self.task = task
        self.logs = logs
        self.now = now
    }

    func say(_ text: String) { lines.withLock { [line = "\(now().rfc3339) \(text)"] in $0.append(line) } }

    func flush() async {
        let lines = lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
        await logs.append(lines, to: task)
    }
}
