import Domain
import Foundation

/// The editor as a child process: `greenroom-media cut` and `rendition`.
package struct ChildProcessEditor: MediaEditor {
    private let child: MediaChild

    /// - Parameters:
    ///   - program: absolute path of `greenroom-media`.
    ///   - environment: all that it sees of the environment.
    ///   - timeout: after this the child is killed.
    package init(program: String, environment: [String: String], timeout: Duration = .seconds(600)) {
        child = MediaChild(
            program: program, environment: environment, room: Turnstile(places: 2), timeout: timeout,
            grace: .seconds(2), isNice: true)
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

    private func run(_ arguments: [String], output: String) async throws(ProbeError) {
        let (ending, line): (ChildProcess.Ending, Data?)
        do { (ending, line) = try await child.run(arguments) } catch {
            try? FileManager.default.removeItem(atPath: output)
            throw error
        }
        guard ending.status != 0 else { return }
        guard ending.status == 3, let refusal = MediaChild.refusal(in: line) else {
            throw .unavailable("greenroom-media ended with status \(ending.status): \(ending.errorTail)")
        }
        throw .notMedia(found: refusal.message)
    }
}
