import Dispatch
import Foundation
import Glibc
import Subprocess
import SystemPackage

/// A program run to its end in a process group of its own, its standard output read line by line. This room carries
/// out the ports of `Domain`; it gets values and returns values and never sees the database.
struct ChildProcess: Sendable {
    /// How it ended.
    struct Ending: Sendable {
        /// 0...255, or 128 plus the signal that killed it.
        let status: Int32
        let wasSignalled: Bool
        /// The last 8 KiB of standard error, for the log.
        let errorTail: String
    }

    enum Failure: Error {
        /// The program is missing or not executable.
        case notStarted(String)
        /// A line of more than ``maxLineBytes``.
        case lineTooLong
        /// No sign of life for so long.
        case silent(Duration)
    }

    static let maxLineBytes = 1 << 20
    private static let maxTailBytes = 8 << 10
    /// How long a program may show no sign of life unless somebody knows better.
    static let usualSilence: Duration = .seconds(120)
    /// Tells the program who started it, so that it can notice an end that came before it looked.
    private static let parentVariable = "GREENROOM_PARENT"

    /// Absolute path.
    let program: String
    let arguments: [String]
    /// All that the program sees of the environment.
    let environment: [String: String]
    /// How long after SIGTERM the whole group gets SIGKILL, when the surrounding task is cancelled.
    let grace: Duration
    /// How long it may neither write a line nor use processor time before it is ended.
    let silence: Duration
    /// Whether it gives way to the server's own work.
    let isNice: Bool
    /// Where it is started; nil where the server is.
    private(set) var folder: String?
    /// Whether a carriage return ends a line too, as in progress bars.
    let endsLinesAtReturn: Bool

    init(
        _ program: String, _ arguments: [String], environment: [String: String], grace: Duration = .seconds(8),
        silence: Duration = ChildProcess.usualSilence, isNice: Bool = false, endsLinesAtReturn: Bool = false
    ) {
        self.silence = silence
        self.isNice = isNice
        self.endsLinesAtReturn = endsLinesAtReturn
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.grace = grace
    }

    init(
        _ command: Invocation, grace: Duration, silence: Duration, isNice: Bool = false,
        endsLinesAtReturn: Bool = false
    ) {
        self.init(
            command.program, command.arguments, environment: command.environment, grace: grace, silence: silence,
            isNice: isNice, endsLinesAtReturn: endsLinesAtReturn)
        folder = command.folder
    }

    /// Runs the program; nothing of its group is left when this returns or throws.
    /// - Parameters:
    ///   - input: what it reads on standard input.
    ///   - onErrorLine: called with each line of standard error, the ones that are too long cut.
    ///   - onLine: called in order with each line, without its line feed.
    /// - Throws: ``Failure``, or `CancellationError` once the group is gone.
    func run(
        input: Data = Data(), onErrorLine: (@Sendable (Data) -> Void)? = nil,
        onLine: @escaping @Sendable (Data) -> Void
    ) async throws -> Ending {
        // `nice` itself would start, and end like a program that failed.
        guard access(program, X_OK) == 0 else { throw Failure.notStarted("\(program) is not an executable file") }
        let standardInput = try await Self.file(holding: input)
        do {
            let result = try await Subprocess.run(
                configuration, input: .fileDescriptor(standardInput, closeAfterSpawningProcess: true),
                output: .sequence, error: .sequence
            ) { execution in
                let group = execution.processIdentifier.value
                ProcessGroup.giveWayInMemory(group)
                // What the program left behind goes too. Its leader is not reaped before this closure ends, so the
                // group's number cannot have become a stranger's.
                defer { kill(-group, SIGKILL) }
                let life = LifeWatch(of: group, limit: silence)
                let watching = Task { await end(group, whenSilent: life) }
                let clearing = Task { await Self.clear(group, afterItsLeaderBy: grace) }
                defer {
                    watching.cancel()
                    clearing.cancel()
                }
                async let tail = errorTail(of: execution.standardError) { line in
                    life.noteLine()
                    onErrorLine?(line)
                }
                do {
                    try await readLines(of: execution.standardOutput) { line in
                        life.noteLine()
                        onLine(line)
                    }
                } catch {
                    kill(-group, SIGKILL)
                    throw error
                }
                await Self.exit(of: group, within: grace)
                guard !life.isOver else { throw Failure.silent(silence) }
                return await tail
            }
            try Task.checkCancellation()
            return Self.ending(result.terminationStatus, tail: result.closureResult)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw Failure.notStarted("\(error)")
        }
    }

