import Domain
import Foundation
import Outbound
import Synchronization
import TestSupport
import Testing

@testable import Providers

/// Programs of manifests run on a real Ray cluster as they do here: they get their inputs, say how far they are, end when
/// they are told to, and are understood when they fail.
@Suite(.serialized, .timeLimit(.minutes(8)), .enabled(if: TestCluster.isInstalled, "\(TestCluster.isMissing)"))
struct RayEngineTests {
    private let stage: RemoteStage
    private let cluster: TestCluster.Ready

    init() async throws {
        stage = try await RemoteStage()
        cluster = try await TestCluster.shared.ready()
    }

    /// - Parameters:
    ///   - script: what the only step does, with `clip`, `out` and `work`.
    ///   - more: fields of the manifest.
    private func engine(
        _ script: String, _ more: String = "", token: String = TestCluster.token, base: String? = nil
    ) throws -> RayEngine {
        let path = "\(stage.folder.path)/script-\(UInt32.random(in: 0 ... .max)).sh"
        try "set -eu; clip=$1; out=$2/out.mp4; work=$3\n\(script)\n"
            .write(toFile: path, atomically: false, encoding: .utf8)
        return try engine(
            manifest: #"""
                {"name": "played", "kinds": ["animate_move"], "outputs": {"video": "out.mp4"}, \#(more)
                 "remarks": [{"line": "no face", "code": "no_face", "message": "There is no face."}],
                 "steps": [{"stage": "rendering", "program": "sh",
                            "arguments": ["\#(path)", "{video}", "{output}", "{work}"],
                            "progress": [{"percent": "(\\d+)%"}]}]}
                """#, token: token, base: base)
    }

    private func engine(
        manifest: String, token: String = TestCluster.token, base: String? = nil
    ) throws -> RayEngine {
        RayEngine(
            try EngineManifest(Data(manifest.utf8), in: stage.folder.path),
            on: RayCluster(
                base: base ?? cluster.address, token: token, folder: stage.folder.path + "/node",
                worker: try TestCluster.worker, pace: PollPace(first: .milliseconds(100), ceiling: .milliseconds(500))),
            slots: 3, exchange: ClusterExchange(cluster),
            web: WebClient(policy: .offline(standIns: [cluster.address, "http://127.0.0.1:1"]) { _ in }),
            media: stage.media, host: ManifestHost(mediaProgram: "/none", settings: [:], logger: RemoteStage.quiet))
    }

    private func job() throws -> EngineJob {
        try stage.job(.animateMove, inputs: ["image": try stage.picture(), "video": try stage.clip()])
    }

    private func state(of work: RemoteWork) async throws -> String? {
        let web = WebClient(policy: .offline(standIns: [cluster.address]) { _ in })
        return try await RayAPI(base: cluster.address, token: TestCluster.token, web: web).job(work.id)?.status
    }

    @Test func `steps run there, and what they make comes here`() async throws {
        let engine = try engine("echo 50%; echo hello; cp \"$clip\" \"$out\"")
        let job = try job()

        let made = try #require(try await engine.run(job, report: stage.report).files[.video])

        #expect(try Data(contentsOf: URL(filePath: made)) == Data(contentsOf: URL(filePath: stage.clip())))
        #expect(stage.told.contains(.log("hello")))
        #expect(
            stage.progress.contains { abs($0 - 0.495) < 0.001 } && stage.progress.allSatisfy { (0...1).contains($0) })
        let left = try FileManager.default.contentsOfDirectory(atPath: stage.folder.path + "/node")
        #expect(left == ["cache"])
        #expect(engine.facts.needs.slots == 3 && engine.facts.needs.usesNetwork)
    }

    @Test func `a program of the contract gets its job, and its own words count`() async throws {
        let path = stage.folder.path + "/toy.py"
        try """
        import json, shutil, sys
        job = json.load(sys.stdin)
        print(json.dumps({"stage": "rendering", "progress": 0.5}), flush=True)
        if job["parameters"]["mode"] == "wan-pro":
            print(json.dumps({"error": {"code": "no_face", "message": "There is no face."}}))
            sys.exit(1)
        shutil.copy(job["inputs"]["video"], job["output_directory"] + "/out.mp4")
        open(job["output_directory"] + "/words.vtt", "w").write("WEBVTT")
        print(json.dumps({"output": {"video": "out.mp4", "subtitles": "words.vtt"}}))
        """.write(toFile: path, atomically: false, encoding: .utf8)
        let engine = try engine(
            manifest: #"""
                {"name": "toy", "kinds": ["animate_move"], "program": "python3", "arguments": ["\#(path)"]}
                """#)
        let refused = try stage.job(
            .animateMove, parameters: ["mode": "wan-pro"],
            inputs: ["image": try stage.picture(), "video": try stage.clip()])

        let made = try await engine.run(try job(), report: stage.report)
        let found = await code { () throws(EngineError) in _ = try await engine.run(refused, report: { _ in }) }

        #expect(made.files[.video] != nil)
        #expect(try String(contentsOfFile: try #require(made.files[.subtitles]), encoding: .utf8) == "WEBVTT")
        #expect(found == "refused no_face")
    }

    @Test(arguments: [
        ("echo no face; exit 1", "", "refused no_face"), ("exit 3", "", "failed engine_broken"),
        ("echo CUDA out of memory >&2; exit 1", "", "failed out_of_memory"),
        ("true", "", "failed engine_broken"), ("echo no face", "", "refused no_face"),
        ("echo hello > \"$out\"", "", "failed result_unusable"),
        ("sleep 600", #""silence_seconds": 10,"#, "failed engine_silent"),
        ("head -c 3000000 /dev/zero | tr '\\0' x; exit 1", "", "failed engine_broken"),
    ])
    func `knows what goes wrong there`(script: String, more: String, meaning: String) async throws {
        let engine = try engine(script, more)
        let job = try job()

        let found = await code { () throws(EngineError) in _ = try await engine.run(job, report: stage.report) }

        #expect(found == meaning)
    }

    @Test func `a program that is not there is told as what it is`() async throws {
        let engine = try engine(
            manifest: #"""
                {"name": "gone", "kinds": ["animate_move"], "outputs": {"video": "out.mp4"},
                 "steps": [{"stage": "rendering", "program": "/nowhere/program"}]}
                """#)
        let job = try job()

        let found = await code { () throws(EngineError) in _ = try await engine.run(job, report: stage.report) }

        #expect(found == "failed engine_unavailable")
    }

    /// Somebody follows the job, which has told some progress.
    private func underWay(_ engine: RayEngine, _ job: EngineJob, _ work: RemoteWork) async -> Task<
        EngineOutput, any Error
    > {
        let (told, telling) = AsyncStream.makeStream(of: Void.self)
        let following = Task {
            defer { telling.finish() }
            return try await engine.attach(job, to: work) { report in
                if case .progress(_, let progress) = report, progress > 0.1 { telling.yield() }
            }
        }
        for await _ in told { break }
        return following
    }

    @Test func `who lost the answer to a job finds it, and what is handed over again is another job`() async throws {
        let runs = stage.folder.path + "/runs"
        let engine = try engine("echo run >> '\(runs)'; cp \"$clip\" \"$out\"")
        let job = try job()
        let before = try await engine.find(job, handedOver: .now()) { _ in false }

        let work = try await engine.submit(job, report: stage.report)
        let found = try await engine.find(job, handedOver: .now()) { _ in false }
        let output = try await engine.attach(job, to: work, report: stage.report)

        #expect(before == nil && found == work && output.files[.video] != nil)
        #expect(try String(contentsOfFile: runs, encoding: .utf8) == "run\n")
        // The next attempt is another job.
        #expect(try await engine.submit(job, report: stage.report) != work)
    }

    @Test func `what runs is ended with all that it started, and what has ended is left alone`() async throws {
        let mark = "30\(UInt32.random(in: 10000...99999))"
        let engine = try engine("trap '' TERM; (setsid sleep \(mark) &); echo 10%; sleep \(mark)")
        let job = try job()
        let work = try await engine.submit(job, report: { _ in })
        let following = await underWay(engine, job, work)
        #expect(!processes(naming: mark).isEmpty)

        try await engine.abandon(work)

        await #expect(
            throws: EngineError.refused(code: "cancelled_by_service", message: "It was stopped on the Ray cluster.")
        ) {
            _ = try await following.value
        }
        #expect(processes(naming: mark).isEmpty)
        try await engine.abandon(work)
        try await engine.abandon(try #require(RemoteWork(id: "never")))
        #expect(try await state(of: work) == "STOPPED")
    }

    @Test func `what waits for room is not forgotten to be ended`() async throws {
        let engine = try engine("true", #""ray": {"gpus": 8},"#)
        let work = try await engine.submit(try job(), report: { _ in })

        let found = await code { () throws(EngineError) in try await engine.abandon(work) }

        // Ray says that it has stopped it, and leaves it waiting.
        #expect(["failed still_waiting", "none"].contains(found))
        #expect(try await state(of: work) != "RUNNING")
    }

    @Test func `says whether it could work`() async throws {
        #expect(await (try engine("true")).health() == .ready)
        #expect(
            await (try engine("true", token: "wrong")).health()
                == .notConfigured(.keyRefused(by: "Ray")))
        #expect(await (try engine("true", base: "http://127.0.0.1:1")).health() == .unreachable(.noAnswer(of: "Ray")))
        let gpu = try engine(
            manifest: #"{"name": "gpu", "kinds": ["animate_move"], "program": "a", "arguments": ["{gpu}"]}"#)
        #expect(
            await gpu.health() == .notConfigured(.gpuNamed))
    }

    @Test func `a head that is lost is waited for, and one that has forgotten the job is no success`() async throws {
        let engine = try engine("echo 10%; sleep 300")
        let job = try job()
        let work = try await engine.submit(job, report: { _ in })
        let following = await underWay(engine, job, work)

        try await TestCluster.shared.kill()
        try await TestCluster.shared.startAnew()

        let end = await following.result
        guard case .failure(EngineError.failed("service_failed", _, _)) = end else {
            Issue.record("\(end)")
            return
        }
        // Another attempt is made.
        #expect(try await engine.submit(job, report: { _ in }) != work)
    }
}
