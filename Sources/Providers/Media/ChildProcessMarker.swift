import Domain
import Foundation

/// The marker as a child process: `greenroom-media mark`.
package struct ChildProcessMarker: MediaMarker {
    private let program: String
    private let environment: [String: String]
    private let room: Turnstile

    /// - Parameters:
    ///   - program: absolute path of `greenroom-media`.
    ///   - environment: all that it sees of the environment.
    package init(program: String, environment: [String: String]) {
        self.program = program
        self.environment = environment
        room = Turnstile(places: 2)
    }

    package func mark(_ path: String, _ mark: ProvenanceMark, to output: String) async throws(ProbeError) {
        let arguments = [
            "mark", path, "-o", output, "--engine", mark.engine, "--task", mark.task.rawValue, "--created",
            mark.createdAt.rfc3339, "--medium", mark.kind == .audio ? "sound" : "video",
        ]
        let child = ChildProcess(program, arguments, environment: environment)
        let last = LastLine()
        let ending: ChildProcess.Ending
        do {
            ending = try await room.pass { try await child.run { last.set($0) } }
        } catch ChildProcess.Failure.silent {
            throw .timedOut
        } catch {
            throw .unavailable("greenroom-media: \(error)")
        }
        guard ending.status != 0 else { return }
        guard let line = last.get(), let said = try? JSONDecoder().decode(Refused.self, from: line) else {
            throw .unavailable("greenroom-media ended with status \(ending.status): \(ending.errorTail)")
        }
        throw .notMedia(found: said.error.message)
    }

    private struct Refused: Decodable {
        struct Reason: Decodable { let message: String }

        let error: Reason
    }
}
