import Domain
import Foundation

/// The probe as a child process: `greenroom-media probe` and `poster`, each with its own limits, so that hostile bytes
/// cost one request at most.
package struct ChildProcessProbe: MediaProbe {
    private let program: String
    private let environment: [String: String]
    private let timeout: Duration
    private let room: Turnstile

    /// - Parameters:
    ///   - program: absolute path of `greenroom-media`.
    ///   - environment: all that it sees of the environment.
    ///   - timeout: after this the child is killed.
    ///   - atOnce: how many children may run at a time; the rest wait.
    package init(
        program: String, environment: [String: String], timeout: Duration = .seconds(20), atOnce: Int = 2
    ) {
        self.program = program
        self.environment = environment
        self.timeout = timeout
        room = Turnstile(places: atOnce)
    }

    package func probe(_ path: String) async throws(ProbeError) -> MediaFacts {
        let line = try await answer(["probe", path])
        do {
            return try Self.decoder.decode(MediaFacts.self, from: line)
        } catch {
            throw .unavailable("the probe's answer is not understood: \(error)")
        }
    }

    package func poster(of path: String, width: Int, to output: String) async throws(ProbeError) {
        _ = try await answer(["poster", path, "-o", output, "--width", String(width)], mayBeSilent: true)
    }

    private static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }()

    private struct ErrorLine: Decodable {
        struct Body: Decodable {
            let code: String
            let message: String
        }

        let error: Body
    }

    /// - Returns: the last line on standard output.
    private func answer(_ arguments: [String], mayBeSilent: Bool = false) async throws(ProbeError) -> Data {
        let child = ChildProcess(program, arguments, environment: environment, grace: .milliseconds(200))
        let last = LastLine()
        let ending: ChildProcess.Ending
        do {
            ending = try await room.pass {
                try await withTimeout(timeout) { try await child.run { last.set($0) } }
            }
        } catch is TimedOut {
            throw .timedOut
        } catch ChildProcess.Failure.silent {
            throw .timedOut
        } catch {
            throw .unavailable("greenroom-media: \(error)")
        }
        let line = last.get()
        if let line, let said = try? JSONDecoder().decode(ErrorLine.self, from: line) {
            guard said.error.code != "timed_out" else { throw .timedOut }
            throw .notMedia(found: said.error.message)
        }
        guard !ending.wasSignalled else {
            // SIGXCPU, SIGSEGV, out of memory: the file broke its reader, so it is no medium for us.
            guard ending.status != 128 + SIGXCPU else { throw .timedOut }
            throw .notMedia(found: "The file is damaged: reading it fails.")
        }
        guard ending.status == 0 else {
            throw .unavailable("greenroom-media ended with status \(ending.status): \(ending.errorTail)")
        }
        guard let line else {
            guard mayBeSilent else { throw .unavailable("greenroom-media said nothing") }
            return Data()
        }
        return line
    }
}
