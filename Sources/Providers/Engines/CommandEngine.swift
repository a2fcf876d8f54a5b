import Domain
import Foundation
import Logging
import Synchronization

/// An engine that is a program of its own: it reads the job as JSON on standard input and writes JSON lines, as
/// `Sources/README.md` tells under "The engine contract".
package struct CommandEngine: GenerationEngine {
    package let name: String
    package let kinds: Set<GenerationTask.Kind>
    package let slots: Int
    private let program: String
    private let arguments: @Sendable (GenerationTask.Kind) -> [String]
    private let environment: [String: String]
    private let grace: Duration
    private let checkTimeout: Duration
    private let checks: Turnstile
    private let logger: Logger

    /// - Parameters:
    ///   - program: absolute path.
    ///   - arguments: by kind of task; `--check` is added for the pre-flight check.
    ///   - environment: all that the program sees of the environment.
    ///   - grace: how long after SIGTERM the whole process group is killed.
    package init(
        name: String, kinds: Set<GenerationTask.Kind>, slots: Int, program: String,
        arguments: @escaping @Sendable (GenerationTask.Kind) -> [String], environment: [String: String],
        grace: Duration = .seconds(8), checkTimeout: Duration = .seconds(20), logger: Logger
    ) {
        self.name = name
        self.kinds = kinds
        self.slots = slots
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.grace = grace
        self.checkTimeout = checkTimeout
        checks = Turnstile(places: 2)
        self.logger = logger
    }

    package func check(_ job: EngineJob) async throws(EngineError) -> EngineEstimate {
        let child = child(job, checking: true)
        let verdict: EngineVerdict
        do {
            let input = try JSONEncoder().encode(job)
            verdict = try await checks.pass {
                try await withTimeout(checkTimeout) { try await outcome(of: child, input: input) { _ in } }
            }
        } catch {
            throw Self.translate(error)
        }
        guard case .check(let estimate) = verdict else {
            throw .failed(code: "engine_broken", message: Self.broken, detail: "no check in the answer")
        }
        return estimate
    }

    package func run(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        let verdict: EngineVerdict
        do {
            let input = try JSONEncoder().encode(job)
            verdict = try await outcome(of: child(job, checking: false), input: input, report: report)
        } catch {
            throw Self.translate(error)
        }
        guard case .output(let names) = verdict, names[job.kind.product] != nil else {
            throw .failed(
                code: "engine_broken", message: Self.broken, detail: "no \(job.kind.product.rawValue) in the answer")
        }
        var output = EngineOutput([:])
        for (role, name) in names {
            guard let path = OutputPath.resolve(name, in: job.outputDirectory) else {
                throw .failed(
                    code: "engine_broken", message: Self.broken,
                    detail: "the output \(name) is not a plain file inside the output directory")
            }
            output.files[role] = path
        }
        return output
    }

    /// Codes by which an engine says that it is not well, rather than that the input cannot be used.
    private static let passing: Set<String> = ["cancelled", "engine_unavailable", "out_of_memory", "write_failed"]
    private static let broken = "The engine stopped working. Try again."

    private func child(_ job: EngineJob, checking: Bool) -> ChildProcess {
        ChildProcess(
            program, arguments(job.kind) + (checking ? ["--check"] : []), environment: environment, grace: grace,
            isNice: !checking)
    }

    /// Runs the child and gives what its last word was.
    private func outcome(
        of child: ChildProcess, input: Data, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws -> EngineVerdict {
        let verdict = Mutex<EngineVerdict?>(nil)
        let ending = try await child.run(input: input) { line in
            switch EngineLine(line) {
            case .report(let said): report(said)
            case .verdict(let said): verdict.withLock { $0 = said }
            case .noise(let text): logger.debug("engine said", metadata: ["engine": "\(name)", "line": "\(text)"])
            }
        }
        if !ending.errorTail.isEmpty {
            logger.debug("engine's standard error", metadata: ["engine": "\(name)", "tail": "\(ending.errorTail)"])
        }
        switch verdict.withLock({ $0 }) {
        case .error(let code, let message) where Self.passing.contains(code):
            throw EngineError.failed(code: code, message: message.text, detail: "said by the engine")
        case .error(let code, let message): throw EngineError.refused(code: code, message: message)
        case .some(let said) where ending.status == 0: return said
        case .some, nil:
            let detail = "status \(ending.status): \(ending.errorTail.suffix(500))"
            guard ending.wasSignalled else {
                throw EngineError.failed(code: "engine_broken", message: Self.broken, detail: detail)
            }
            throw EngineError.failed(code: "engine_killed", message: Self.broken, detail: detail)
        }
    }

    private static func translate(_ error: any Error) -> EngineError {
        switch error {
        case let error as EngineError: error
        case is CancellationError: .cancelled
        case is TimedOut:
            .failed(
                code: "check_timed_out", message: "The check timed out.",
                detail: "the check's time limit")
        case ChildProcess.Failure.lineTooLong:
            .failed(code: "engine_broken", message: broken, detail: "a line of more than 1 MiB")
        default: .failed(code: "engine_unavailable", message: "The engine does not start.", detail: "\(error)")
        }
    }
}
