import Domain
import Foundation
import Outbound
import Sandbox
import TestSupport
import Testing

@testable import Providers

/// Work at DashScope is paid for once, followed to its end, and understood when it fails.
@Suite(.timeLimit(.minutes(2))) struct DashScopeEngineTests {
    private let service: DashScope
    private let stage: RemoteStage

    init() async throws {
        service = try DashScope()
        stage = try await RemoteStage(service)
    }

    private func engine(key: String = DashScope.key, base: String? = nil) -> DashScopeEngine {
        let pace = PollPace(first: .milliseconds(20), ceiling: .milliseconds(50))
        return DashScopeEngine(
            .init(key: key, base: base ?? stage.sandbox.address + "/dashscope/api/v1", pace: pace), web: stage.web,
            media: stage.media)
    }

    private func job(_ kind: GenerationTask.Kind = .animateMove, clip: String? = nil) throws -> EngineJob {
        try stage.job(kind, inputs: ["image": try stage.picture(), "video": try clip ?? stage.clip()])
    }

    private func run(_ job: EngineJob) async throws(EngineError) -> EngineOutput {
        try await engine().run(job, report: stage.report)
    }

    @Test(arguments: [GenerationTask.Kind.animateMove, .animateMix])
    func `lays the files where the service reads them and fetches what it made`(kind: GenerationTask.Kind) async throws
    {
        let job = try job(kind)

        let made = try #require(try await run(job).files[.video])

        #expect(try Data(contentsOf: URL(filePath: made)) == Data(contentsOf: URL(filePath: stage.clip())))
        #expect(service.jobs.jobs.map { $0.notes["model"] } == ["wan2.2-\(kind.rawValue.replacing("_", with: "-"))"])
        #expect(service.jobs.jobs[0].notes["mode"] == "wan-std")
        #expect(stage.told.contains(.progress(stage: "uploading", progress: 0)))
        #expect(stage.progress.allSatisfy { (0...1).contains($0) })
    }

    @Test func `converts what the service would not take`() async throws {
        let job = try job(clip: try stage.clip("160x120", seconds: 2.2))

        let made = try #require(try await run(job).files[.video])

        let facts = try await stage.media.probe.probe(made)
        #expect(facts.container == "mp4" && min(facts.video?.width ?? 0, facts.video?.height ?? 0) == 200)
    }

    @Test(arguments: [("320x240", 1.2), ("320x240", 31), ("800x200", 3)])
    func `refuses before anything is uploaded what cannot be mended`(size: String, seconds: Double) async throws {
        let job = try job(clip: try stage.clip(size, seconds: seconds))

        let checked = await code { () throws(EngineError) in _ = try await engine().check(job) }
        let submitted = await code { () throws(EngineError) in _ = try await run(job) }

        #expect(checked == "refused input_not_taken" && submitted == checked)
        #expect(service.jobs.taken == 0 && service.uploads == 0)
    }

    @Test(arguments: [
        (Mishap.fails, "failed service_failed"), (.html, "unavailable"),
        (.errorInSuccess, "refused refused_by_service"),
        (.empty, "refused result_unusable"), (.text, "refused result_unusable"), (.expired, "refused result_expired"),
        (.keyRefused, "unavailable"), (.usedUp, "unavailable"), (.throttled, "unavailable"), (.breaksOff, "none"),
        (.redirects, "none"), (.losesAnswer, "uncertain"), (.losesRequest, "uncertain"),
    ])
    func `knows what goes wrong at the service`(mishap: Mishap, meaning: String) async throws {
        service.jobs.play(mishap)
        let job = try job()

        let found = await code { () throws(EngineError) in _ = try await run(job) }

        #expect(found == meaning)
        #expect(service.jobs.taken <= 1)
    }

    @Test func `a video ten times as long is no result`() async throws {
        let long = try stage.clip(seconds: 25)
        let service = try DashScope(maker: SameMaker(path: long))
        let stage = try await RemoteStage(service)
        let engine = DashScopeEngine(
            .init(key: DashScope.key, base: stage.sandbox.address + "/dashscope/api/v1"), web: stage.web,
            media: stage.media)
        let job = try stage.job(.animateMove, inputs: ["image": try stage.picture(), "video": try stage.clip()])

        #expect(
            await code { () throws(EngineError) in _ = try await engine.run(job, report: { _ in }) }
                == "refused result_unusable")
    }

    @Test func `an order without an answer is looked up, and is nobody else's`() async throws {
        service.jobs.play(.losesAnswer)
        let (job, start) = (try job(), Timestamp.now())
        #expect(await code { () throws(EngineError) in _ = try await run(job) } == "uncertain")

        let found = try await engine().find(job, handedOver: start) { _ in false }
        #expect(found?.id == service.jobs.jobs.first?.id && service.jobs.taken == 1)
        let others = try await engine().find(job, handedOver: start) { $0 == found }
        #expect(others == nil)
        let mix = try stage.job(.animateMix, inputs: job.inputs)
        #expect(try await engine().find(mix, handedOver: start) { _ in false } == nil)
        let output = try await engine().attach(job, to: try #require(found), report: stage.report)
        #expect(output.files[.video] != nil)

        _ = try await run(job)
        let unclear = await code { () throws(EngineError) in
            _ = try await engine().find(job, handedOver: start) { _ in false }
        }
        #expect(unclear == "uncertain")
    }

    @Test func `only what waits can be ended there, and what runs ends by itself`() async throws {
        service.jobs.play(.waits)
        let first = try await engine().submit(try job(), report: stage.report)
        let second = try await engine().submit(try job(), report: stage.report)

        try await engine().abandon(second)
        #expect(service.jobs.jobs.map(\.state).last == .cancelled)
        // The first one may not have begun yet.
        try await engine().abandon(first)
        service.jobs.play(.none)
    }

    @Test func `says whether it could work, and what it costs`() async throws {
        #expect(await engine().health() == .ready)
        let key = "sk-nobody"
        let refused = await engine(key: key).health()
        #expect(refused == .notConfigured(.keyRefused(by: "DashScope")))
        let nobody = await engine(base: "http://127.0.0.1:1/api/v1").health()
        #expect(nobody == .unreachable(.noAnswer(of: "DashScope")))
        let job = try job()
        let lost = await code { () throws(EngineError) in
            _ = try await engine(base: "http://127.0.0.1:1/api/v1").run(job, report: { _ in })
        }
        #expect(lost == "unavailable")
        #expect(engine().price(of: WorkSize(.animateMove, .pro, mediaMs: 4500))?.credits == 41)
        #expect(try await engine().check(try self.job()).seconds > 0)
    }

    @Test func `the official SDK finds in the stand-in what it finds at the service`() async throws {
        let said = try await SDK.run(
            "dashscope_sdk",
            [stage.sandbox.address + "/dashscope/api/v1", DashScope.key, try stage.picture(), try stage.clip()])

        #expect(said.hasSuffix("ok"), "\(said)")
    }
}
