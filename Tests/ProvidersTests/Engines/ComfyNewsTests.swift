import Domain
import Foundation
import Outbound
import Sandbox
import TestSupport
import Testing

@testable import Providers

/// Work at ComfyUI is seen to move as it moves.
@Suite(.timeLimit(.minutes(1))) struct ComfyNewsTests {
    private static let shipped = Repository.path("data/engines/comfyui")

    @Test func `the progress of its nodes is the task's while it runs`() async throws {
        let server = try ComfyUI()
        let stage = try await RemoteStage(server)
        let news = try LineProgram(SDK.python, [SDK.script("comfyui_news"), stage.sandbox.address + "/comfyui"])
        let address = try #require(news.line())
        let web = WebClient(policy: .offline(standIns: [stage.sandbox.address, address]) { _ in })
        let engine = ComfyEngine(
            .init(base: address, pace: PollPace(first: .milliseconds(20), ceiling: .milliseconds(50))),
            ComfyWorkflows([Self.shipped]), web: web, media: stage.media)
        server.jobs.play(.waits)
        let job = try stage.job(.animateMove, inputs: ["image": try stage.picture(), "video": try stage.clip()])
        let running = Task { try await engine.run(job, report: stage.report) }

        // Four of fourteen nodes were kept from before, and half of another is done.
        while !stage.progress.contains(where: { abs($0 - 4.5 / 14) < 0.001 }) {
            try await Task.sleep(for: .milliseconds(5))
        }
        server.jobs.play(.none)
        let output = try await running.value

        #expect(output.files[.video] != nil)
    }

    @Test func `nodes that finish and run add up, and it never goes back`() {
        var progress = ComfyProgress(prompt: "p", nodes: 4)
        func tell(_ type: String, _ data: String) -> Bool {
            progress.take(#"{"type": "\#(type)", "data": {"prompt_id": "p", \#(data)}}"#)
        }

        #expect(progress.share == nil)
        #expect(tell("execution_cached", #""nodes": ["1"]"#) && progress.share == 0.25)
        #expect(tell("executing", #""node": "2""#) && progress.share == 0.25)
        #expect(tell("progress", #""node": "2", "value": 10, "max": 20"#) && progress.share == 0.375)
        #expect(tell("progress", #""node": "2", "value": 1, "max": 20"#) && progress.share == 0.375)
        #expect(
            tell(
                "progress_state",
                #""nodes": {"2": {"state": "finished", "value": 1, "max": 1}, "3": {"state": "running", "value": 1, "max": 2}}"#
            ) && progress.share == 0.625)
        #expect(!progress.isOver && tell("executing", #""node": null"#) && progress.isOver)
        #expect(tell("execution_cached", #""nodes": ["a", "b", "c", "d", "e"]"#) && progress.share == 0.98)
    }

    @Test(arguments: [
        "", "[]", "null", #"{"type": "progress"}"#, #"{"type": "progress", "data": {"prompt_id": "q", "node": "1"}}"#,
        #"{"type": "executing", "data": {"prompt_id": 7, "node": null}}"#,
        #"{"type": "unheard_of", "data": {"prompt_id": "p"}}"#,
    ])
    func `what is no news of it changes nothing`(message: String) {
        var progress = ComfyProgress(prompt: "p", nodes: 4)

        #expect(!progress.take(message) && progress.share == nil && !progress.isOver)
    }

    @Test(arguments: ["-1e308", "1e308", "0", #""x""#, "null", "[1]"])
    func `no number of the server's leads out of 0 to 1`(number: String) {
        var progress = ComfyProgress(prompt: "p", nodes: 1)
        for (value, most) in [(number, "2"), ("1", number), (number, number)] {
            _ = progress.take(
                #"{"type": "progress", "data": {"prompt_id": "p", "node": "1", "value": \#(value), "max": \#(most)}}"#)
        }

        #expect((0...0.98).contains(progress.share ?? 0))
    }
}
