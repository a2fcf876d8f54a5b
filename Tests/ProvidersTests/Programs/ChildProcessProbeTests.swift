import Domain
import Foundation
import Testing

@testable import Providers

/// A hostile upload costs one request: the server learns what happened and goes on.
@Suite struct ChildProcessProbeTests {
    private func probe(_ script: String, in folder: Folder, timeout: Duration = .seconds(20)) throws
        -> ChildProcessProbe
    {
        ChildProcessProbe(
            program: try folder.program(script), environment: ["PATH": "/usr/bin:/bin"], timeout: timeout)
    }

    @Test func `reads the facts`() async throws {
        let folder = try Folder()
        let probe = try probe(
            """
            echo '{"kind":"video","container":"mp4","duration_ms":4000,"size_bytes":7,"video":{"codec":"h264",\\
            "width":176,"height":144,"fps":30,"rotation":0,"pixel_format":"yuv420p"}}' | tr -d '\\\\\\n'
            """, in: folder)

        let facts = try await probe.probe("/x")

        #expect(facts.durationMs == 4000)
        #expect(facts.video?.pixelFormat == "yuv420p")
    }

    @Test func `says what was found instead of a medium`() async throws {
        let folder = try Folder()
        let probe = try probe(
            """
            echo '{"error":{"code":"unsupported_media","message":"This is a PDF document."}}'
            exit 3
            """, in: folder)

        await #expect(throws: ProbeError.notMedia(found: "This is a PDF document.")) { _ = try await probe.probe("/x") }
    }

    @Test func `a reader that crashes every time means a damaged file`() async throws {
        let folder = try Folder()
        let probe = try probe("kill -SEGV $$", in: folder)

        let error = await #expect(throws: ProbeError.self) { _ = try await probe.probe("/x") }

        guard case .notMedia = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a reader that crashes once is asked again`() async throws {
        let folder = try Folder()
        let mark = folder.path + "/crashed"
        let probe = try probe(
            """
            [ -e '\(mark)' ] || { touch '\(mark)'; kill -SEGV $$; }
            echo '{"kind":"audio","container":"wav","size_bytes":7}'
            """, in: folder)

        #expect(try await probe.probe("/x").container == "wav")
    }

    @Test(arguments: ["KILL", "TERM", "HUP"])
    func `a reader that was killed has said nothing about the file`(_ signal: String) async throws {
        let folder = try Folder()
        let probe = try probe("kill -\(signal) $$; sleep 5", in: folder)

        let error = await #expect(throws: ProbeError.self) { _ = try await probe.probe("/x") }

        guard case .unavailable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["XCPU", "ALRM"])
    func `a reader stopped by its own limits took too long`(_ signal: String) async throws {
        let folder = try Folder()
        let probe = try probe("kill -\(signal) $$; sleep 5", in: folder)

        await #expect(throws: ProbeError.timedOut) { _ = try await probe.probe("/x") }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a reader that hangs is killed in time`() async throws {
        let folder = try Folder()
        let probe = try probe("trap '' TERM; while :; do sleep 1; done", in: folder, timeout: .milliseconds(200))

        await #expect(throws: ProbeError.timedOut) { _ = try await probe.probe("/x") }
    }

    @Test func `a missing reader is the operator's matter, not the file's`() async {
        let probe = ChildProcessProbe(program: "/nowhere/greenroom-media", environment: [:])

        let error = await #expect(throws: ProbeError.self) { _ = try await probe.probe("/x") }

        guard case .unavailable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
