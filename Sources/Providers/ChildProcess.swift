import Foundation
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

    init(_ program: String, _ arguments: [String], environment: [String: String], grace: Duration = .seconds(8)) {
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
        let configuration = Configuration(
            executable: .path(FilePath(program)),
            arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(variables.compactMap { key, value in key.map { ($0, value) } }) { first, _ in first }),
            platformOptions: platform)
        do {
            let result = try await Subprocess.run(
                configuration, input: .data(input), output: .sequence, error: .sequence
            ) { execution in
                let group = execution.processIdentifier.value
                async let tail = Self.tail(of: execution.standardError)
                var lines = LineSplitter(maxBytes: Self.maxLineBytes)
                for try await buffer in execution.standardOutput {
                    for line in try buffer.withUnsafeBytes({ try lines.take($0) }) { onLine(line) }
                }
                if let rest = lines.rest() { onLine(rest) }
                return (group, await tail)
            }
            kill(-result.closureResult.0, SIGKILL)  // what the program left behind, e.g. its own children
            try Task.checkCancellation()
            return Self.ending(result.terminationStatus, tail: result.closureResult.1)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw Failure.notStarted("\(error)")
        }
    }

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
