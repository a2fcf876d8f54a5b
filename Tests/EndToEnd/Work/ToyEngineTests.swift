import Foundation
import TestSupport
import Testing

/// A stranger adds an engine with a file of one line and a script of a few: it is on the roster, in the API, and works.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ToyEngineTests {
    private static let fixtures = Repository.fixtures.appending(path: "engines").path

    private let folder: TemporaryFolder
    private var home: String { folder.path + "/home" }

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: Self.fixtures, toPath: home + "/engines")
    }

    private func inputs(_ client: Client) async throws -> [String: any Sendable] {
        [
            "image_file_id": try await client.upload(Assets.demo("portrait.png"), kind: "image"),
            "video_file_id": try await client.upload(Assets.demo("clip.mp4"), kind: "video"), "engine": "toy",
        ]
    }

    private func submit(
        _ client: Client, _ inputs: [String: any Sendable], mode: String = "wan-std"
    ) async throws -> String {
        let task = try await client.send(
            "POST", "/videos/animate-move", json: inputs.merging(["mode": mode]) { $1 })
        return try #require(task["id"] as? String)
    }

    private func end(of task: String, _ client: Client) async throws -> [String: Any] {
        let events = try Events(client, path: "/tasks/\(task)/events")
        _ = await events.first(
            containing: "\"status\":\"succeeded\"", "\"status\":\"failed\"", "\"status\":\"cancelled\"")
        return try await client.send("GET", "/tasks/\(task)")
    }

    private func engine(_ client: Client) async throws -> [String: Any] {
        let listing = try await client.send("GET", "/admin/engines")
        let all = try #require(listing["items"] as? [[String: Any]])
        return try #require(all.first { $0["name"] as? String == "toy" })
    }

    @Test func `it is listed, chosen, and makes a video that is delivered`() async throws {
        let server = try await RunningServer(home: home)
        let client = try await Client(server)
        let listed = try await engine(client)
        #expect(listed["title"] as? String == "Toy engine" && listed["ready"] as? Bool == true, "\(listed)")
        let choosable = try await client.list("/engines").compactMap { $0["name"] as? String }
        #expect(choosable.contains("builtin") && choosable.contains("toy"))
        let inputs = try await inputs(client)
        let estimate = try await client.send(
            "POST", "/videos/animate-move/estimate", json: inputs.merging(["mode": "wan-std"]) { $1 })
        #expect(estimate["seconds"] is NSNull)

        let task = try await end(of: try await submit(client, inputs), client)

        #expect(task["status"] as? String == "succeeded" && task["engine"] as? String == "toy", "\(task)")
        let result = try #require(task["result"] as? [String: Any])
        let video = try await client.download(try #require(result["url"] as? String))
        let path = folder.path + "/video.mp4"
        try video.write(to: URL(fileURLWithPath: path))
        #expect(try await Self.packets(of: path) == Self.packets(of: Assets.demo("clip.mp4")))
        let probe = try await Ended.run("/usr/bin/ffprobe", ["-v", "error", "-show_format", path])
        #expect(probe.output.contains("TAG:ai_generated=true") && probe.output.contains("TAG:engine=toy"))
        #expect(await server.end() == 0)
    }

    @Test func `cancelling ends its program, and a disabled one takes nothing until it is enabled again`() async throws
    {
        let server = try await RunningServer(home: home)
        let client = try await Client(server)
        let inputs = try await inputs(client)
        let task = try await submit(client, inputs, mode: "wan-pro")
        let events = try Events(client, path: "/tasks/\(task)/events")
        _ = await events.first(containing: "\"progress\":0.5")
        try await client.send("DELETE", "/tasks/\(task)")
        #expect(try await end(of: task, client)["status"] as? String == "cancelled")

        let disabled = try await client.send("PATCH", "/admin/engines/toy", json: ["state": "disabled", "slots": 2])
        #expect(disabled["state"] as? String == "disabled" && disabled["slots"] as? Int == 2)
        await #expect(throws: Client.Unexpected.self) { _ = try await submit(client, inputs) }
        await server.end()

        let again = try await RunningServer(home: home)
        let later = try await Client(again, isNew: false)
        #expect(try await engine(later)["state"] as? String == "disabled")
        _ = try await later.send("PATCH", "/admin/engines/toy", json: ["state": "enabled"])
        #expect(try await end(of: try await submit(later, inputs), later)["status"] as? String == "succeeded")
        await again.end()
    }

    @Test func `a clip that a browser recorded is measured, and refused before it is queued where it is too long`()
        async throws
    {
        try Data(
            #"{"name": "short", "kinds": ["animate_move"], "program": "toy.sh", "limits": {"longest_seconds": 5}}"#.utf8
        ).write(to: URL(fileURLWithPath: home + "/engines/short.json"))
        let path = folder.path + "/live.webm"
        let recorded = try await Ended.run(
            "/usr/bin/ffmpeg",
            [
                "-v", "error", "-f", "lavfi", "-i", "testsrc=s=96x64:r=15:d=12", "-c:v", "libvpx", "-deadline",
                "realtime",
                "-cpu-used", "8", "-live", "1", path,
            ])
        #expect(recorded.status == 0, "\(recorded.errors)")
        let server = try await RunningServer(home: home)
        let client = try await Client(server)
        let clip = try await client.upload(path, kind: "video")
        let image = try await client.upload(Assets.demo("portrait.png"), kind: "image")
        let wanted = ["image_file_id": image, "video_file_id": clip, "mode": "wan-std"]

        let refusal = await #expect(throws: Client.Unexpected.self) {
            try await client.send("POST", "/videos/animate-move", json: wanted.merging(["engine": "short"]) { $1 })
        }

        #expect(refusal?.description.contains("422") == true, "\(String(describing: refusal))")
        #expect(refusal?.description.contains(#""field":"video_file_id""#) == true)
        #expect(
            (try await client.send("GET", "/files/\(clip)")["duration_ms"] as? Int).map { abs($0 - 12_000) < 100 }
                == true)
        #expect(try await (client.send("GET", "/tasks")["items"] as? [Any])?.isEmpty == true)
        await server.end()
    }

    @Test func `its program never outlives the server, however early that is killed`() async throws {
        for delay in [0, 5, 20, 60, 200] {
            let server = try await RunningServer(home: home)
            let client = try await Client(server, isNew: delay == 0)
            _ = try await submit(client, try await inputs(client), mode: "wan-pro")
            try await Task.sleep(for: .milliseconds(delay))
            await server.end(SIGKILL)
            #expect(await Self.nobodyRuns(home + "/engines/toy.sh"), "after \(delay) ms")
        }
    }

    @Test func `a mistake in a manifest is told by its place and stops nothing`() async throws {
        try Data(#"{"name": "odd", "kinds": ["speech"], "program": "x", "arguments": ["{nothing}"]}"#.utf8)
            .write(to: URL(fileURLWithPath: home + "/engines/odd.json"))
        let checked = try await Ended.run(Build.greenroom, ["engine", "check", "odd", "--home", home])
        #expect(checked.status == 1 && checked.errors.contains("$.arguments[0]"), "\(checked)")
        let toy = try await Ended.run(Build.greenroom, ["engine", "check", "toy", "--run", "--home", home])
        #expect(toy.status == 0 && toy.output.contains("Toy engine") && toy.output.contains("video"), "\(toy)")

        let server = try await RunningServer(home: home)
        let client = try await Client(server)
        let faults = try await client.send("GET", "/admin/engines")["faults"] as? [[String: Any]]

        #expect(faults?.map { $0["path"] as? String } == ["$.arguments[0]"])
        let remark = faults?.first?["remark"] as? [String: Any]
        #expect(remark?["code"] as? String == "place_unknown")
        #expect((remark?["values"] as? [String: Any])?["name"] as? String == "{nothing}")
        #expect(try await engine(client)["ready"] as? Bool == true)
        await server.end()
    }

    /// What stands in a medium, whatever it says of itself: a hash of the packets of each stream.
    private static func packets(of path: String) async throws -> String {
        let hashed = try await Ended.run(
            "/usr/bin/ffmpeg", ["-v", "error", "-i", path, "-map", "0", "-c", "copy", "-f", "streamhash", "-"])
        try #require(hashed.status == 0 && hashed.output.contains("SHA256="), "\(hashed)")
        return hashed.output
    }

    /// Whether no process runs the script within five seconds.
    private static func nobodyRuns(_ script: String) async -> Bool {
        let limit = ContinuousClock.now + .seconds(5)
        while ContinuousClock.now < limit {
            let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            let isRunning = processes.contains { name in
                guard name.first?.isNumber == true,
                    let words = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
                else { return false }
                return words.range(of: Data(script.utf8)) != nil
            }
            if !isRunning { return true }
            await Task.yield()
        }
        return false
    }
}
