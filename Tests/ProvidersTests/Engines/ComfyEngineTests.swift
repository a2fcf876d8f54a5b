import Domain
import Foundation
import Outbound
import Sandbox
import TestSupport
import Testing

@testable import Providers

/// A workflow of the operator's own makes what a task asks for.
@Suite(.timeLimit(.minutes(2))) struct ComfyEngineTests {
    private static let shipped = Repository.data.appending(path: "engines/comfyui").path

    private let server: ComfyUI
    private let stage: RemoteStage

    init() async throws {
        server = try ComfyUI()
        stage = try await RemoteStage(server)
    }

    private var engine: ComfyEngine {
        let pace = PollPace(first: .milliseconds(20), ceiling: .milliseconds(50))
        return ComfyEngine(
            .init(base: stage.sandbox.address + "/comfyui", pace: pace), ComfyWorkflows([Self.shipped]),
            web: stage.web, media: stage.media)
    }

    private func job(_ kind: GenerationTask.Kind = .animateMove) throws -> EngineJob {
        try stage.job(kind, inputs: ["image": try stage.picture(), "video": try stage.clip()])
    }

    @Test func `the workflows that ship are marked, and the server has their nodes`() async throws {
        let found = ComfyWorkflows([Self.shipped])

        #expect(found.faults.isEmpty && found.kinds == [.animateMove, .animateMix])
        #expect(await engine.health() == .ready)
    }

    @Test(arguments: [GenerationTask.Kind.animateMove, .animateMix])
    func `files go up, the workflow runs, and what it saved comes back`(kind: GenerationTask.Kind) async throws {
        let made = try #require(try await engine.run(try job(kind), report: stage.report).files[.video])

        #expect(try Data(contentsOf: URL(filePath: made)) == Data(contentsOf: URL(filePath: stage.clip())))
        #expect(stage.progress.allSatisfy { (0...1).contains($0) })
    }

    @Test func `its place in the queue is told, and both what waits and what runs can be ended`() async throws {
        server.jobs.play(.waits)
        let first = try job()
        let running = try await engine.submit(first, report: stage.report)
        let second = try job()
        let waiting = try await engine.submit(second, report: stage.report)
        let following = Task { [engine, stage] () async -> String in
            await code { () throws(EngineError) in
                _ = try await engine.attach(second, to: waiting, report: stage.report)
            }
        }
        while !stage.told.contains(.log("waiting at ComfyUI behind 1")) { try await Task.sleep(for: .milliseconds(5)) }

        try await engine.abandon(waiting)
        try await engine.abandon(running)
        server.jobs.play(.none)

        #expect(await following.value == "failed service_failed")
        #expect(server.jobs.jobs.map(\.state) == [.cancelled, .cancelled])
    }

    @Test(arguments: [
        (Mishap.fails, "failed service_failed"), (.errorInSuccess, "refused refused_by_service"),
        (.empty, "failed result_unusable"), (.text, "failed result_unusable"), (.expired, "failed result_expired"),
        (.losesAnswer, "uncertain"), (.breaksOff, "none"), (.broken, "unavailable"), (.redirects, "none"),
        (.losesRequest, "uncertain"), (.throttled, "unavailable"), (.html, "unavailable"),
    ])
    func `knows what goes wrong there`(mishap: Mishap, meaning: String) async throws {
        server.jobs.play(mishap)
        let job = try job()

        #expect(await code { () throws(EngineError) in _ = try await engine.run(job, report: { _ in }) } == meaning)
        if mishap == .losesAnswer {
            #expect(try await engine.find(job, handedOver: .now()) { _ in false }?.id == job.taskID.rawValue)
            #expect(try await engine.find(try self.job(), handedOver: .now()) { _ in false } == nil)
        }
    }

    @Test func `a video ten times as long is no result`() async throws {
        let server = try ComfyUI(maker: SameMaker(path: try stage.clip(seconds: 25)))
        let stage = try await RemoteStage(server)
        let engine = ComfyEngine(
            .init(base: stage.sandbox.address + "/comfyui"), ComfyWorkflows([Self.shipped]), web: stage.web,
            media: stage.media)

        let found = await code { () throws(EngineError) in _ = try await engine.run(try! job(), report: { _ in }) }

        #expect(found == "failed result_unusable")
    }

    @Test(arguments: [
        ("[]", "it is not a JSON object"),
        (#"{"nodes": [], "links": []}"#, "it is saved for the editor; export it for the API"),
        (#"{"1": {"inputs": {}}}"#, "the node 1 has no class_type"),
        (
            #"{"1": {"class_type": "A", "inputs": {"image": ["2", 0]}, "_meta": {"title": "{image}"}}}"#,
            "the node {image} has nothing to fill in"
        ),
        (#"{"1": {"class_type": "A", "inputs": {}, "_meta": {"title": "{picture}"}}}"#, "{picture} is no mark"),
        (
            #"{"1": {"class_type": "A", "inputs": {"image": "x"}, "_meta": {"title": "{image}"}}}"#,
            "no node is marked {video}"
        ),
    ])
    func `a workflow that cannot be filled in says why`(json: String, reason: String) throws {
        let fault = #expect(throws: ComfyWorkflow.Fault.self) { try ComfyWorkflow(Data(json.utf8), for: .animateMove) }
        #expect(fault?.remark.message == reason)
    }

    @Test func `links stay, and every seed is drawn anew`() throws {
        let json = #"""
            {"1": {"class_type": "A", "inputs": {"image": "x", "seed": 1}, "_meta": {"title": "{image}"}},
             "2": {"class_type": "B", "inputs": {"file": "y", "noise_seed": ["1", 0]}, "_meta": {"title": "{video}"}}}
            """#
        let filled = try ComfyWorkflow(Data(json.utf8), for: .animateMove).filled(
            ["image": "i", "video": "v"], seed: 7)

        func inputs(_ node: String) -> [String: Any] {
            (filled[node] as? [String: Any])?["inputs"] as? [String: Any] ?? [:]
        }
        #expect(inputs("1")["image"] as? String == "i" && inputs("1")["seed"] as? Int == 7)
        #expect(inputs("2")["file"] as? String == "v" && inputs("2")["noise_seed"] is [Any])
    }

    @Test func `a client of its API finds in the stand-in what it finds at a server`() async throws {
        let said = try await SDK.run(
            "comfyui_client",
            [
                stage.sandbox.address + "/comfyui", try stage.picture(), try stage.clip(),
                Self.shipped + "/animate-move.json",
            ])

        #expect(said.hasSuffix("ok"), "\(said)")
    }
}
