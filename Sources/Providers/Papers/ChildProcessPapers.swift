import Domain
import Foundation

/// Papers written by a child process, `greenroom-media paper`, within its own limits.
package struct ChildProcessPapers: PaperWriter {
    private let program: String
    private let environment: [String: String]
    /// Where a file lies while it is written.
    private let folder: String
    private let room = Turnstile(places: 2)

    /// - Parameters:
    ///   - program: absolute path of `greenroom-media`.
    ///   - environment: all that it sees of the environment.
    package init(program: String, environment: [String: String], folder: String) {
        self.program = program
        self.environment = environment
        self.folder = folder
    }

    package func write(_ paper: Paper) async throws(PaperError) -> Data {
        let path = "\(folder)/paper-\(UUID().uuidString).pdf"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let child = ChildProcess(program, ["paper", "-o", path], environment: environment, grace: .milliseconds(200))
        do {
            let input = try JSONEncoder().encode(paper)
            let ending = try await room.pass {
                try await withTimeout(.seconds(30)) { try await child.run(input: input) { _ in } }
            }
            guard ending.status == 0 else {
                throw PaperError("greenroom-media paper ended with status \(ending.status): \(ending.errorTail)")
            }
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch let error as PaperError {
            throw error
        } catch {
            throw PaperError("the paper could not be written: \(error)")
        }
    }
}
