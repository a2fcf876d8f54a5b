import Foundation
import Logging
import Sandbox
import Testing

/// Backups that go to a bucket and come back from there, with a bucket that has its moods.
@Suite(.serialized, .timeLimit(.minutes(5))) struct BackupBucketTests {
    private let folder: TemporaryFolder
    private let bucket: BucketStandIn
    private var home: String { folder.path + "/home" }
    private let place = "s3://\(BucketStandIn.bucket)/nightly"

    init() async throws {
        folder = try TemporaryFolder()
        bucket = try await BucketStandIn.open(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private var environment: [String: String] {
        [
            "GREENROOM_S3_ENDPOINT": bucket.address, "GREENROOM_S3_REGION": "us-east-1",
            "GREENROOM_S3_ACCESS_KEY_ID": BucketStandIn.accessKey,
            "GREENROOM_S3_SECRET_ACCESS_KEY": BucketStandIn.secretKey, "GREENROOM_BACKUP_FOLDER": place,
            "GREENROOM_BACKUP_PASSPHRASE": "correct horse battery staple",
        ]
    }

    private func greenroom(_ arguments: String..., changing: [String: String] = [:]) async throws -> Ended {
        try await Ended.run(
            Build.greenroom, arguments, environment: environment.merging(changing) { $1 }, in: folder.path)
    }

    /// A home with a clip and, where it is large, forty mebibytes of noise.
    private func fill(isLarge: Bool = true) async throws -> [String: Int] {
        let server = try await RunningServer(home: home)
        let client = try await Client(server)
        _ = try await client.upload(Assets.demo("clip.mp4"), kind: "video")
        if isLarge {
            let path = folder.path + "/noise.wav"
            try Noise.write(40 << 20, to: path)
            _ = try await client.upload(path, kind: "audio")
        }
        await server.end()
        return try media(home)
    }

    private func media(_ home: String) throws -> [String: Int] {
        var found: [String: Int] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: home + "/media") where name.count == 67 {
            found[name] = FileManager.default.contents(atPath: "\(home)/media/\(name)")?.count
        }
        return found
    }

    private func key() throws -> String {
        try #require(bucket.objects.keys.first { $0.hasPrefix("nightly/greenroom-") })
    }

    @Test func `goes there in parts, is listed and checked there, and makes a home again`() async throws {
        let kept = try await fill()
        var mood = BucketMood()
        mood.failing = 0.1
        bucket.set(mood)

        let made = try await greenroom("backup", "create", "--home", home, "--media", "packed")
        let listed = try await greenroom("backup", "list", "--home", home)
        let checked = try await greenroom("backup", "verify", "--home", home)
        let address = try "s3://\(BucketStandIn.bucket)/" + key()
        try FileManager.default.removeItem(atPath: home)
        let rehearsed = try await greenroom("restore", address, "--home", home, "--dry-run")
        let restored = try await greenroom("restore", address, "--home", home)

        #expect(made.status == 0 && made.output.contains(place), "\(made.output) \(made.errors)")
        #expect(bucket.objects.count == 1)
        #expect(listed.output.contains("sealed") && listed.output.contains(address), "\(listed.output)")
        #expect(checked.status == 0 && checked.output.contains("whole; 1 accounts, 2 files"), "\(checked.errors)")
        #expect(rehearsed.output.contains("would restore"), "\(rehearsed.errors)")
        #expect(restored.status == 0 && restored.output.contains("2 from the backup"), "\(restored.errors)")
        #expect(try media(home) == kept)
        let leftovers = try FileManager.default.contentsOfDirectory(atPath: home + "/incoming")
        #expect(leftovers.isEmpty, "\(leftovers)")
        let server = try await RunningServer(home: home, environment: environment)
        let client = try await Client(server, isNew: false)
        let page = try await client.send("GET", "/admin/backups")
        #expect((page["items"] as? [[String: Any]])?.count == 1)
        await server.end()
    }

    @Test(arguments: ["moto", "oss"]) func `comes back from other buckets as well`(kind: String) async throws {
        let kept = try await fill()
        let moto = kind == "moto" ? try await Moto() : nil
        let other =
            if let moto {
                [
                    "GREENROOM_S3_ENDPOINT": moto.endpoint, "GREENROOM_S3_ACCESS_KEY_ID": moto.key,
                    "GREENROOM_S3_SECRET_ACCESS_KEY": moto.secret,
                ]
            } else {
                [
                    "GREENROOM_OSS_ENDPOINT": bucket.address, "GREENROOM_OSS_REGION": "cn-beijing",
                    "GREENROOM_OSS_ACCESS_KEY_ID": BucketStandIn.accessKey,
                    "GREENROOM_OSS_SECRET_ACCESS_KEY": BucketStandIn.secretKey,
                    "GREENROOM_BACKUP_FOLDER": "oss://\(BucketStandIn.bucket)",
                ]
            }

        let made = try await greenroom("backup", "create", "--home", home, "--media", "packed", changing: other)
        let checked = try await greenroom("backup", "verify", "--home", home, changing: other)
        try FileManager.default.removeItem(atPath: home)
        let address = try #require(made.output.firstMatch(of: /(s3|oss):\/\/[^:]+/), "\(made.errors)")
        let restored = try await greenroom("restore", "\(address.0)", "--home", home, changing: other)

        #expect(checked.output.contains("whole; 1 accounts, 2 files"), "\(checked.errors)")
        #expect(restored.output.contains("2 from the backup"), "\(restored.errors)")
        #expect(try media(home) == kept)
        withExtendedLifetime(moto) {}
    }

    @Test func `says what is wrong with the bucket or the backup, and leaves the home as it was`() async throws {
        _ = try await fill()
        _ = try await greenroom("backup", "create", "--home", home, "--media", "packed")
        let (key, empty) = (try key(), folder.path + "/empty")
        let address = "s3://\(BucketStandIn.bucket)/\(key)"

        let wrongKeys = try await greenroom(
            "restore", address, "--home", empty, changing: ["GREENROOM_S3_SECRET_ACCESS_KEY": "wrong"])
        let noKeys = try await greenroom(
            "restore", address, "--home", empty, changing: ["GREENROOM_S3_SECRET_ACCESS_KEY": ""])
        let absent = try await greenroom("restore", address + ".old", "--home", empty)
        let wrongPassphrase = try await greenroom(
            "restore", address, "--home", empty, changing: ["GREENROOM_BACKUP_PASSPHRASE": "another passphrase"])
        bucket.cut(key, to: 9 << 20)
        let truncated = try await greenroom("restore", address, "--home", empty)
        let refused = try await greenroom(
            "restore", "s3://nowhere/\(key)", "--home", empty,
            changing: ["GREENROOM_S3_ENDPOINT": "http://127.0.0.1:9"])

        for ended in [wrongKeys, noKeys, absent, wrongPassphrase, truncated, refused] { #expect(ended.status == 1) }
        #expect(wrongKeys.errors.contains("does not accept the access key"), "\(wrongKeys.errors)")
        #expect(noKeys.errors.contains("GREENROOM_S3_SECRET_ACCESS_KEY"), "\(noKeys.errors)")
        #expect(absent.errors.contains("does not exist"), "\(absent.errors)")
        #expect(wrongPassphrase.errors.contains("not the one that"), "\(wrongPassphrase.errors)")
        #expect(truncated.errors.contains("its end is missing"), "\(truncated.errors)")
        #expect(refused.errors.contains("not reached"), "\(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: empty + "/greenroom.db"))
    }

    @Test func `leaves no backup behind when it is killed, and the next one is whole`() async throws {
        _ = try await fill()
        var mood = BucketMood()
        mood.slowness = 300
        bucket.set(mood)
        try await Killed.run(
            ["backup", "create", "--home", home, "--media", "packed"], environment: environment
        ) { bucket.requests.contains { $0.hasPrefix("PUT") } }
        bucket.set(BucketMood())

        #expect(bucket.objects.isEmpty)
        let made = try await greenroom("backup", "create", "--home", home, "--media", "packed")
        let checked = try await greenroom("backup", "verify", "--home", home)

        #expect(made.status == 0 && checked.status == 0, "\(made.errors) \(checked.errors)")
        #expect(bucket.objects.count == 1)
    }

    @Test func `keeps there what the rule keeps`() async throws {
        _ = try await fill(isLarge: false)
        for _ in 0..<3 { _ = try await greenroom("backup", "create", "--home", home) }
        #expect(bucket.objects.count == 3)

        let planned = try await greenroom(
            "backup", "prune", "--home", home, "--dry-run", changing: ["GREENROOM_BACKUP_KEEP": "1/0/0"])
        #expect(bucket.objects.count == 3)
        let pruned = try await greenroom(
            "backup", "prune", "--home", home, changing: ["GREENROOM_BACKUP_KEEP": "1/0/0"])

        #expect(planned.output.components(separatedBy: "would remove s3://").count == 3, "\(planned.output)")
        #expect(pruned.output.components(separatedBy: "removed s3://").count == 3, "\(pruned.output)")
        #expect(bucket.objects.count == 1)
    }

    @Test func `the media that a backup leaves out come back from the mirror, at once or when the server runs`()
        async throws
    {
        let mirrored = environment.merging(["GREENROOM_S3_BUCKET": BucketStandIn.bucket]) { $1 }
        let server = try await RunningServer(home: home, environment: mirrored)
        let client = try await Client(server)
        _ = try await client.upload(Assets.demo("clip.mp4"), kind: "video")
        _ = try await client.upload(Assets.demo("portrait.png"), kind: "image")
        while bucket.objects.keys.count(where: { $0.hasPrefix("blobs/") }) < 2 {
            try await Task.sleep(for: .milliseconds(50))
        }
        await server.end()
        let kept = try media(home)
        _ = try await greenroom("backup", "create", "--home", home, "--media", "referenced")
        let address = try "s3://\(BucketStandIn.bucket)/" + key()
        let later = folder.path + "/later"
        let planned = try await Ended.run(
            Build.greenroom, ["restore", address, "--home", later, "--dry-run"], environment: mirrored)
        #expect(
            planned.status == 0 && planned.output.contains("\n  2 of the missing files would come from the mirrors"))
        #expect(!FileManager.default.fileExists(atPath: later))
        let nowhere = try await Ended.run(
            Build.greenroom, ["restore", address, "--home", later, "--fetch-media"], environment: environment)
        #expect(nowhere.status != 0 && nowhere.errors.contains("no setting names a mirror"), "\(nowhere.errors)")

        let atOnce = try await Ended.run(
            Build.greenroom, ["restore", address, "--home", folder.path + "/now", "--fetch-media"],
            environment: mirrored)
        let lazily = try await Ended.run(
            Build.greenroom, ["restore", address, "--home", later], environment: mirrored)

        #expect(atOnce.status == 0, "\(atOnce.output) \(atOnce.errors)")
        #expect(try media(folder.path + "/now") == kept)
        #expect(lazily.output.contains("when it runs"), "\(lazily.output) \(lazily.errors)")
        #expect(try media(later).isEmpty)
        let again = try await RunningServer(home: later, environment: mirrored)
        while try media(later) != kept { try await Task.sleep(for: .milliseconds(50)) }
        await again.end()
    }
}
