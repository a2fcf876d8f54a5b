import Domain
import Foundation

/// `greenroom-media` as a child process, run once and asked for its last line.
struct MediaChild: Sendable {
    /// What it says of what it refuses.
    struct Refusal: Decodable {
        let code: String
        let message: String
    }

    private struct RefusalLine: Decodable { let error: Refusal }

    /// Absolute path.
    let program: String
    /// All that it sees of the environment.
    let environment: [String: String]
    let room: Turnstile
    /// After this the child is killed; nil lets it take its time.
    var timeout: Duration?
    var grace: Duration = .seconds(8)
    var isNice = false

    /// - Throws: ``ProbeError/timedOut``, ``ProbeError/unavailable(_:)``.
    func run(_ arguments: [String]) async throws(ProbeError) -> (ending: ChildProcess.Ending, line: Data?) {
        let child = ChildProcess(program, arguments, environment: environment, grace: grace, isNice: isNice)
        let last = LastLine()
        do {
            let ending = try await room.pass {
                guard let timeout else { return try await child.run { last.set($0) } }
                return try await withTimeout(timeout) { try await child.run { last.set($0) } }
            }
            return (ending, last.get())
        } catch is TimedOut {
            throw .timedOut
        } catch ChildProcess.Failure.silent {
            throw .timedOut
        } catch {
            throw .unavailable("greenroom-media: \(error)")
        }
    }

    /// Nil for a line that says something else.
    static func refusal(in line: Data?) -> Refusal? {
        line.flatMap { try? JSONDecoder().decode(RefusalLine.self, from: $0).error }
    }
}
