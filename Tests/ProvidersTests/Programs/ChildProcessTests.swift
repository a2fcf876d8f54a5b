import Domain
import Foundation
import Synchronization
import Testing

@testable import Providers

/// Nothing that a program starts outlives the call that ran it.
@Suite struct ChildProcessTests {
    @Test(.timeLimit(.minutes(1)))
    func `a line that is too long ends the whole group, also who ignores the signal`() async throws {
        let folder = try Folder()
        let program = try folder.program(
            """
            sh -c 'trap "" TERM; echo "$$"; exec > /dev/null 2>&1; while :; do sleep 1; done' &
            sleep 0.2
            head -c 2000000 /dev/zero | tr '\\0' x
            wait
            """)
        let child = ChildProcess(
            program, [], environment: ["PATH": "/usr/bin:/bin"], grace: .milliseconds(200))
        let left = Mutex<pid_t>(0)

        await #expect(throws: ChildProcess.Failure.self) {
            _ = try await child.run { line in
                left.withLock { if $0 == 0 { $0 = pid_t(String(decoding: line, as: UTF8.self)) ?? 0 } }
            }
        }

        let pid = left.withLock { $0 }
        #expect(pid > 0)
        #expect(await isGone(pid))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a program that never reads its input ends as it ended`() async throws {
        let folder = try Folder()
        let program = try folder.program("exec < /dev/null; exit 7")

        for _ in 0..<40 {
            let ending = try await ChildProcess(program, [], environment: ["PATH": "/usr/bin:/bin"])
                .run(input: Data(count: 50_000)) { _ in }
            #expect(ending.status == 7)
        }
    }

    @Test func `an engine gives way to the server's own work`() async throws {
        let folder = try Folder()
        let engine = try folder.engine(
            """
            echo "{\\"log\\":\\"$(nice)\\"}"
            printf x > "\(folder.output)/out.mp4"
            echo '{"output":{"video":"out.mp4"}}'
            """)
        let niceness = Mutex<Int?>(nil)

        _ = try await engine.run(folder.job) { report in
            if case .log(let text) = report { niceness.withLock { $0 = Int(text) } }
        }

        #expect(niceness.withLock { $0 } == 10)
    }

    @Test(arguments: ["engine_unavailable", "write_failed"])
    func `an engine that is not well is worth another try`(code: String) async throws {
        let folder = try Folder()
        let engine = try folder.engine(
            """
            echo '{"error":{"code":"\(code)","message":"The disk is full."}}'
            exit 1
            """)

        let error = await #expect(throws: EngineError.self) { _ = try await engine.run(folder.job) { _ in } }

        guard case .failed(code, "The disk is full.", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
