import Foundation
import Logging
import Sandbox
import Testing

/// A client with nothing but addresses puts a file into the bucket; the server takes it from there.
@Suite(.timeLimit(.minutes(5))) struct DirectUploadTests {
    private let folder: TemporaryFolder
    private let bucket: BucketStandIn
    private var home: String { folder.path + "/home" }

    init() async throws {
        folder = try TemporaryFolder()
        bucket = try await BucketStandIn.open(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private var environment: [String: String] {
        [
            "S3_BUCKET_NAME": BucketStandIn.bucket, "GREENROOM_S3_ENDPOINT": bucket.address,
            "S3_AWS_REGION": "us-east-1", "S3_AWS_ACCESS_KEY_ID": BucketStandIn.accessKey,
            "S3_AWS_SECRET_ACCESS_KEY": BucketStandIn.secretKey, "GREENROOM_S3_RULE": "results",
            "XDG_STATE_HOME": folder.path + "/state", "XDG_CONFIG_HOME": folder.path + "/config",
        ]
    }

    private func begun(_ client: Client, _ path: String) async throws -> (place: String, parts: [[String: Any]]) {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        let begun = try await client.send(
            "POST", "/uploads/direct", json: ["name": "noise.wav", "size_bytes": size, "kind": "audio"])
        let id = try #require(begun["id"] as? String)
        return ("/uploads/direct/\(id)", begun["parts"] as? [[String: Any]] ?? [])
    }

    /// As somebody does who knows neither keys nor the server.
    private func put(_ part: [String: Any], of path: String) async throws {
        let url = try #require(part["url"] as? String)
        let headers = part["headers"] as? [String: String] ?? [:]
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        try file.seek(toOffset: UInt64(part["offset"] as? Int ?? 0))
        let piece = folder.path + "/piece-\(UUID().uuidString)"
        try file.read(upToCount: part["size_bytes"] as? Int ?? 0)?.write(to: URL(filePath: piece))
        let named = headers.flatMap { ["-H", "\($0.key): \($0.value)"] }
        let sent = try await Ended.run("/usr/bin/curl", ["-sS", "--fail", "-T", piece] + named + [url])
        #expect(sent.status == 0, "\(sent.errors)")
    }

    private func untilEmpty() async throws {
        while !bucket.objects.isEmpty { try await Task.sleep(for: .milliseconds(50)) }
    }

    @Test func `becomes a file also when the server is killed after all of it was there`() async throws {
        let path = folder.path + "/noise.wav"
        try Noise.write(40 << 20, to: path)
        let server = try await RunningServer(home: home, environment: environment)
        let client = try await Client(server)
        let (place, parts) = try await begun(client, path)
        #expect(parts.count == 3)
        for part in parts { try await put(part, of: path) }
        var mood = BucketMood()
        mood.slowness = 300
        bucket.set(mood)
        let completing = Task { _ = try? await client.send("POST", place + "/complete") }
        // Put together, and on its way.
        while bucket.objects.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        await server.end(SIGKILL)
        _ = await completing.value
        bucket.set(BucketMood())

        let again = try await RunningServer(home: home, environment: environment)
        let later = try await Client(again, isNew: false)
        #expect(try await later.send("GET", place)["file"] is NSNull)
        let file = try await later.send("POST", place + "/complete")
        let repeated = try await later.send("POST", place + "/complete")

        #expect(file["kind"] as? String == "audio" && file["title"] as? String == "noise.wav")
        #expect(repeated["id"] as? String == file["id"] as? String)
        let sum = try #require(file["sha256"] as? String)
        let kept = try Data(contentsOf: URL(filePath: "\(home)/media/\(sum.prefix(2))/\(sum)"))
        #expect(kept == (try Data(contentsOf: URL(filePath: path))))
        try await untilEmpty()
        await again.end()
    }

    @Test func `resumes with what the bucket has, and belongs to nobody else`() async throws {
        let path = folder.path + "/noise.wav"
        try Noise.write(17 << 20, to: path)
        let server = try await RunningServer(home: home, environment: environment)
        let client = try await Client(server)
        let (place, parts) = try await begun(client, path)
        try await put(parts[0], of: path)

        let early = await #expect(throws: Client.Unexpected.self) {
            _ = try await client.send("POST", place + "/complete")
        }
        #expect(early?.description.contains("409") == true && early?.description.contains("upload_incomplete") == true)
        let other = try await Client(server, email: "eve@example.com", name: "Eve")
        for (method, path) in [("GET", place), ("POST", place + "/complete"), ("DELETE", place)] {
            let refused = await #expect(throws: Client.Unexpected.self) {
                _ = try await other.send(method, path)
            }
            #expect(refused?.description.contains(": 404 ") == true)
        }
        let missing = (try await client.send("GET", place)["parts"] as? [[String: Any]] ?? []).filter {
            $0["url"] is String
        }
        #expect(missing.map { $0["number"] as? Int } == [2])
        for part in missing { try await put(part, of: path) }
        let file = try await client.send("POST", place + "/complete")

        #expect(file["size_bytes"] as? Int == (17 << 20) + 44)
        try await untilEmpty()
        await server.end()
    }

    @Test func `a command uploads that way, and shows the bucket no key`() async throws {
        let path = folder.path + "/noise.wav"
        try Noise.write(33 << 20, to: path)
        let server = try await RunningServer(home: home, environment: environment)
        let client = try await Client(server)
        let made = try await client.send(
            "POST", "/api/v1/api-keys", json: ["name": "terminal", "scopes": ["read", "files"]])
        let key = try #require(made["key"] as? String)
        let keyed = environment.merging(["GREENROOM_API_KEY": key]) { $1 }

        let sent = try await Ended.run(
            Build.greenroom, ["file", "upload", "--direct", path, "--json", "--server", server.address],
            environment: keyed)

        #expect(sent.status == 0, "\(sent.errors)")
        #expect(sent.output.contains("\"size_bytes\":\((33 << 20) + 44)"))
        #expect(bucket.requests.filter { $0.hasPrefix("PUT /greenroom/uploads/") }.count == 3)
        try await untilEmpty()
        try Data("this is no sound".utf8).write(to: URL(filePath: path))
        let refused = try await Ended.run(
            Build.greenroom, ["file", "upload", "--direct", path, "--server", server.address], environment: keyed)
        #expect(refused.status != 0 && !refused.errors.isEmpty)
        try await untilEmpty()
        await server.end()
    }

    @Test func `a bucket that fails now and then keeps nobody from it`() async throws {
        let path = folder.path + "/noise.wav"
        try Noise.write(70_000, to: path)
        let server = try await RunningServer(home: home, environment: environment)
        let client = try await Client(server)
        let (place, parts) = try await begun(client, path)
        for part in parts { try await put(part, of: path) }
        var mood = BucketMood()
        mood.failing = 0.2
        bucket.set(mood)

        var file: [String: Any]?
        for _ in 0..<10 where file == nil { file = try? await client.send("POST", place + "/complete") }

        #expect(file?["size_bytes"] as? Int == 70_044)
        try await untilEmpty()
        await server.end()
    }
}