    private var configuration: Configuration {
        var platform = PlatformOptions()
        platform.processGroupID = 0
        platform.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: grace)]
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment.merging([Self.parentVariable: String(getpid())], uniquingKeysWith: { $1 }) {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        let words = (isNice ? ["/usr/bin/nice", "-n", "10"] : []) + [program] + arguments
        return Configuration(
            executable: .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())),
            environment: .custom(variables), workingDirectory: folder.map { FilePath($0) }, platformOptions: platform)
    }

    private func end(_ group: pid_t, whenSilent life: LifeWatch) async {
        await life.wait()
        guard life.isOver else { return }
        kill(-group, SIGTERM)
        guard (try? await Task.sleep(for: grace)) != nil else { return }
        kill(-group, SIGKILL)
    }

    private func readLines(of output: SubprocessOutputSequence, _ onLine: (Data) -> Void) async throws {
        var lines = OutputLines(maxBytes: Self.maxLineBytes, endsAtReturn: endsLinesAtReturn)
        for try await buffer in output {
            for line in try buffer.withUnsafeBytes({ try lines.take($0) }) { onLine(line) }
        }
        if let rest = lines.rest() { onLine(rest) }
    }

    /// A nameless file that holds everything already: nobody has to write to a program that may be gone, which would
    /// raise SIGPIPE in this process.
    private static func file(holding input: Data) async throws -> FileDescriptor {
        let descriptor = await BlockingThreads.run { () -> Int32 in
            guard !input.isEmpty else { return open("/dev/null", O_RDONLY | O_CLOEXEC) }
            let path = NSTemporaryDirectory() + "greenroom-\(UUID().uuidString)"
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { return -1 }
            unlink(path)
            let written = input.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard written == input.count, lseek(descriptor, 0, SEEK_SET) == 0 else {
                close(descriptor)
                return -1
            }
            return descriptor
        }
        guard descriptor >= 0 else { throw Failure.notStarted("its input cannot be written to a temporary file") }
        return FileDescriptor(rawValue: descriptor)
    }

    /// Waits for the end of a program that has closed its output and leaves its status to be read. One that continues for
    /// too long is killed.
    private static func exit(of process: pid_t, within limit: Duration) async {
        let patience = Task {
            try await Task.sleep(for: limit)
            kill(-process, SIGKILL)
        }
        await end(of: process)
        patience.cancel()
    }

    /// Kills what a program left behind that still holds its output open, which would otherwise never end.
    private static func clear(_ group: pid_t, afterItsLeaderBy limit: Duration) async {
        await end(of: group)
        guard (try? await Task.sleep(for: limit)) != nil else { return }
        kill(-group, SIGKILL)
    }

    private static func end(of process: pid_t) async {
        await BlockingThreads.run {
            var facts = siginfo_t()
            while waitid(P_PID, id_t(process), &facts, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        }
    }

    private static func ending(_ status: TerminationStatus, tail: String) -> Ending {
        switch status {
        case .exited(let code): Ending(status: code, wasSignalled: false, errorTail: tail)
        case .signaled(let signal): Ending(status: 128 + signal, wasSignalled: true, errorTail: tail)
        }
    }

    private func errorTail(
        of output: SubprocessOutputSequence, _ onLine: @escaping @Sendable (Data) -> Void
    ) async -> String {
        var kept = Data()
        var lines = OutputLines(maxBytes: Self.maxLineBytes, excess: .isCut, endsAtReturn: endsLinesAtReturn)
        do {
            for try await buffer in output {
                buffer.withUnsafeBytes { kept.append(contentsOf: $0) }
                if kept.count > 2 * Self.maxTailBytes { kept = kept.suffix(Self.maxTailBytes) }
                for line in try buffer.withUnsafeBytes({ try lines.take($0) }) { onLine(line) }
            }
        } catch {
            // The pipe broke with the process; what was read until then is what there is.
        }
        if let rest = lines.rest() { onLine(rest) }
        return String(decoding: kept.suffix(Self.maxTailBytes), as: UTF8.self)
    }
}
