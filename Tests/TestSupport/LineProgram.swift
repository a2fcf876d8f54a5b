import Foundation

/// A program that serves until it is let go, and tells by lines what it does.
package final class LineProgram: @unchecked Sendable {  // the process is only ended, by whoever lets go last
    private let process = Process()
    private let output = Pipe()
    private let input = Pipe()

    package init(_ program: String, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = output
        process.standardInput = input
        try process.run()
    }

    deinit { kill(process.processIdentifier, SIGKILL) }

    /// The next line; nil for an empty one, and once the program has ended.
    package func line() -> String? {
        var line = Data()
        while let byte = try? output.fileHandleForReading.read(upToCount: 1), let first = byte.first, first != 10 {
            line.append(first)
        }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }
}
