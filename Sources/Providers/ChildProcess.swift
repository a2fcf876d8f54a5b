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
    }

    static let maxLineBytes = 1 << 20
    private static let maxTailBytes = 8 << 10

    /// Absolute path.
    let program: String
    let arguments: [String]
    /// All that the program sees of the environment.
    let environment: [String: String]
    /// How long after SIGTERM the whole group gets SIGKILL, when the surrounding task is cancelled.
    let grace: Duration
    /// Whether it gives way to the server's own work.
    let isNice: Bool

    init(
        _ program: String, _ arguments: [String], environment: [String: String], grace: Duration = .seconds(8),
        isNice: Bool = false
    ) {
        self.isNice = isNice
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.grace = grace
    }

    /// Runs the program; nothing of its group is left when this returns or throws.
    /// - Parameters:
    ///   - input: what it reads on standard input.
    ///   - onLine: called in order with each line, without its line feed.
    /// - Throws: ``Failure``, or `CancellationError` once the group is gone.
    func run(input: Data = Data(), onLine: @escaping @Sendable (Data) -> Void) async throws -> Ending {
        var platform = PlatformOptions()
        platform.processGroupID = 0
        platform.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: grace)]
        let variables = environment.map { (Environment.Key(rawValue: $0.key), $0.value) }
        // `nice` itself would start, and end like a program that failed.
        guard access(program, X_OK) == 0 else { throw Failure.notStarted("\(program) is not an executable file") }
        let words = (isNice ? ["/usr/bin/nice", "-n", "10"] : []) + [program] + arguments
        let configuration = Configuration(
            executable: .path(FilePath(words[0])),
            arguments: Arguments(Array(words.dropFirst())),
            environment: .custom(
                Dictionary(variables.compactMap { key, value in key.map { ($0, value) } }) { first, _ in first }),
            platformOptions: platform)
        let standardInput = try await Self.file(holding: input)
        do {
            let result = try await Subprocess.run(
                configuration, input: .fileDescriptor(standardInput, closeAfterSpawningProcess: true),
                output: .sequence, error: .sequence
            ) { execution in
                let group = execution.processIdentifier.value
                // What the program left behind goes too. Its leader is not reaped before this closure ends, so the
                // group's number cannot have become a stranger's.
                defer { kill(-group, SIGKILL) }
                async let tail = Self.tail(of: execution.standardError)
                var lines = LineSplitter(maxBytes: Self.maxLineBytes)
                do {
                    for try await buffer in execution.standardOutput {
                        for line in try buffer.withUnsafeBytes({ try lines.take($0) }) { onLine(line) }
                    }
                } catch {
                    kill(-group, SIGKILL)
                    throw error
                }
                if let rest = lines.rest() { onLine(rest) }
                await Self.exit(of: group, within: grace)
                return await tail
            }
            try Task.checkCancellation()
            return Self.ending(result.terminationStatus, tail: result.closureResult)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw Failure.notStarted("\(error)")
        }
    }

    /// A nameless file that holds everything already: nobody has to write to a program that may be gone, which would
    /// raise SIGPIPE in this process.
    private static func file(holding input: Data) async throws -> FileDescriptor {
        let descriptor = await onOwnThread { () -> Int32 in
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

    /// Waits for the end of a program that has closed its output, on a thread of its own, and leaves its status to be
    /// read. One that goes on for too long is killed.
    private static func exit(of process: pid_t, within limit: Duration) async {
        let patience = Task {
            try await Task.sleep(for: limit)
            kill(-process, SIGKILL)
        }
        await onOwnThread {
            var facts = siginfo_t()
            while waitid(P_PID, id_t(process), &facts, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        }
        patience.cancel()
    }

    private static func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { done in threads.async { done.resume(returning: work()) } }
    }

    private static let threads = DispatchQueue(label: "greenroom.children", attributes: .concurrent)

    private static func ending(_ status: TerminationStatus, tail: String) -> Ending {
        switch status {
        case .exited(let code): Ending(status: code, wasSignalled: false, errorTail: tail)
        case .signaled(let signal): Ending(status: 128 + signal, wasSignalled: true, errorTail: tail)
        }
    }

    private static func tail(of output: SubprocessOutputSequence) async -> String {
        var kept = Data()
        do {
            for try await buffer in output {
                buffer.withUnsafeBytes { kept.append(contentsOf: $0) }
                if kept.count > 2 * maxTailBytes { kept = kept.suffix(maxTailBytes) }
            }
        } catch {
            // The pipe broke with the process; what was read until then is what there is.
        }
        return String(decoding: kept.suffix(maxTailBytes), as: UTF8.self)
    }
}

/// Cuts a stream of bytes into lines.
struct LineSplitter {
    private let maxBytes: Int
    private var pending = Data()

    init(maxBytes: Int) { self.maxBytes = maxBytes }

    /// - Returns: the lines that these bytes complete.
    /// - Throws: ``ChildProcess/Failure/lineTooLong``.
    mutating func take(_ bytes: UnsafeRawBufferPointer) throws -> [Data] {
        var lines: [Data] = []
        var start = 0
        while start < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
            let end = rest.firstIndex(of: 10)
            pending.append(contentsOf: rest[..<(end ?? rest.count)])
            guard pending.count <= maxBytes else { throw ChildProcess.Failure.lineTooLong }
            guard let end else { break }
            lines.append(pending)
            pending = Data()
            start += end + 1
        }
        return lines
    }

    /// What stands after the last line feed; nil when nothing does.
    func rest() -> Data? { pending.isEmpty ? nil : pending }
}
