import Domain
import Foundation

/// Listens to recordings in a child process: `greenroom-media consent` and `compare`, with limits of their own.
package struct ChildProcessExaminer: ConsentExaminer {
    private let program: String
    private let environment: [String: String]
    private let timeout: Duration
    private let room: Turnstile

    /// - Parameters:
    ///   - program: absolute path of `greenroom-media`.
    ///   - environment: all that it sees of the environment.
    ///   - timeout: after this the child is killed.
    ///   - atOnce: how many children may run at a time; the rest wait.
    package init(
        program: String, environment: [String: String], timeout: Duration = .seconds(130), atOnce: Int = 1
    ) {
        self.program = program
        self.environment = environment
        self.timeout = timeout
        room = Turnstile(places: atOnce)
    }

    package func hear(
        _ recording: String, code: String, sentence: String, language: String
    ) async throws(ExaminationError) -> ConsentHearing {
        try await answer(["consent", recording, "--code", code, "--language", language, "--sentence", sentence])
    }

    package func compare(
        _ recording: String, with source: String, _ kind: Consent.Kind
    ) async throws(ExaminationError) -> PersonComparison {
        try await answer(["compare", recording, source, "--kind", kind.rawValue])
    }

    private func answer<Answer: Decodable>(_ arguments: [String]) async throws(ExaminationError) -> Answer {
        let (ending, line) = try await run(arguments)
        guard let line else {
            throw .unavailable("greenroom-media ended with status \(ending.status): \(ending.errorTail)")
        }
        if let refusal = MediaChild.refusal(in: line) { throw .unreadable(refusal.message) }
        guard ending.status == 0 else { throw .unavailable("greenroom-media ended with status \(ending.status)") }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(Answer.self, from: line)
        } catch {
            throw .unavailable("the answer of greenroom-media is not understood: \(error)")
        }
    }

    private func run(_ arguments: [String]) async throws(ExaminationError) -> (ChildProcess.Ending, Data?) {
        let child = ChildProcess(
            program, arguments, environment: environment, grace: .milliseconds(200), isNice: true)
        let last = LastLine()
        do {
            let ending = try await room.pass {
                try await withTimeout(timeout) { try await child.run { last.set($0) } }
            }
            return (ending, last.get())
        } catch {
            throw .unavailable("greenroom-media: \(error)")
        }
    }
}
