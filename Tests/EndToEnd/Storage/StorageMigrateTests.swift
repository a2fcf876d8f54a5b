import Foundation
import Logging
import Sandbox
import Testing

/// A new bucket that gets everything at once, and shows that it has it.
@Suite(.serialized, .timeLimit(.minutes(5))) struct StorageMigrateTests {
    private let folder: TemporaryFolder
    private let bucket: BucketStandIn
    private var home: String { folder.path + "/home" }

    init() async throws {
        folder = try TemporaryFolder()
        bucket = try await BucketStandIn.open(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private var environment: [String: String] {
        [
            "GREENROOM_S3_BUCKET": BucketStandIn.bucket, "GREENROOM_S3_ENDPOINT": bucket.address,
            "GREENROOM_S3_ACCESS_KEY_ID": BucketStandIn.accessKey,
            "GREENROOM_S3_SECRET_ACCESS_KEY": BucketStandIn.secretKey,
        ]
    }

    private func migrate() async throws -> Ended {
        try await Ended.run(Build.greenroom, ["storage", "migrate", "--home", home], environment: environment)
    }

    /// A home without a mirror that has some sounds, the last of them long.
    private func fill() async throws -> [String: Int] {
        let server = try await RunningServer(home: home)
        let client = try await Client(server)
        for bytes in [16_000, 16_000, 16_000, 40 << 20] {
            let path = folder.path + "/\(UUID().uuidString).wav"
            try Noise.write(bytes, to: path)
            _ = try await client.upload(path, kind: "audio")
        }
        await server.end()
        var found: [String: Int] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: home + "/media") where name.count == 67 {
            let facts = try FileManager.default.attributesOfItem(atPath: "\(home)/media/\(name)")
            found["blobs/\(name)"] = facts[.size] as? Int
        }
        return found
    }

    @Test func `fills a new bucket, also one that fails, and one that took the place of another`() async throws {
        let kept = try await fill()
        var mood = BucketMood()
        mood.failing = 0.1
        bucket.set(mood)

        let filled = try await migrate()

        #expect(filled.status == 0 && filled.output.contains("s3: 4 files"), "\(filled.output) \(filled.errors)")
        #expect(kept.count == 4 && bucket.copies == kept)
        for key in kept.keys.prefix(2) { bucket.remove(key) }
        let again = try await migrate()
        #expect(again.status == 0 && again.output.contains("s3: 4 files"), "\(again.output) \(again.errors)")
        #expect(bucket.copies == kept)
    }

    @Test func `says which files a bucket lacks, and why one cannot be used`() async throws {
        let kept = try await fill()
        let hurt = try #require(kept.keys.min())
        try Data("other".utf8).write(to: URL(filePath: home + "/media/" + hurt.dropFirst(6)))

        let filled = try await migrate()
        var mood = BucketMood()
        mood.isDown = true
        bucket.set(mood)
        let down = try await migrate()
        let nowhere = try await Ended.run(Build.greenroom, ["storage", "migrate", "--home", home])

        #expect(filled.status == 1 && filled.output.contains("s3: 3 files"), "\(filled.output) \(filled.errors)")
        #expect(filled.output.contains("s3 lacks \(hurt.suffix(64))"), "\(filled.output)")
        #expect(down.status == 1 && down.errors.contains("the mirrors could not be filled: s3: "), "\(down.errors)")
        #expect(nowhere.errors.contains("GREENROOM_S3_BUCKET"), "\(nowhere.errors)")
    }

    @Test func `continues where it was killed`() async throws {
        let kept = try await fill()
        var mood = BucketMood()
        mood.slowness = 300
        bucket.set(mood)
        try await Killed.run(["storage", "migrate", "--home", home], environment: environment) {
            // The long one goes in parts.
            bucket.requests.contains { $0.hasPrefix("POST") }
        }
        bucket.set(BucketMood())

        let filled = try await migrate()

        #expect(filled.status == 0, "\(filled.output) \(filled.errors)")
        #expect(bucket.copies == kept)
    }
}
