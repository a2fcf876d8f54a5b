import Domain
import Foundation
import Outbound
import Sandbox
import Synchronization
import TestSupport
import Testing

@testable import Providers

extension FolderExchange: Porter {}

/// Work at RunPod is paid for once, fetches what it needs, and is understood when it fails.
@Suite(.timeLimit(.minutes(2))) struct RunPodEngineTests {
    private let service: RunPod
    private let stage: RemoteStage
    private let exchange = FolderExchange()

    init() async throws {
        service = try RunPod(porter: exchange)
        stage = try await RemoteStage(service)
    }

    private func engine(
        key: String = RunPod.key, endpoint: String = RunPod.endpoint, base: String? = nil,
        pace: PollPace = PollPace(first: .milliseconds(20), ceiling: .milliseconds(50)), _ stage: RemoteStage? = nil
    ) -> RunPodEngine {
        let stage = stage ?? self.stage
        return RunPodEngine(
            .init(key: key, endpoint: endpoint, base: base ?? stage.sandbox.address + "/runpod/v2", pace: pace),
            exchange: exchange, web: stage.web, media: stage.media)
    }

    private func job(_ kind: GenerationTask.Kind = .animateMove) throws -> EngineJob {
        var inputs = ["image": try stage.picture(), "video": try stage.clip()]
        if kind == .talkingVideo { inputs["audio"] = try stage.sound(seconds: 2) }
        return try stage.job(kind, inputs: inputs)
    }

    private func run(_ job: EngineJob) async throws(EngineError) -> EngineOutput {
        try await engine().run(job, report: stage.report)
    }

    @Test(arguments: [
        (GenerationTask.Kind.animateMove, "animate-move"), (.animateMix, "animate-mix"), (.talkingVideo, "lipsync"),
    ])
    func `its worker gets what it needs and leaves what it made`(kind: GenerationTask.Kind, task: String) async throws {
        let job = try job(kind)

        let made = try #require(try await run(job).files[.video])

        #expect(try Data(contentsOf: URL(filePath: made)) == Data(contentsOf: URL(filePath: stage.clip())))
        #expect(service.jobs.jobs.map { $0.notes["task"] } == [task])
        #expect(service.jobs.jobs[0].notes["webhook"] == exchange.callback(of: job))
        #expect(stage.progress.allSatisfy { (0...1).contains($0) })
    }

    @Test func `an avatar is taken when it is an archive, and not when it is a film`() async throws {
        struct TarMaker: ResultMaker {
            func make(_ order: StandInOrder) async throws -> String {
                let tar = Process()
                tar.executableURL = URL(fileURLWithPath: "/usr/bin/tar")
                tar.arguments = ["-cf", order.folder + "/avatar.tar", "-C", order.folder, "video"]
                try tar.run()
                tar.waitUntilExit()
                return order.folder + "/avatar.tar"
            }
        }
        let stage = try await RemoteStage(try RunPod(maker: TarMaker(), porter: exchange))
        let job = try job(.avatarTraining)

        let output = try await engine(stage).run(job, report: { _ in })
        let film = await code { () throws(EngineError) in _ = try await run(try! self.job(.avatarTraining)) }

        #expect(output.files[.archive] != nil)
        #expect(film == "refused result_unusable")
    }

    @Test(arguments: [
        (Mishap.fails, "failed service_failed"), (.refusesInput, "refused refused_by_service"), (.html, "uncertain"),
        (.errorInSuccess, "refused refused_by_service"), (.empty, "refused result_unusable"),
        (.text, "refused result_unusable"), (.keyRefused, "unavailable"), (.usedUp, "unavailable"),
        (.throttled, "unavailable"), (.losesAnswer, "uncertain"), (.losesRequest, "uncertain"),
        // What it has put here is good although the service has forgotten the job.
        (.expired, "none"),
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
        let stage = try await RemoteStage(try RunPod(maker: SameMaker(path: long), porter: exchange))

        let found = await code { () throws(EngineError) in
            _ = try await engine(stage).run(try! job(), report: { _ in })
        }

        #expect(found == "refused result_unusable")
    }

    @Test func `a result that another attempt has left is not taken for this one's`() async throws {
        let job = try job()
        let engine = engine()
        let work = try await engine.submit(job, report: stage.report)
        #expect(await service.jobs.end(of: work.id)?.state == .succeeded)
        let path = try #require(job.received(.video))
        try Data("of another attempt".utf8).write(to: URL(filePath: path))

        let found = await code { () throws(EngineError) in
            _ = try await engine.attach(job, to: work, report: stage.report)
        }

        #expect(found == "refused result_unusable")
    }

    @Test(arguments: [(1, "none"), (99, "unavailable")])
    func `what cannot be looked at because our own program was killed is not made and paid for again`(
        times: Int, meaning: String
    ) async throws {
        let media = MediaTools(
            probe: KilledProbe(real: stage.media.probe, times: times), converter: stage.media.converter)
        let engine = RunPodEngine(
            .init(
                key: RunPod.key, endpoint: RunPod.endpoint, base: stage.sandbox.address + "/runpod/v2",
                pace: PollPace(first: .milliseconds(20), ceiling: .milliseconds(50))),
            exchange: exchange, web: stage.web, media: media)
        let job = try job()

        let found = await code { () throws(EngineError) in _ = try await engine.run(job, report: stage.report) }

        // One that is unavailable keeps its work, so that the next attempt takes that up.
        #expect(found == meaning && service.jobs.taken == 1)
    }

    @Test func `a job that was lost there without a result is not made again`() async throws {
        service.jobs.play(.waits)
        let job = try job()
        let work = try #require(RemoteWork(id: "gone-u1"))

        let found = await code { () throws(EngineError) in
            _ = try await engine().attach(job, to: work, report: stage.report)
        }

        #expect(found == "refused result_expired" && service.jobs.taken == 0)
        service.jobs.play(.none)
    }

    @Test func `news wakes whoever waits to ask again`() async throws {
        // Who only asked by the clock would ask a second time tomorrow.
        let engine = engine(pace: PollPace(first: .seconds(86_400), ceiling: .seconds(86_400)))
        let job = try job()
        service.jobs.play(.waits)
        let work = try await engine.submit(job, report: { _ in })
        let told = AsyncStream.makeStream(of: Void.self)
        let following = Task {
            try await engine.attach(job, to: work) { report in
                if case .progress = report { told.continuation.yield() }
            }
        }
        for await _ in told.stream { break }

        service.jobs.play(.none)
        #expect(await service.jobs.end(of: work.id)?.state == .succeeded)
        engine.hear(of: try #require(RemoteWork(id: "of-somebody-else")))
        engine.hear(of: work)

        #expect(try await following.value.files[.video] != nil)
    }

    @Test func `what runs is ended there, and what has ended is left alone`() async throws {
        service.jobs.play(.waits)
        let work = try await engine().submit(try job(), report: stage.report)

        try await engine().abandon(work)
        try await engine().abandon(work)
        try await engine().abandon(try #require(RemoteWork(id: "never-u1")))

        #expect(service.jobs.jobs.map(\.state) == [.cancelled])
        service.jobs.play(.none)
    }

    @Test func `says whether it could work, and what it costs`() async throws {
        #expect(await engine().health() == .ready)
        #expect(await engine(key: "rpa_nobody").health() == .notConfigured(.keyRefused(by: "RunPod")))
        #expect(await engine(endpoint: "x/../y").health() == .notConfigured(.endpointUnknown("x/../y", to: "RunPod")))
        let nobody = await engine(base: "http://127.0.0.1:1/v2").health()
        #expect(nobody == .unreachable(.noAnswer(of: "RunPod")))
        #expect(engine().price(of: WorkSize(.animateMove, .pro, mediaMs: 4500))?.credits == 18)
        #expect(await code { () throws(EngineError) in _ = try await run(stage.silent()) } == "refused input_not_taken")
    }

    @Test func `the official SDK finds in the stand-in what it finds at the service`() async throws {
        let said = try await SDK.run(
            "runpod_sdk",
            [
                stage.sandbox.address + "/runpod/v2", RunPod.key, RunPod.endpoint,
                FolderExchange.url(try stage.picture()), FolderExchange.url(try stage.clip()),
                FolderExchange.url(stage.folder.path + "/result"),
            ])

        #expect(said.hasSuffix("ok"), "\(said)")
    }
}

/// Is killed the first times that it looks at a result.
private final class KilledProbe: MediaProbe {
    private let real: any MediaProbe
    private let left: Mutex<Int>

    init(real: any MediaProbe, times: Int) {
        self.real = real
        left = Mutex(times)
    }

    func probe(_ path: String) async throws(ProbeError) -> MediaFacts {
        let isKilled =
            path.contains("received")
            && left.withLock { left in
                left -= 1
                return left >= 0
            }
        guard !isKilled else { throw .unavailable("killed") }
        return try await real.probe(path)
    }

    func poster(of path: String, width: Int, to output: String) async throws(ProbeError) {
        try await real.poster(of: path, width: width, to: output)
    }
}

extension RemoteStage {
    /// A job that wants speech and brings no sound.
    fileprivate func silent() throws(EngineError) -> EngineJob {
        do {
            return try job(.talkingVideo, inputs: ["image": try picture()])
        } catch { throw .cancelled }
    }
}
