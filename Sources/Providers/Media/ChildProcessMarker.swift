import Domain
import Foundation

/// The marker as a child process: `greenroom-media mark`.
package struct ChildProcessMarker: MediaMarker {
    private let child: MediaChild

    /// - Parameters:
    ///   - program: absolute path of `greenroom-media`.
    ///   - environment: all that it sees of the environment.
    package init(program: String, environment: [String: String]) {
        child = MediaChild(program: program, environment: environment, room: Turnstile(places: 2))
    }

    package func mark(_ path: String, _ mark: ProvenanceMark, to output: String) async throws(ProbeError) {
        let arguments = [
            "mark", path, "-o", output, "--engine", mark.engine, "--task", mark.task.rawValue, "--created",
            mark.createdAt.rfc3339, "--medium", mark.kind == .audio ? "sound" : "video",
        ]
        let (ending, line) = try await child.run(arguments)
        guard ending.status != 0 else { return }
        guard let refusal = MediaChild.refusal(in: line) else {
            throw .unavailable("greenroom-media ended with status \(ending.status): \(ending.errorTail)")
        }
        throw .notMedia(found: refusal.message)
    }
}
