import Domain
import Foundation
import Synchronization
import Testing

@testable import Providers

/// What a job on a cluster writes is read once, whole line by whole line, whatever stands there.
struct RayLogTests {
    private static let head = """
        2026-11-30 10:15:45,927\tINFO job_manager.py:581 -- Runtime env is setting up.
        Running entrypoint for job greenroom-1: python3 -c "$GREENROOM_WORKER"

        """

    @Test func `reads only what is new, and only whole lines`() {
        var log = RayLog()

        #expect(log.words(of: "").isEmpty)
        #expect(log.words(of: Self.head + "GREENROOM {\"stage\": \"fetching\"}\n| 1") == [.stage("fetching")])
        #expect(
            log.words(of: Self.head + "GREENROOM {\"stage\": \"fetching\"}\n| 10%\n! é\n") == [
                .output("10%"), .errorOutput("é"),
            ])
        #expect(log.words(of: Self.head + "GREENROOM {\"stage\": \"fetching\"}\n| 10%\n! é\n").isEmpty)
        // Another log under the same name.
        #expect(log.words(of: "| again\n") == [.output("again")])
    }

    @Test func `understands the worker, and passes over what is no word of it`() {
        var log = RayLog()

        let words = log.words(
            of: """
                GREENROOM {"step": 1}
                GREENROOM {"step": 1e99}
                GREENROOM nonsense
                GREENROOM {"done": {"video": {"bytes": 7, "sha256": "ab"}}}
                GREENROOM {"failed": "exit", "detail": "status 3: bad"}

                """)

        #expect(
            words == [
                .step(1), .done(["video": .init(bytes: 7, sha256: "ab")]),
                .failed(code: "exit", detail: "status 3: bad"),
            ])
    }

    @Test func `tells progress of steps as the manifest says, and never of a step that there is not`() throws {
        let manifest = try EngineManifest(
            Data(
                #"""
                {"name": "two", "kinds": ["animate_move"], "outputs": {"video": "out.mp4"},
                 "remarks": [{"line": "no face", "code": "no_face", "message": "There is no face."}],
                 "steps": [{"stage": "first", "program": "a", "progress": [{"percent": "(\\d+)%"}]},
                           {"stage": "second", "program": "b", "share": 3, "progress": ["tqdm"]}]}
                """#.utf8), in: "/nowhere")
        let told = Mutex<[EngineReport]>([])
        let transcript = RayTranscript(of: manifest.form) { report in told.withLock { $0.append(report) } }

        transcript.read(
            "GREENROOM {\"step\": 0}\n| 50%\nGREENROOM {\"step\": 7}\nGREENROOM {\"step\": 1}\n! 50%|##\n! no face\n")

        let progress = told.withLock { $0 }.compactMap { report -> String? in
            guard case .progress(let stage, let progress) = report else { return nil }
            return "\(stage) \(Int((progress * 1000).rounded()))"
        }
        #expect(progress == ["first 20", "first 139", "second 258", "second 614"])
        #expect(transcript.verdict == .refused(code: "no_face", message: "There is no face."))
        #expect(transcript.end == nil)
    }
}
