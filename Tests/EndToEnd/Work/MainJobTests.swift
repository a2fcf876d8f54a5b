import Foundation
import Testing

/// A picture and a clip in, an animated video out, through the real programs; and what happens when they are killed.
@Suite(.serialized, .timeLimit(.minutes(10))) struct MainJobTests {
    private func submit(_ client: Client) async throws -> String {
        let image = try await client.upload(Assets.demo("portrait.png"), kind: "image")
        let video = try await client.upload(Assets.demo("clip.mp4"), kind: "video")
        let task = try await client.send(
            "POST", "/videos/animate-move",
            json: ["image_file_id": image, "video_file_id": video, "mode": "wan-std", "title": "First"])
        let inner = task["task"] as? [String: Any] ?? task
        return try #require(inner["id"] as? String)
    }

    private func end(of task: String, _ client: Client) async throws -> [String: Any] {
        let events = try Events(client, path: "/tasks/\(task)/events")
        _ = await events.first(containing: "\"succeeded\"", "\"failed\"", "\"cancelled\"")
        return try await client.send("GET", "/tasks/\(task)")
    }

    private func videos(_ client: Client) async throws -> [[String: Any]] {
        try await client.send("GET", "/videos")["items"] as? [[String: Any]] ?? []
    }

    @Test func `a stranger gets a video that plays, marked as made by AI`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(home: folder.path + "/home")
        let client = try await Client(server)

        let task = try await end(of: try await submit(client), client)

        #expect(task["status"] as? String == "succeeded", "\(task)")
        let result = try #require(task["result"] as? [String: Any])
        let video = try await client.download(try #require(result["url"] as? String))
        let path = folder.path + "/out.mp4"
        try video.write(to: URL(fileURLWithPath: path))
        let probe = try await Ended.run(
            "/usr/bin/ffprobe", ["-v", "error", "-show_format", "-show_streams", "-count_frames", path])
        #expect(probe.status == 0)
        #expect(probe.output.contains("codec_name=h264"))
        #expect(probe.output.contains("nb_read_frames=120"))
        #expect(probe.output.contains("TAG:ai_generated=true"), "\(probe.output)")
        #expect(probe.output.contains(task["id"] as? String ?? "-"))
        #expect(try await videos(client).count == 1)
        #expect(await server.end() == 0)
    }

    @Test func `what was acknowledged survives kill -9 and ends once`() async throws {
        let folder = try TemporaryFolder()
        var server = try await RunningServer(home: folder.path + "/home")
        var client = try await Client(server)
        let first = try await submit(client)
        let second = try await submit(client)
        let events = try Events(client, path: "/tasks/\(first)/events")
        _ = await events.first(containing: "event: progress")
        await server.end(SIGKILL)

        server = try await RunningServer(home: folder.path + "/home")
        client = try await Client(server, isNew: false)
        let ends = [try await end(of: first, client), try await end(of: second, client)]

        #expect(ends.map { $0["status"] as? String } == ["succeeded", "succeeded"], "\(ends)")
        #expect(ends[0]["attempt"] as? Int == 2)
        #expect(try await videos(client).count == 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/home/work").isEmpty)
        await server.end()
    }

    @Test func `a killed server goes on with a video where it was`() async throws {
        let folder = try TemporaryFolder()
        // At a frame a second a part of the video is 12 frames.
        let clip = folder.path + "/slow.mp4"
        let made = try await Ended.run(
            "/usr/bin/ffmpeg",
            ["-v", "error", "-i", try Assets.demo("clip.mp4"), "-vf", "setpts=PTS*29.97", "-r", "1", clip])
        #expect(made.status == 0, "\(made.errors)")
        var server = try await RunningServer(home: folder.path + "/home")
        var client = try await Client(server)
        let image = try await client.upload(Assets.demo("portrait.png"), kind: "image")
        let video = try await client.upload(clip, kind: "video")
        let task = try await client.send(
            "POST", "/videos/animate-move",
            json: ["image_file_id": image, "video_file_id": video, "mode": "wan-std", "title": "Slow"])
        let id = try #require((task["task"] as? [String: Any] ?? task)["id"] as? String)
        let before = try Events(client, path: "/tasks/\(id)/events")
        _ = await before.first(containing: "\"progress\":0.7", "\"progress\":0.8", "\"progress\":0.9")
        await server.end(SIGKILL)

        server = try await RunningServer(home: folder.path + "/home")
        client = try await Client(server, isNew: false)
        let after = try Events(client, path: "/tasks/\(id)/events")
        let said = await after.first(containing: "Resuming the video after frame", "\"succeeded\"")

        #expect(said?.contains("Resuming") == true, "\(said ?? "nothing")")
        let end = try await end(of: id, client)
        #expect(end["status"] as? String == "succeeded", "\(end)")
        let result = try #require(end["result"] as? [String: Any])
        let path = folder.path + "/out.mp4"
        try await client.download(try #require(result["url"] as? String)).write(to: URL(fileURLWithPath: path))
        let probe = try await Ended.run(
            "/usr/bin/ffprobe", ["-v", "error", "-show_streams", "-count_frames", path])
        #expect(probe.output.contains("nb_read_frames=120"), "\(probe.output)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/home/work").isEmpty)
        await server.end()
    }

    @Test func `a server asked to stop hands its running task back without counting it`() async throws {
        let folder = try TemporaryFolder()
        var server = try await RunningServer(home: folder.path + "/home")
        var client = try await Client(server)
        let id = try await submit(client)
        let events = try Events(client, path: "/tasks/\(id)/events")
        _ = await events.first(containing: "event: progress")

        let began = ContinuousClock.now
        let status = await server.end(SIGTERM)

        #expect(status == 0)
        #expect(began.duration(to: .now) < .seconds(15))
        server = try await RunningServer(home: folder.path + "/home")
        client = try await Client(server, isNew: false)
        let task = try await end(of: id, client)
        #expect(task["status"] as? String == "succeeded", "\(task)")
        #expect(task["attempt"] as? Int == 1)
        await server.end()
    }

    @Test func `cancelling a running task leaves no process of it`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(home: folder.path + "/home")
        let client = try await Client(server)
        let id = try await submit(client)
        let events = try Events(client, path: "/tasks/\(id)/events")
        _ = await events.first(containing: "event: progress")

        try await client.send("DELETE", "/tasks/\(id)")

        #expect(await events.first(containing: "\"cancelled\"") != nil)
        await server.end()
        let left = try await Ended.run("/usr/bin/pgrep", ["-f", folder.path + "/home/work"])
        #expect(left.output.isEmpty)
    }

    @Test func `a picture without a figure is refused before it is queued, and the sentence says so`() async throws {
        let folder = try TemporaryFolder()
        let server = try await RunningServer(home: folder.path + "/home")
        let client = try await Client(server)
        let picture = folder.path + "/gradient.png"
        let made = try await Ended.run(
            "/usr/bin/ffmpeg",
            ["-v", "error", "-f", "lavfi", "-i", "gradients=size=320x240:duration=1:seed=1", "-frames:v", "1", picture])
        #expect(made.status == 0, "\(made.errors)")
        let image = try await client.upload(picture, kind: "image")
        let video = try await client.upload(Assets.demo("clip.mp4"), kind: "video")

        let error = await #expect(throws: Client.Unexpected.self) {
            try await client.send(
                "POST", "/videos/animate-move",
                json: ["image_file_id": image, "video_file_id": video, "mode": "wan-std"])
        }

        #expect(error?.description.contains("422") == true)
        #expect(error?.description.contains("no_subject_in_source") == true)
        #expect(error?.description.contains("picture") == true)
        let tasks = try await client.send("GET", "/tasks")["items"] as? [Any]
        #expect(tasks?.isEmpty == true)
        await server.end()
    }
}
