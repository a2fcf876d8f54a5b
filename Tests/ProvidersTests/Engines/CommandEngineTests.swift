import Domain
import Foundation
import Logging
import Synchronization
import Testing

@testable import Providers

/// Engines are foreign programs: whatever one does, the task ends with a clear answer and nothing of it keeps running.
@Suite struct CommandEngineTests {
    @Test func `progress, logs and the output arrive in order`() async throws {
        let folder = try Folder()
        let engine = try folder.engine(
            """
            cat > "$0.job"
            echo '{"stage":"tracking","progress":0.25}'
            echo 'not json'
            echo '{"log":"hello"}'
            printf video > "\(folder.output)/out.mp4"
            printf '{"output":{"video":"out.mp4"}}'
            """)
        let said = Mutex<[EngineReport]>([])

        let output = try await engine.run(folder.job) { report in said.withLock { $0.append(report) } }

        #expect(output.files[.video] == folder.output + "/out.mp4")
        #expect(said.withLock { $0 } == [.progress(stage: "tracking", progress: 0.25), .log("hello")])
        let job = try JSONDecoder().decode(
            EngineJob.self, from: Data(contentsOf: URL(fileURLWithPath: folder.path + "/engine.job")))
        #expect(job == folder.job)
    }

    @Test func `a refusal is final and keeps its words`() async throws {
        let folder = try Folder()
        let engine = try folder.engine(
            """
            echo '{"error":{"code":"no_face_in_source","message":"No face was found in the picture."}}'
            exit 1
            """)

        await #expect(
            throws: EngineError.refused(code: "no_face_in_source", message: "No face was found in the picture.")
        ) { _ = try await engine.run(folder.job) { _ in } }
    }

    @Test(arguments: [
        "exit 0", "exit 3", "kill -9 $$", "echo '{\"output\":{\"video\":\"out.mp4\"}}'; exit 1",
        "echo '{\"output\":{\"video\":\"missing.mp4\"}}'", "echo '{\"output\":{\"video\":\"../engine\"}}'",
        "echo '{\"output\":{\"video\":\"/etc/passwd\"}}'",
        "ln -s /etc/passwd \"$OUT/out.mp4\"; echo '{\"output\":{\"video\":\"out.mp4\"}}'",
        "head -c 2000000 /dev/zero | tr '\\0' x",
    ])
    func `a program that breaks the contract has failed, and may be tried again`(script: String) async throws {
        let folder = try Folder()
        let engine = try folder.engine("OUT='\(folder.output)'\n" + script)

        let error = await #expect(throws: EngineError.self) { _ = try await engine.run(folder.job) { _ in } }

        guard case .failed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `cancelling leaves nothing running, not even a grandchild that ignores the signal`() async throws {
        let folder = try Folder()
        let engine = try folder.engine(
            """
            trap '' TERM
            sh -c 'trap "" TERM; echo "{\\"log\\":\\"$$\\"}"; while :; do sleep 1; done' &
            wait
            """, grace: .milliseconds(300))
        let (pids, found) = AsyncStream.makeStream(of: pid_t.self)

        let running = Task {
            try await engine.run(folder.job) { report in
                if case .log(let text) = report, let pid = pid_t(text) { found.yield(pid) }
            }
        }
        var iterator = pids.makeAsyncIterator()
        let grandchild = try #require(await iterator.next())
        #expect(kill(grandchild, 0) == 0)
        running.cancel()

        let result = await running.result
        #expect(throws: EngineError.cancelled) { try result.get() }
        #expect(await isGone(grandchild))
    }

    @Test func `what a finished program left behind is killed too`() async throws {
        let folder = try Folder()
        let engine = try folder.engine(
            """
            sh -c 'while :; do sleep 1; done' > /dev/null 2>&1 &
            echo "{\\"log\\":\\"$!\\"}"
            printf x > "\(folder.output)/out.mp4"
            echo '{"output":{"video":"out.mp4"}}'
            """)
        let left = Mutex<pid_t>(0)

        _ = try await engine.run(folder.job) { report in
            if case .log(let text) = report { left.withLock { $0 = pid_t(text) ?? 0 } }
        }

        let pid = left.withLock { $0 }
        #expect(pid > 0)
        #expect(await isGone(pid))
    }

    @Test func `a check tells the time it will take`() async throws {
        let folder = try Folder()
        let engine = try folder.engine(
            """
            [ "$2" = --check ] || exit 9
            echo '{"check":{"seconds":12.5,"frames":375,"warnings":["small face",{"code":"two_faces","message":"Two faces.","values":{"count":2,"writing_system":"Hani"}}]}}'
            """)

        let estimate = try await engine.check(folder.job)

        let faces = Remark("two_faces", "Two faces.", ["count": .number(2), "writing_system": .text("Hani")])
        #expect(
            estimate
                == EngineEstimate(seconds: 12.5, frames: 375, warnings: [Remark("other", "small face"), faces]))
    }

    @Test func `a refusal comes with the figures of its sentence`() async throws {
        let folder = try Folder()
        let engine = try folder.engine(
            """
            echo '{"error":{"code":"too_small","message":"40 pixels.","values":{"pixels":40}}}'
            exit 1
            """)

        await #expect(
            throws: EngineError.refused(code: "too_small", message: Message("40 pixels.", ["pixels": .number(40)]))
        ) {
            try await engine.check(folder.job)
        }
    }

    @Test func `a program that is not there is told as such`() async throws {
        let folder = try Folder()
        let engine = CommandEngine(
            EngineFacts(name: "x", kinds: [.animateMove]), program: folder.path + "/none", arguments: { _ in [] },
            environment: [:], logger: Logger(label: "test"))

        let error = await #expect(throws: EngineError.self) { _ = try await engine.run(folder.job) { _ in } }

        guard case .unavailable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a program that is there and does not start is no attempt of the task either`() async throws {
        let folder = try Folder()
        let engine = try folder.engine("exit 126")

        let error = await #expect(throws: EngineError.self) { _ = try await engine.run(folder.job) { _ in } }

        guard case .unavailable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}

/// A temporary folder with a program in it that acts as an engine.
final class Folder: Sendable {
    let path: String
    let output: String
    let job: EngineJob

    init() throws {
        path = NSTemporaryDirectory() + "engine-" + UUID().uuidString
        output = path + "/output"
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        job = EngineJob(
            taskID: IDSource().next(), kind: .animateMove, engine: "test", parameters: ["mode": "wan-std"],
            inputs: ["image": "/a", "video": "/b"], outputDirectory: output, createdAt: "2026-01-01T00:00:00.000Z")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func program(_ script: String, name: String = "engine") throws -> String {
        let file = path + "/" + name
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: file))
        chmod(file, 0o700)
        return file
    }

    func engine(_ script: String, grace: Duration = .seconds(2)) throws -> CommandEngine {
        CommandEngine(
            EngineFacts(name: "test", kinds: [.animateMove]), program: try program(script),
            arguments: { [$0.rawValue] },
            environment: ["PATH": "/usr/bin:/bin"], grace: grace, logger: Logger(label: "test"))
    }
}
