import Domain
import Foundation

/// The editor as a child process: `greenroom-media cut` and `rendition`.
package struct ChildProcessEditor: MediaEditor {
    private let program: String
    private let environment: [String: String]
    private let timeout: Duration
    private let room: Turnstile

    /// - Parameters:
    ///   - program: absolute path of `greenroom-media`.
    ///   - environment: all that it sees of the environment.
    ///   - timeout: after this the child is killed.
    package init(program: String, environment: [String: String], timeout: Duration = .seconds(600)) {
        self.program = program
        self.environment = environment
        self.timeout = timeout
        room = Turnstile(places: 2)
    }

    package func cut(_ path: String, to output: String, _ cut: MediaCut) async throws(ProbeError) {
        var arguments = ["cut", path, "-o", output]
        if let start = cut.startMs { arguments += ["--start", String(Double(start) / 1000)] }
        if let end = cut.endMs { arguments += ["--end", String(Double(end) / 1000)] }
        if let area = cut.area {
            arguments += [
                "--area", [area.x, area.y, area.width, area.height].map { String($0) }.joined(separator: ","),
            ]
        }
        try await run(arguments, output: output)
    }

    package func convert(_ path: String, to output: String, as form: MediaForm) async throws(ProbeError) {
        try await run(["rendition", path, "-o", output, "--form", form.rawValue], output: output)
    }

    private struct Refused: Decodable {
        struct Reason: Decodable { let message: String }

        let error: Reason
    }

    private func run(_ arguments: [String], output: String) async throws(ProbeError) {
        let child = ChildProcess(program, arguments, environment: environment, grace: .seconds(2), isNice: true)
        let last = LastLine()
        let ending: ChildProcess.Ending
        do {
            ending = try await room.pass {
                try await withTimeout(timeout) { try await child.run { last.set($0) } }
            }
        } catch {
            try? FileManager.default.removeItem(atPath: output)
            throw Self.fault(error)
        }
        guard ending.status != 0 else { return }
        guard ending.status == 3, let line = last.get(), let said = try? JSONDecoder().decode(Refused.self, from: line)
        else {
            throw .unavailable("greenroom-media ended with status \(ending.status): \(ending.errorTail)")
        }
        throw .notMedia(found: said.error.message)
    }

    private static func fault(_ error: any Error) -> ProbeError {
        switch error {
        case is TimedOut, ChildProcess.Failure.silent: .timedOut
        default: .unavailable("greenroom-media: \(error)")
        }
    }
}
