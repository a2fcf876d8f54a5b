import Foundation
import Synchronization
import TestSupport
import Testing

/// The real programs of this build.
enum Build {
    /// The folder that this test program lies in, with `greenroom` and `greenroom-media` beside it.
    static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    static var greenroom: String { folder.appending(path: "greenroom").path }
}

/// What `packaging/assets` fetched; the tests of the main job need it and say so when it is missing.
enum Assets {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    static func demo(_ name: String) throws -> String {
        let folder = ProcessInfo.processInfo.environment["GREENROOM_ASSETS"] ?? Installed.path("assets")
        let path = folder + "/demo/" + name
        guard FileManager.default.fileExists(atPath: path) else {
            throw Missing(description: "\(name) is not in the assets folder: run packaging/assets")
        }
        return path
    }
}

/// A folder that goes when the test ends.
final class TemporaryFolder: Sendable {
    let path = NSTemporaryDirectory() + "greenroom-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension Process {
    /// Ends it at once. A child of a thread of the pool has SIGTERM blocked, so that `terminate()` may do nothing, and
    /// what is left running would hold the pipes of the test run open.
    func end() {
        guard isRunning else { return }
        kill(processIdentifier, SIGKILL)
    }
}

/// The program, killed in the midst of its work.
enum Killed {
    /// - Parameters:
    ///   - environment: added to this process's own.
    ///   - happened: asked again and again; once it is true the program is killed.
    static func run(
        _ arguments: [String], environment: [String: String], once happened: () -> Bool
    ) async throws {
        let process = Process()
        process.executableURL = URL(filePath: Build.greenroom)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        while !happened() {
            try #require(process.isRunning)
            try await Task.sleep(for: .milliseconds(10))
        }
        process.end()
        process.waitUntilExit()
    }
}

/// A program run to its end.
struct Ended {
    let status: Int32
    let output: String
    let errors: String

    /// - Parameters:
    ///   - environment: added to this process's own.
    ///   - input: what it reads; nil leaves it this process's.
    static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil,
        input: Data? = nil
    ) async throws -> Ended {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        let told = input.map { _ in Pipe() }
        if let told { process.standardInput = told }
        try process.run()
        if let told, let input {
            Thread {
                try? told.fileHandleForWriting.write(contentsOf: input)
                try? told.fileHandleForWriting.close()
            }.start()
        }
        return await withCheckedContinuation { done in
            Thread {
                let said = Mutex(Data())
                let reader = DispatchQueue(label: "standard error")
                reader.async { said.withLock { $0 = errors.fileHandleForReading.readDataToEndOfFile() } }
                let text = output.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                reader.sync {}
                done.resume(
                    returning: Ended(
                        status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
                        errors: said.withLock { String(decoding: $0, as: UTF8.self) }))
            }.start()
        }
    }
}
