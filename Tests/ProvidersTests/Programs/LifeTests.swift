import Domain
import Foundation
import Logging
import Synchronization
import Testing

@testable import Providers

/// What shows no sign of life is ended; what works in silence is not.
@Suite struct LifeTests {
    private static let path = ["PATH": "/usr/bin:/bin"]

    @Test(.timeLimit(.minutes(1)))
    func `a program that neither writes nor works is ended with its whole group`() async throws {
        let folder = try Folder()
        let program = try folder.program(
            """
            sh -c 'trap "" TERM; exec sleep 1000' &
            echo $!
            wait
            """)
        let child = ChildProcess(
            program, [], environment: Self.path, grace: .milliseconds(200), silence: .milliseconds(400))
        let left = Mutex<pid_t>(0)

        let error = await #expect(throws: ChildProcess.Failure.self) {
            _ = try await child.run { line in
                left.withLock { $0 = pid_t(String(decoding: line, as: UTF8.self)) ?? 0 }
            }
        }

        guard case .silent(.milliseconds(400)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let pid = left.withLock { $0 }
        #expect(pid > 0)
        #expect(await isGone(pid))
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "for i in 1 2 3 4 5 6 7 8 9 10; do echo $i; sleep 0.1; done",
            "for i in 1 2 3 4 5 6 7 8 9 10; do echo $i >&2; sleep 0.1; done",
            "end=$(($(date +%s) + 2)); while [ $(date +%s) -lt $end ]; do :; done",
        ])
    func `lines and processor time are signs of life`(script: String) async throws {
        let folder = try Folder()
        let child = ChildProcess(
            try folder.program(script), [], environment: Self.path, silence: .milliseconds(500))

        #expect(try await child.run { _ in }.status == 0)
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["exec sleep 1000", "kill -STOP $$"])
    func `a silent engine, or one that is stopped, has failed and may be tried again`(script: String) async throws {
        let folder = try Folder()
        let engine = CommandEngine(
            EngineFacts(name: "x", kinds: [.animateMove]), program: try folder.program(script),
            arguments: { _ in [] }, environment: Self.path, grace: .milliseconds(200), silence: .milliseconds(200),
            logger: Logger(label: "test"))

        let error = await #expect(throws: EngineError.self) { _ = try await engine.run(folder.job) { _ in } }

        guard case .failed("engine_silent", _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `what a program leaves behind does not hold its output open for ever`() async throws {
        let folder = try Folder()
        let program = try folder.program("sleep 1000 & echo $!; exit 3")
        let child = ChildProcess(program, [], environment: Self.path, grace: .milliseconds(200))
        let left = Mutex<pid_t>(0)

        let ending = try await child.run { line in
            left.withLock { $0 = pid_t(String(decoding: line, as: UTF8.self)) ?? 0 }
        }

        #expect(ending.status == 3)
        #expect(await isGone(left.withLock { $0 }))
    }

    @Test func `the kernel takes a child before the server when memory is short`() async throws {
        let folder = try Folder()
        let program = try folder.program("sleep 0.2; cat /proc/self/oom_score_adj")
        let said = Mutex("")

        _ = try await ChildProcess(program, [], environment: Self.path).run { line in
            said.withLock { $0 = String(decoding: line, as: UTF8.self) }
        }

        #expect(said.withLock { $0 } == "500")
    }
}
