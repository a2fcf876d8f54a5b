import Domain
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Providers

/// An engine is a file that somebody writes; each mistake in it is named by where it stands.
@Suite struct ManifestTests {
    private static let steps = #"""
        {"name": "two-steps", "kinds": ["animate_move"], "outputs": {"video": "*.mp4"},
         "choices": {"size": {"by": "mode", "values": {"wan-std": "480", "wan-pro": "720"}}},
         "remarks": [{"line": "no face", "code": "no_face", "message": "There is no face."},
                     {"line": "disk full", "code": "write_failed", "message": "The disk is full.", "retry": true}],
         "steps": [
            {"stage": "looking", "program": "first", "share": 1, "progress": ["tqdm"],
             "files": [{"path": "{work}/job.yaml", "content": "video: {video|json}\n"}],
             "arguments": ["{work}/job.yaml", {"optional": ["--text", "{parameter.text}"]}]},
            {"stage": "drawing", "program": "second", "share": 3,
             "progress": [{"ratio": "frame (\\d+)/(\\d+)"}, {"line": "saving", "reached": 0.9}],
             "environment": {"SIZE": "{choice.size}"},
             "arguments": ["{output}/result.mp4", {"optional": ["--pro"], "if": "mode", "is": "wan-pro"}]}]}
        """#

    private func mistake(_ json: String) -> String? {
        do throws(ManifestMistake) {
            _ = try EngineManifest(Data(json.utf8), in: "/nowhere")
            return nil
        } catch {
            return error.path
        }
    }

    @Test(arguments: [
        ("", "$"), ("[]", "$"), ("{}", "$.name"), (#"{"name": "A"}"#, "$.name"), (#"{"name": 3}"#, "$.name"),
        (#"{"name": "a"}"#, "$.kinds"), (#"{"name": "a", "kinds": []}"#, "$.kinds"),
        (#"{"name": "a", "kinds": ["speech", "dance"]}"#, "$.kinds[1]"),
        (#"{"name": "a", "kinds": ["speech"]}"#, "$.program"),
        (#"{"name": "a", "kinds": ["speech"], "program": "x", "colour": 1}"#, "$.colour"),
        (#"{"name": "a", "kinds": ["speech"], "program": "{nothing}"}"#, "$.program"),
        (#"{"name": "a", "kinds": ["speech"], "program": "x", "arguments": ["{choice.size}"]}"#, "$.arguments[0]"),
        (#"{"name": "a", "kinds": ["speech"], "program": "x", "arguments": ["a", "{image"]}"#, "$.arguments[1]"),
        (#"{"name": "a", "kinds": ["speech"], "program": "x", "needs": {"slots": 0}}"#, "$.needs.slots"),
        (#"{"name": "a", "kinds": ["speech"], "program": "x", "needs": {"brief": {"x": 1}}}"#, "$.needs.brief.x"),
        (#"{"name": "a", "kinds": ["speech"], "program": "x", "outputs": {}}"#, "$.outputs"),
        (#"{"name": "a", "kinds": ["speech"], "program": "x", "rates": {"animate_mix": {}}}"#, "$.rates.animate_mix"),
        (
            #"{"name": "a", "kinds": ["speech"], "program": "x", "rates": {"speech": {"credits": -1}}}"#,
            "$.rates.speech.credits"
        ),
        (#"{"name": "a", "kinds": ["speech"], "steps": []}"#, "$.steps"),
        (#"{"name": "a", "kinds": ["speech"], "steps": [{"stage": "s"}]}"#, "$.steps[0].program"),
        (
            #"{"name": "a", "kinds": ["speech"], "steps": [{"stage": "s", "program": "x"}], "outputs": {"video": "v"}}"#,
            "$.outputs"
        ),
        (
            #"{"name": "a", "kinds": ["speech"], "steps": [{"stage": "s", "program": "x", "progress": [{"percent": "("}]}]}"#,
            "$.steps[0].progress[0].percent"
        ),
        (
            #"{"name": "a", "kinds": ["speech"], "steps": [{"stage": "s", "program": "x", "progress": [{"ratio": "(a)"}]}]}"#,
            "$.steps[0].progress[0].ratio"
        ),
    ])
    func `a mistake is named by its JSON path`(json: String, path: String) {
        #expect(mistake(json) == path)
    }

    @Test func `every field of the manifest stands in the JSON Schema beside it`() throws {
        let schema = try JSONDecoder().decode(
            JSONTree.self, from: Data(contentsOf: URL(fileURLWithPath: Self.data + "/engines/manifest.schema.json")))
        let root = try ManifestField(value: schema, path: "$").entries()
        let properties = try #require(root.first { $0.0 == "properties" }?.1.entries().map(\.0))

        for name in properties where name != "$schema" {
            // A field that the reader did not know would be named itself, not what is missing.
            #expect(mistake(#"{"\#(name)": {}}"#) != "$.\(name)" || name == "name")
        }
        #expect(Set(properties).isSuperset(of: ["name", "kinds", "steps", "program", "needs", "remarks"]))
    }

    @Test(arguments: [
        "", #", "check": true"#, #", "steps": [{"stage": "s", "program": "x"}], "outputs": {"audio": "a"}"#,
    ])
    func `its rates are what its work costs`(form: String) throws {
        let program = form.contains("steps") ? "" : #", "program": "x""#
        let engine = try EngineManifest(
            Data(
                #"""
                {"name": "a", "kinds": ["speech", "voice_clone"]\#(program)\#(form.replacing(
                    #""audio": "a""#, with: #""audio": "a", "profile": "p""#)),
                 "rates": {"speech": {"credits": 1, "credits_per_character": 0.05}}}
                """#.utf8), in: "/nowhere"
        ).engine(ManifestHost(mediaProgram: "/nowhere", settings: [:], logger: Logger(label: "test")))

        let priced = try #require(engine as? any PricingEngine)
        #expect(priced.price(of: WorkSize(.speech, .standard, characters: 30))?.credits == 3)
        #expect(priced.price(of: WorkSize(.voiceClone, .standard)) == nil)
    }

    @Test func `the manifests that ship are without a mistake`() {
        let folder = ManifestFolder([Self.data + "/engines"], besides: [])

        #expect(folder.faults == [])
        #expect(!folder.manifests.isEmpty)
    }

    @Test(.timeLimit(.minutes(1)))
    func `programs that know nothing of us are told by arguments and followed by what they write`() async throws {
        let bench = try Bench(Self.steps)
        _ = try bench.folder.program(
            #"""
            cat "$1" > "$1.seen"; [ $# = 1 ] || exit 9
            printf ' 50%%|#####     | 5/10 [00:01<00:01]\r100%%|##########| 10/10\r' >&2
            """#, name: "first")
        _ = try bench.folder.program(
            #"""
            echo "frame 1/2"; echo "size $SIZE"; echo saving; printf VIDEO > "$1"; [ "$2" = --pro ] || exit 9
            """#, name: "second")
        let said = Mutex<[EngineReport]>([])

        let output = try await bench.engine.run(bench.job(mode: "wan-pro")) { report in
            said.withLock { $0.append(report) }
        }

        #expect(output.files[.video] == bench.folder.output + "/result.mp4")
        let seen = try String(contentsOfFile: bench.work + "/job.yaml.seen", encoding: .utf8)
        #expect(seen == "video: \"/clips/b \\\"c\\\".mp4\"\n")
        #expect(
            said.withLock { $0 } == [
                .progress(stage: "looking", progress: 0), .progress(stage: "looking", progress: 0.125),
                .progress(stage: "looking", progress: 0.25), .progress(stage: "drawing", progress: 0.25),
                .progress(stage: "drawing", progress: 0.625), .log("size 720"),
                .progress(stage: "drawing", progress: 0.925),
            ])
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            (
                "echo 'there is no face here'; exit 1",
                EngineError.refused(code: "no_face", message: "There is no face.")
            ),
            (
                "echo 'disk full' >&2; exit 1",
                .failed(code: "write_failed", message: "The disk is full.", detail: "a remark of the manifest")
            ),
        ])
    func `a remark says what a failure means`(script: String, expected: EngineError) async throws {
        let bench = try Bench(Self.steps)
        _ = try bench.folder.program(script, name: "first")
        _ = try bench.folder.program("exit 0", name: "second")

        await #expect(throws: expected) { _ = try await bench.engine.run(bench.job()) { _ in } }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("exit 0", "engine_broken"), ("exit 3", "engine_broken"), ("kill -9 $$", "engine_killed"),
            ("ln -s /etc/passwd \"$1\"", "engine_broken"),
            ("echo 'torch.OutOfMemoryError: CUDA out of memory' >&2; exit 1", "out_of_memory"),
            ("head -c 3000000 /dev/zero | tr '\\0' x", "engine_broken"),
            ("head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 3", "engine_broken"),
        ])
    func `a program that ends badly or leaves nothing has failed`(script: String, code: String) async throws {
        let bench = try Bench(Self.steps)
        _ = try bench.folder.program("exit 0", name: "first")
        _ = try bench.folder.program(script, name: "second")

        let error = await #expect(throws: EngineError.self) { _ = try await bench.engine.run(bench.job()) { _ in } }

        guard case .failed(code, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `what a program forks and leaves behind ends with its step`() async throws {
        let bench = try Bench(Self.steps)
        _ = try bench.folder.program("exit 0", name: "first")
        _ = try bench.folder.program(
            #"""
            (trap '' TERM HUP; exec > /dev/null 2>&1; while :; do sleep 1; done) &
            echo "left $!"; printf VIDEO > "$1"
            """#, name: "second")
        let left = Mutex<pid_t>(0)

        let output = try await bench.engine.run(bench.job()) { report in
            if case .log(let line) = report, let pid = pid_t(line.dropFirst(5)) { left.withLock { $0 = pid } }
        }

        let pid = left.withLock { $0 }
        #expect(output.files[.video] != nil && pid > 0)
        #expect(await isGone(pid))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a program that ignores SIGTERM is killed with its whole group`() async throws {
        let bench = try Bench(
            Self.steps.replacing(#"{"name": "two-steps","#, with: #"{"name": "two-steps", "grace_seconds": 0.2,"#))
        _ = try bench.folder.program(
            #"trap '' TERM; echo "$$"; while :; do sleep 1; done"#, name: "first")
        _ = try bench.folder.program("exit 0", name: "second")
        let began = AsyncStream.makeStream(of: pid_t.self)
        let running = Task {
            try await bench.engine.run(bench.job()) { report in
                if case .log(let line) = report, let pid = pid_t(line) { began.continuation.yield(pid) }
            }
        }
        var pids = began.stream.makeAsyncIterator()
        let pid = try #require(await pids.next())

        running.cancel()

        await #expect(throws: EngineError.cancelled) { _ = try await running.value }
        #expect(await isGone(pid))
    }

    @Test func `an engine whose program or setting is missing says so and is not started`() async throws {
        let bench = try Bench(Self.steps)
        #expect(
            await bench.engine.health()
                == .notConfigured(.programMissing("first")))

        let other = try Bench(
            #"{"name": "a", "kinds": ["animate_move"], "program": "{setting.TOOL_ROOT}/bin/tool"}"#)
        #expect(await other.engine.health() == .notConfigured(.settingMissing("TOOL_ROOT")))
        let error = await #expect(throws: EngineError.self) { _ = try await other.engine.run(other.job()) { _ in } }
        #expect(error != nil)
    }

    @Test func `two engines of one name, and files that are none, are left out and told`() throws {
        let folder = try Folder()
        for (name, text) in [
            ("a.json", #"{"name": "toy", "kinds": ["speech"], "program": "x"}"#),
            ("b.json", #"{"name": "toy", "kinds": ["speech"], "program": "y"}"#), ("c.json", "{"),
            ("d.schema.json", "{"), ("readme.txt", "hello"),
            ("e.json", #"{"name": "builtin", "kinds": ["speech"], "program": "y"}"#),
            ("f.json", #"{"name": "dashscope", "kinds": ["speech"], "program": "y"}"#),
        ] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/" + name))
        }

        let read = ManifestFolder([folder.path, folder.path + "/none"], besides: ["builtin", "dashscope"])

        #expect(read.manifests.map(\.name) == ["toy"])
        #expect(
            read.faults.map { ($0.file as NSString).lastPathComponent } == ["b.json", "c.json", "e.json", "f.json"])
        #expect(read.faults.map(\.path) == ["$.name", "$", "$.name", "$.name"])
    }

    static let data = Repository.data.path
}

/// A manifest in a folder of its own, with the real guard.
private struct Bench {
    let folder: Folder
    let work: String
    let engine: any HealthReportingEngine

    init(_ manifest: String) throws {
        folder = try Folder()
        work = folder.path + "/work"
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        engine = try EngineManifest(Data(manifest.utf8), in: folder.path).engine(
            ManifestHost(mediaProgram: Build.media, settings: [:], logger: Logger(label: "test")))
    }

    func job(mode: String = "wan-std") -> EngineJob {
        EngineJob(
            taskID: IDSource().next(), kind: .animateMove, engine: "test", parameters: ["mode": mode],
            inputs: ["image": "/a", "video": "/clips/b \"c\".mp4"], outputDirectory: folder.output,
            workDirectory: work, createdAt: "2026-01-01T00:00:00.000Z")
    }
}

enum Build {
    /// `greenroom-media` of this build, beside the test program.
    static var media: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "greenroom-media").path
    }
}
