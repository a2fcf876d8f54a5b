import Foundation
import TestSupport
import Testing

/// Work goes to a service elsewhere, whose worker comes back for the inputs and with the result.
@Suite(.serialized, .timeLimit(.minutes(5))) struct RemoteEngineTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `RunPod's worker fetches what it needs from the server and puts there what it made`() async throws {
        // Free a moment ago: workers have to know where the server is before it listens.
        let port = try LoopbackListener { close($0) }.port
        let server = try await RunningServer(
            home: folder.path + "/home", arguments: ["--offline", "--port", "\(port)"],
            environment: ["GREENROOM_SANDBOX_PORT": "0"])
        let client = try await Client(server)
        let task = try await client.send(
            "POST", "/videos/animate-move",
            json: [
                "image_file_id": try await client.upload(Assets.demo("portrait.png"), kind: "image"),
                "video_file_id": try await client.upload(Assets.demo("clip.mp4"), kind: "video"),
                "mode": "wan-std", "engine": "runpod",
            ])
        let id = try #require(task["id"] as? String)

        let events = try Events(client, path: "/tasks/\(id)/events")
        _ = await events.first(
            containing: "\"status\":\"succeeded\"", "\"status\":\"failed\"", "\"status\":\"cancelled\"")

        let end = try await client.send("GET", "/tasks/\(id)")
        #expect(end["status"] as? String == "succeeded" && end["engine"] as? String == "runpod", "\(end)")
        let result = try #require(end["result"] as? [String: Any])
        let video = try await client.download(try #require(result["url"] as? String))
        #expect(video.count > 10_000)
        await server.end()
    }
}
