import Foundation
import Logging
import Sandbox
import Testing

/// A bucket that fails, a server that is killed: in the end both sides have the same.
@Suite(.serialized, .timeLimit(.minutes(5))) struct MirrorTests {
    private let folder: TemporaryFolder
    private var home: String { folder.path + "/home" }

    init() throws { folder = try TemporaryFolder() }

    private func open() async throws -> BucketStandIn {
        try await BucketStandIn.open(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func environment(_ bucket: BucketStandIn) -> [String: String] {
        [
            "S3_BUCKET_NAME": BucketStandIn.bucket, "GREENROOM_S3_ENDPOINT": bucket.address,
            "S3_AWS_REGION": "us-east-1", "S3_AWS_ACCESS_KEY_ID": BucketStandIn.accessKey,
            "S3_AWS_SECRET_ACCESS_KEY": BucketStandIn.secretKey,
        ]
    }

    /// A second of noise, or more.
    private func sound(_ name: String, bytes: Int = 16_000) throws -> String {
        let path = "\(folder.path)/\(name).wav"
        try Noise.write(bytes, to: path)
        return path
    }

    private func standing(_ client: Client) async throws -> [String: Any] {
        let storage = try await client.send("GET", "/admin/storage")
        return try #require((storage["mirrors"] as? [[String: Any]])?.first)
    }

    private func untilQuiet(_ client: Client) async throws {
        while true {
            let line = try await standing(client)
            if line["waiting"] as? Int == 0, line["leaving"] as? Int == 0 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Of every blob on the disk.
    private func blobs() throws -> [String: Int] {
        var found: [String: Int] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: home + "/media") where name.count == 67 {
            let facts = try FileManager.default.attributesOfItem(atPath: "\(home)/media/\(name)")
            found["blobs/\(name)"] = facts[.size] as? Int
        }
        return found
    }

    @Test func `ends with the same on both sides, whenever the server is killed and the bucket fails`() async throws {
        let bucket = try await open()
        var mood = BucketMood()
        mood.failing = 0.1
        bucket.set(mood)
        var (isNew, stored) = (true, 0)
        for round in 0..<6 {
            let server = try await RunningServer(home: home, environment: environment(bucket))
            let client = try await Client(server, isNew: isNew)
            isNew = false
            let end = Task {
                try? await Task.sleep(for: .milliseconds(.random(in: 200...2500)))
                await server.end(SIGKILL)
            }
            if round == 1, (try? await client.upload(sound("long", bytes: 40 << 20), kind: "audio")) != nil {
                stored += 1
            }
            for number in 0..<100 {
                guard (try? await client.upload(sound("\(round)-\(number)"), kind: "audio")) != nil else { break }
                stored += 1
            }
            await end.value
        }

        let server = try await RunningServer(home: home, environment: environment(bucket))
        let client = try await Client(server, isNew: false)
        while stored < 250 {
            _ = try await client.upload(sound("last-\(stored)"), kind: "audio")
            stored += 1
        }
        try await untilQuiet(client)

        let blobs = try blobs()
        // An upload may be there although its answer was cut off.
        #expect(blobs.count >= stored)
        #expect(bucket.copies == blobs)
        for key in blobs.keys {
            #expect(bucket.content(key) == FileManager.default.contents(atPath: home + "/media/" + key.dropFirst(6)))
        }
        #expect(try await standing(client)["copies"] as? Int == blobs.count)
        await server.end()
    }

    @Test func `brings back from a mirror what the disk has lost`() async throws {
        let bucket = try await open()
        let server = try await RunningServer(home: home, environment: environment(bucket))
        let client = try await Client(server)
        for number in 0..<3 { _ = try await client.upload(sound("\(number)"), kind: "audio") }
        try await untilQuiet(client)
        await server.end()
        let kept = try blobs()
        let names = kept.keys.sorted()
        let (gone, hurt, lost) = (names[0], names[1], names[2])
        try FileManager.default.removeItem(atPath: home + "/media/" + gone.dropFirst(6))
        try Data("other".utf8).write(to: URL(filePath: home + "/media/" + hurt.dropFirst(6)))
        bucket.remove(lost)

        let verified = try await Ended.run(
            Build.greenroom, ["verify", "--home", home], environment: environment(bucket))

        #expect(verified.status == 0, "\(verified.output) \(verified.errors)")
        #expect(verified.output.contains("1 damaged, 2 missing, 3 of them mended"), "\(verified.output)")
        #expect(verified.output.contains(/missing +s3 +[0-9a-f]{64} +copied anew/))
        #expect(try blobs() == kept)
        let again = try await RunningServer(home: home, environment: environment(bucket))
        let admin = try await Client(again, isNew: false)
        try await untilQuiet(admin)
        #expect(bucket.copies == kept)
        let told = try await admin.send("GET", "/admin/storage")["verification"] as? [String: Any]
        #expect(told?["status"] as? String == "finished" && told?["healed"] as? Int == 3)

        // A server that runs is asked to do it, and does.
        let asked = try await Ended.run(
            Build.greenroom, ["verify", "--home", home], environment: environment(bucket))
        #expect(asked.status == 0 && asked.output.contains("in the background"), "\(asked.output) \(asked.errors)")
        while true {
            let check = try await admin.send("GET", "/admin/storage")["verification"] as? [String: Any]
            if check?["reason"] as? String == "manual", check?["status"] as? String == "finished" {
                #expect(check?["damaged"] as? Int == 0 && check?["missing"] as? Int == 0)
                break
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        await again.end()
    }

    @Test func `what leaves sealed is noise in the bucket, and comes back as it was`() async throws {
        let bucket = try await open()
        let environment = environment(bucket).merging(["GREENROOM_S3_SEALED": "true"]) { $1 }
        let server = try await RunningServer(home: home, environment: environment)
        let client = try await Client(server)
        _ = try await client.upload(sound("short"), kind: "audio")
        _ = try await client.upload(sound("long", bytes: 40 << 20), kind: "audio")
        try await untilQuiet(client)
        await server.end()
        let kept = try blobs()
        let whole = try kept.keys.map { try Data(contentsOf: URL(filePath: home + "/media/" + $0.dropFirst(6))) }
        for key in kept.keys {
            let content = try #require(bucket.content(key))
            #expect(content.range(of: Data("RIFF".utf8)) == nil && content.count > kept[key] ?? .max)
        }
        for key in kept.keys { try FileManager.default.removeItem(atPath: home + "/media/" + key.dropFirst(6)) }

        let verified = try await Ended.run(Build.greenroom, ["verify", "--home", home], environment: environment)

        #expect(verified.output.contains("0 damaged, 2 missing, 2 of them mended"), "\(verified)")
        #expect(
            try kept.keys.map { try Data(contentsOf: URL(filePath: home + "/media/" + $0.dropFirst(6))) } == whole)
    }

    @Test func `waits while the bucket is down, and then catches up`() async throws {
        let bucket = try await open()
        var mood = BucketMood()
        mood.isDown = true
        bucket.set(mood)
        let server = try await RunningServer(home: home, environment: environment(bucket))
        let client = try await Client(server)
        for number in 0..<12 { _ = try await client.upload(sound("\(number)"), kind: "audio") }
        var line = try await standing(client)
        while line["trouble"] is NSNull {
            try await Task.sleep(for: .milliseconds(50))
            line = try await standing(client)
        }
        #expect(line["waiting"] as? Int == 12 && line["waiting_bytes"] as? Int == 12 * 16_044)

        bucket.set(BucketMood())
        try await untilQuiet(client)

        #expect(bucket.copies.count == 12)
        #expect(try await standing(client)["trouble"] is NSNull)
        await server.end()
    }

    @Test func `does not believe a bucket that takes and forgets`() async throws {
        let bucket = try await open()
        var mood = BucketMood()
        mood.isLying = true
        bucket.set(mood)
        let server = try await RunningServer(home: home, environment: environment(bucket))
        let client = try await Client(server)
        _ = try await client.upload(sound("a"), kind: "audio")
        while !bucket.requests.contains(where: { $0.hasPrefix("HEAD") }) {
            try await Task.sleep(for: .milliseconds(50))
        }

        #expect(try await standing(client)["copies"] as? Int == 0)
        bucket.set(BucketMood())
        try await untilQuiet(client)
        #expect(bucket.copies.count == 1)
        await server.end()
    }

    /// What an official SDK finds: sums by key.
    private func found(
        _ sdk: String, _ endpoint: String, _ key: String, _ secret: String, writes: Bool = false
    ) async throws -> [String: String] {
        let read = try await Ended.run(
            Moto.python, [Moto.reader, sdk, endpoint, key, secret, "greenroom"] + (writes ? ["write"] : []))
        let sums = (try? JSONSerialization.jsonObject(with: Data(read.output.utf8))) as? [String: String]
        // What the home says of itself is no copy.
        return try #require(sums, "\(sdk): \(read.errors)").filter { $0.key != "greenroom-home" }
    }

    @Test func `the stand-in takes what each SDK writes, and the others read it`() async throws {
        let bucket = try await open()
        let (address, key, secret) = (bucket.address, BucketStandIn.accessKey, BucketStandIn.secretKey)
        var written: [String: String] = [:]
        for sdk in ["boto3", "oss2", "oss_v2"] {
            written.merge(try await found(sdk, address, key, secret, writes: true)) { $1 }
        }

        #expect(written.count == 6)
        for sdk in ["boto3", "oss2", "oss_v2"] {
            let read = try await found(sdk, address, key, secret)
            #expect(read == written, "\(sdk)")
        }
    }

    @Test func `what is deleted is gone for good from a bucket that keeps versions`() async throws {
        let moto = try await Moto()
        let kept = try await Ended.run(
            Moto.python, [Moto.reader, "keep", moto.endpoint, moto.key, moto.secret, moto.bucket])
        try #require(kept.status == 0, "\(kept.errors)")
        let environment = [
            "GREENROOM_S3_BUCKET": moto.bucket, "GREENROOM_S3_ENDPOINT": moto.endpoint,
            "GREENROOM_S3_ACCESS_KEY_ID": moto.key, "GREENROOM_S3_SECRET_ACCESS_KEY": moto.secret,
        ]
        var server = try await RunningServer(home: home, environment: environment)
        var client = try await Client(server)
        let gone = try await client.upload(sound("gone"), kind: "audio")
        _ = try await client.upload(sound("stays"), kind: "audio")
        try await untilQuiet(client)
        #expect(try await found("versions", moto.endpoint, moto.key, moto.secret).count == 2)

        _ = try await client.send("DELETE", "/files/\(gone)")
        // Bytes are swept when a server starts, and every ten minutes.
        await server.end()
        server = try await RunningServer(home: home, environment: environment)
        client = try await Client(server, isNew: false)
        while try blobs().count > 1 { try await Task.sleep(for: .milliseconds(50)) }
        try await untilQuiet(client)

        let left = try await found("versions", moto.endpoint, moto.key, moto.secret)
        let stays = try #require(try blobs().keys.first)
        #expect(left == [stays: "1"])
        await server.end()
    }

    @Test func `moto keeps what we copy, and the SDKs of Amazon and Aliyun read it`() async throws {
        let (standIn, moto) = (try await open(), try await Moto())
        let server = try await RunningServer(
            home: home,
            environment: [
                "GREENROOM_S3_BUCKET": moto.bucket, "GREENROOM_S3_ENDPOINT": moto.endpoint,
                "GREENROOM_S3_ACCESS_KEY_ID": moto.key, "GREENROOM_S3_SECRET_ACCESS_KEY": moto.secret,
                "ALIYUN_OSS_BUCKET_NAME": "greenroom", "GREENROOM_OSS_ENDPOINT": standIn.address,
                "ALIYUN_OSS_REGION": "oss-cn-beijing", "ALIYUN_OSS_ACCESS_KEY_ID": BucketStandIn.accessKey,
                "ALIYUN_OSS_ACCESS_KEY_SECRET": BucketStandIn.secretKey,
            ])
        let client = try await Client(server)
        for number in 0..<3 { _ = try await client.upload(sound("\(number)"), kind: "audio") }
        _ = try await client.upload(sound("long", bytes: 40 << 20), kind: "audio")
        while true {
            let storage = try await client.send("GET", "/admin/storage")
            let lines = try #require(storage["mirrors"] as? [[String: Any]])
            if lines.count == 2, lines.allSatisfy({ $0["copies"] as? Int == 4 }) { break }
            try await Task.sleep(for: .milliseconds(50))
        }

        let expected = Dictionary(uniqueKeysWithValues: try blobs().keys.map { ($0, String($0.suffix(64))) })
        #expect(try await found("boto3", moto.endpoint, moto.key, moto.secret) == expected)
        for sdk in ["oss2", "oss_v2"] {
            let own = try await found(sdk, standIn.address, BucketStandIn.accessKey, BucketStandIn.secretKey)
            #expect(own == expected, "\(sdk)")
        }
        let amazon = try await found("boto3", standIn.address, BucketStandIn.accessKey, BucketStandIn.secretKey)
        #expect(amazon == expected)
        await server.end()
    }
}
