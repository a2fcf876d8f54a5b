import Domain
import Foundation
import Logging
import Synchronization

/// An engine that is a program of its own: it reads the job as JSON on standard input and writes JSON lines, as
/// `Sources/README.md` tells under "The engine contract".
package struct CommandEngine: CheckingEngine, PreviewingEngine, HealthReportingEngine, PricingEngine {
    package let facts: EngineFacts
    private let rates: [GenerationTask.Kind: EngineRate]
    private let command: @Sendable (EngineJob) throws(EngineError) -> Invocation
    private let readiness: @Sendable () -> EngineReadiness
    private let grace: Duration
    private let silence: Duration
    private let checkTimeout: Duration
    private let checks: Turnstile
    private let logger: Logger

    /// - Parameters:
    ///   - program: absolute path.
    ///   - arguments: by kind of task; `--check` is added for the pre-flight check.
    ///   - environment: all that the program sees of the environment.
    ///   - grace: how long after SIGTERM the whole process group is killed.
    ///   - silence: how long it may show no sign of life, neither a line nor processor time used, before it is ended.
    package init(
        _ facts: EngineFacts, program: String,
        arguments: @escaping @Sendable (GenerationTask.Kind) -> [String], environment: [String: String],
        grace: Duration = .seconds(8), silence: Duration = .seconds(120), checkTimeout: Duration = .seconds(20),
        logger: Logger
    ) {
        self.init(
            facts,
            command: { Invocation(program: program, arguments: arguments($0.kind), environment: environment) },
            readiness: {
                access(program, X_OK) == 0 ? .ready : .notConfigured(.programMissing(program))
            }, grace: grace, silence: silence, checkTimeout: checkTimeout, logger: logger)
    }

    /// - Parameters:
    ///   - rates: what its work costs; kinds without one cost nothing.
    ///   - command: what is started for a job.
    init(
        _ facts: EngineFacts, rates: [GenerationTask.Kind: EngineRate] = [:],
        command: @escaping @Sendable (EngineJob) throws(EngineError) -> Invocation,
        readiness: @escaping @Sendable () -> EngineReadiness, grace: Duration, silence: Duration,
        checkTimeout: Duration = .seconds(20), logger: Logger
    ) {
        self.facts = facts
        self.rates = rates
        self.command = command
        self.readiness = readiness
        self.grace = grace
        self.silence = silence
        self.checkTimeout = checkTimeout
        checks = Turnstile(places: 2)
        self.logger = logger
    }

    package func health() async -> EngineReadiness { readiness() }

    package func price(of work: WorkSize) -> EnginePrice? { rates[work.kind]?.price(of: work) }

    package func check(_ job: EngineJob) async throws(EngineError) -> EngineEstimate {
        try await look(job, "--check", within: checkTimeout)
    }

    package func preview(_ job: EngineJob) async throws(EngineError) -> String {
        _ = try await look(job, "--preview", within: checkTimeout * 3)
        guard let path = OutputPath.resolve("preview.jpg", in: job.outputDirectory) else {
            throw .broken("no preview.jpg in the output directory")
        }
        return path
    }

    private func look(
        _ job: EngineJob, _ flag: String, within limit: Duration
    ) async throws(EngineError) -> EngineEstimate {
        let verdict: EngineVerdict
        do {
            let child = try child(job, asking: flag)
            let input = try Self.encoder.encode(job)
            verdict = try await checks.pass {
                try await withTimeout(limit) { try await outcome(of: child, input: input) { _ in } }
            }
        } catch {
            throw EngineError(ofProgram: error)
        }
        guard case .check(let estimate) = verdict else {
            throw .broken("no check in the answer")
        }
        return estimate
    }

    package func run(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        let verdict: EngineVerdict
        do {
            let input = try Self.encoder.encode(job)
            verdict = try await outcome(of: try child(job), input: input, report: report)
        } catch {
            throw EngineError(ofProgram: error)
        }
        guard case .output(let names) = verdict, names[job.kind.product] != nil else {
            throw .broken("no \(job.kind.product.rawValue) in the answer")
        }
        var output = EngineOutput([:])
        for (role, name) in names {
            guard let path = OutputPath.resolve(name, in: job.outputDirectory) else {
                throw .broken("the output \(name) is not a plain file inside the output directory")
            }
            output.files[role] = path
        }
        return output
    }

    /// Writes paths as they are: an engine may be a script that looks for them.
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// - Parameter flag: of a look that somebody waits for.
    private func child(_ job: EngineJob, asking flag: String? = nil) throws(EngineError) -> ChildProcess {
        var command = try command(job)
        if let flag { command.arguments.append(flag) }
        return ChildProcess(command, grace: grace, silence: silence, isNice: flag == nil)
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
        case .error(let code, let message): throw EngineError(said: code, message)
        case .some(let said) where ending.status == 0: return said
        case .some, nil: throw EngineError(of: ending)
        }
    }
}

extension EngineError {
    /// Codes by which an engine says that it is not well, rather than that the input cannot be used.
    private static let passing: Set<String> = ["cancelled", "engine_unavailable", "out_of_memory", "write_failed"]

    /// An engine's own last word.
    init(said code: String, _ message: Message) {
        self =
            Self.passing.contains(code)
            ? .failed(code: code, message: message.text, detail: "said by the engine")
            : .refused(code: code, message: message)
    }

    /// A program that broke the contract.
    static func broken(_ detail: String) -> EngineError {
        .failed(code: "engine_broken", message: "The engine stopped working. Try again.", detail: detail)
    }

    /// Of a program that ended without a result.
    init(of ending: ChildProcess.Ending) {
        let detail = "status \(ending.status): \(ending.errorTail.suffix(500))"
        // What `guard` says of a program that does not start, as shells do.
        guard ending.wasSignalled || ending.status != 126 else {
            self = .unavailable(.doesNotStart, detail: detail)
            return
        }
        self = .broken(detail)
        guard ending.wasSignalled, case .failed(_, let message, _) = self else { return }
        self = .failed(code: "engine_killed", message: message, detail: detail)
    }

    /// Whatever came of running a program.
    init(ofProgram error: any Error) {
        switch error {
        case let error as EngineError: self = error
        case is CancellationError: self = .cancelled
        case is TimedOut:
            self = .failed(
                code: "check_timed_out", message: "The check timed out.",
                detail: "the check's time limit")
        case ChildProcess.Failure.lineTooLong: self = .broken("a line of more than 1 MiB")
        case ChildProcess.Failure.silent(let limit):
            self = .failed(
                code: "engine_silent",
                message: "The engine did not respond for \(limit.components.seconds) s and was stopped.",
                detail: "no line and no processor time")
        default: self = .unavailable(.doesNotStart, detail: "\(error)")
        }
    }
}
