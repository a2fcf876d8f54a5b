import Foundation

/// Runs programs for tests, off the threads that tests share.
enum Program {
    struct Outcome: Sendable {
        let status: Int32
        let wasKilled: Bool
        let output: String
        let errors: String
    }

    /// The greenroom-media that was built with these tests.
    static var greenroomMedia: String {
        let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: runner).deletingLastPathComponent().appendingPathComponent("greenroom-media").path
    }

    static func run(_ program: String, _ arguments: [String]) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try runAndWait(program, arguments) })
            }
        }
    }

    private static func runAndWait(_ program: String, _ arguments: [String]) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program.hasPrefix("/") ? program : "/usr/bin/env")
        process.arguments = program.hasPrefix("/") ? arguments : [program] + arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let complaints = Later { readAll(errors.fileHandleForReading) }
        let said = readAll(output.fileHandleForReading)
        let complained = complaints.wait()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
            output: String(decoding: said, as: UTF8.self), errors: String(decoding: complained, as: UTF8.self))
    }

    /// FileHandle's own way ends the process when a signal comes in between.
    private static func readAll(_ handle: FileHandle) -> Data {
        var data = Data()
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(handle.fileDescriptor, &part, part.count)
            if count > 0 { data.append(contentsOf: part.prefix(count)) } else if count == 0 || errno != EINTR { break }
        }
        return data
    }
}

/// A value made on a thread of its own.
private final class Later: @unchecked Sendable {
    private var value = Data()
    private let done = DispatchSemaphore(value: 0)

    init(_ make: @escaping @Sendable () -> Data) {
        DispatchQueue.global().async {
            self.value = make()
            self.done.signal()
        }
    }

    func wait() -> Data {
        done.wait()
        return value
    }
}
