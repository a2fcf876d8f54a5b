import Foundation
import Outbound

/// A task as the API tells it, as far as the command line needs it.
struct RemoteTask: Decodable, Sendable {
    struct Result: Decodable, Sendable {
        let videoId: String?
        let fileId: String?
        let url: String?
        let subtitlesUrl: String?
        let videoModelId: String?
        let voiceModelId: String?
    }

    struct Failure: Decodable, Sendable {
        let code: String
        let message: String
        let retryable: Bool
    }

    let id: String
    let kind: String
    let status: String
    let title: String
    let stage: String
    let progress: Double
    let result: Result?
    let error: Failure?
    let createdAt: String

    var isOver: Bool { ["succeeded", "failed", "cancelled"].contains(status) }

    var line: [String] { [id, kind, status, "\(Int(progress * 100)) %", createdAt, title] }

    /// Why it did not succeed; nil when it did.
    var problem: CommandFailure? {
        switch status {
        case "succeeded": nil
        case "cancelled": CommandFailure("The task was cancelled.")
        default:
            CommandFailure(
                error?.message ?? "The task failed.",
                exitCode: error?.retryable == false ? CommandFailure.refused : CommandFailure.failed)
        }
    }
}

extension RemoteServer {
    private struct Tick: Decodable {
        let stage: String
        let progress: Double
    }

    /// Follows a task until it has ended. A connection that breaks is made again, and goes on where it was.
    /// - Throws: ``CommandFailure`` when the server is away for minutes.
    func follow(
        _ id: String, told: (_ stage: String, _ progress: Double) -> Void
    ) async throws -> RemoteTask {
        var (last, silent) = (String?.none, 0)
        while true {
            do {
                for try await event in try await events("/tasks/\(id)/events", after: last) {
                    (last, silent) = (event.id ?? last, 0)
                    guard event.name == "progress", let progress = Self.progress(event.data) else { continue }
                    told(progress.stage, progress.progress)
                }
            } catch let failure as CommandFailure where failure.exitCode == CommandFailure.interrupted || silent >= 20 {
                throw failure
            } catch {
                if Task.isCancelled { throw CommandFailure("Interrupted.", exitCode: CommandFailure.interrupted) }
                silent += 1
                try? await Task.sleep(for: .seconds(min(15, silent)))
                continue
            }
            // The stream of a task ends with it.
            let task = try await ask("GET", "/tasks/\(id)").data(as: RemoteTask.self)
            if task.isOver { return task }
            // A server that stops ends its streams.
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private static func progress(_ text: String) -> Tick? {
        try? JSONDecoder().decode(Tick.self, from: Data(text.utf8))
    }
}
