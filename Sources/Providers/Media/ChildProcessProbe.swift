import Domain
import Foundation

/// The probe as a child process: `greenroom-media probe` and `poster`, each with its own limits, so that hostile bytes
/// cost one request at most.
package struct ChildProcessProbe: MediaProbe {
    private let child: MediaChild

    /// - Parameters:
    ///   - program: absolute path of `greenroom-media`.
    ///   - environment: all that it sees of the environment.
    ///   - timeout: after this the child is killed.
    ///   - atOnce: how many children may run at a time; the rest wait.
    package init(
        program: String, environment: [String: String], timeout: Duration = .seconds(20), atOnce: Int = 2
    ) {
        child = MediaChild(
            program: program, environment: environment, room: Turnstile(places: atOnce), timeout: timeout,
            grace: .milliseconds(200))
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

    /// - Returns: the last line on standard output.
    /// - Throws: ``ProbeError/notMedia(found:)`` only for what the reader says of the bytes. Crashing twice over them
    ///   counts as saying so; being killed, or not starting, does not.
    private func answer(_ arguments: [String], mayBeSilent: Bool = false) async throws(ProbeError) -> Data {
        for isLast in [false, true] {
            let (ending, line) = try await child.run(arguments)
            if let refusal = MediaChild.refusal(in: line) {
                guard refusal.code != "timed_out" else { throw .timedOut }
                throw .notMedia(found: refusal.message)
            }
            if ending.wasSignalled {
                let signal = ending.status - 128
                // The reader's own limits: alarm and processor time.
                guard signal != SIGXCPU, signal != SIGALRM else { throw .timedOut }
                guard Self.crashes.contains(signal) else {
                    throw .unavailable("greenroom-media was killed by signal \(signal)")
                }
                // A machine short of memory makes a program crash too, so it is tried once more.
                if isLast { throw .notMedia(found: "The file is damaged: reading it fails.") }
                continue
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
        throw .unavailable("greenroom-media said nothing")
    }

    /// Signals a program gets for what it does itself.
    private static let crashes = [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS]
}
