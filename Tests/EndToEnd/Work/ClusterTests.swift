import Foundation
import TestSupport
import Testing

/// From one box to a cluster by two settings: jobs run on nodes, and a server that dies in the middle takes them up again.
@Suite(.serialized, .timeLimit(.minutes(8)), .enabled(if: TestCluster.isInstalled, "\(TestCluster.isMissing)"))
struct ClusterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `a job on the cluster outlives the server, and its result comes to the next one`() async throws {
        let cluster = try await TestCluster.shared.ready()
        let home = folder.path + "/home"
        let (gate, runs, script) = (folder.path + "/gate", folder.path + "/runs", folder.path + "/act.sh")
        try FileManager.default.createDirectory(atPath: home + "/engines", withIntermediateDirectories: true)
        try
            "set -eu\necho run >> '\(runs)'\necho 50%\nuntil [ -e '\(gate)' ]; do sleep 0.1; done\ncp \"$1\" \"$2/out.mp4\"\n"
            .write(toFile: script, atomically: false, encoding: .utf8)
        try #"""
        {"name": "clustered", "kinds": ["animate_move"], "outputs": {"video": "out.mp4"}, "needs": {"gpu_memory_mib": 8000},
         "steps": [{"stage": "rendering", "program": "sh", "arguments": ["\#(script)", "{video}", "{output}"],
                    "progress": [{"percent": "(\\d+)%"}]}]}
        """#.write(toFile: home + "/engines/clustered.json", atomically: false, encoding: .utf8)
        // Free a moment ago: nodes have to know where the server is before it listens.
        let port = try LoopbackListener { close($0) }.port
        let environment = [
            "RAY_ADDRESS": cluster.address, "RAY_AUTH_TOKEN": TestCluster.token, "RAY_ENGINES": "clustered=4",
            "RAY_FOLDER": folder.path + "/node", "AVATAR_JOB_CHECK_INTERVAL": "1",
            "GREENROOM_PUBLIC_URL": "http://127.0.0.1:\(port)",
        ]
        let first = try await RunningServer(home: home, arguments: ["--port", "\(port)"], environment: environment)
        var client = try await Client(first)
        let task = try await client.send(
            "POST", "/videos/animate-move",
            json: [
                "image_file_id": try await client.upload(Assets.demo("portrait.png"), kind: "image"),
                "video_file_id": try await client.upload(Assets.demo("clip.mp4"), kind: "video"),
                "mode": "wan-std", "engine": "clustered",
            ])
        let id = try #require(task["id"] as? String)
        let begun = try Events(client, path: "/tasks/\(id)/events")
        _ = await begun.first(containing: "\"stage\":\"rendering\"", "\"status\":\"failed\"")
        #expect(FileManager.default.fileExists(atPath: runs))

        await first.end(SIGKILL)
        let second = try await RunningServer(home: home, arguments: ["--port", "\(port)"], environment: environment)
        client.address = second.address
        _ = FileManager.default.createFile(atPath: gate, contents: nil)
        let events = try Events(client, path: "/tasks/\(id)/events")
        _ = await events.first(
            containing: "\"status\":\"succeeded\"", "\"status\":\"failed\"", "\"status\":\"cancelled\"")

        let end = try await client.send("GET", "/tasks/\(id)")
        #expect(end["status"] as? String == "succeeded" && end["attempt"] as? Int == 1, "\(end)")
        let result = try #require(end["result"] as? [String: Any])
        let video = try await client.download(try #require(result["url"] as? String))
        #expect(video.count > 10_000)
        #expect(try String(contentsOfFile: runs, encoding: .utf8) == "run\n")
        await second.end()
    }
}
