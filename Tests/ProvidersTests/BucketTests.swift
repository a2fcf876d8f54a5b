import Crypto
import Domain
import Foundation
import Logging
import Outbound
import Sandbox
import Testing

@testable import Providers

/// Buckets of S3 and OSS against the stand-in, which checks signatures with code of its own.
struct BucketTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    enum Kind: CaseIterable, Sendable { case s3, s3WithToken, ossV4, ossV1 }

    private func settings(_ kind: Kind, _ standIn: BucketStandIn, secret: String? = nil) -> BucketSettings {
        var settings = BucketSettings(
            kind == .s3 || kind == .s3WithToken ? .s3 : .oss, bucket: BucketStandIn.bucket,
            region: kind == .s3 ? "us-east-1" : "cn-beijing", endpoint: standIn.address,
            accessKey: BucketStandIn.accessKey, secretKey: secret ?? BucketStandIn.secretKey)
        settings.signature = kind == .ossV1 ? .v1 : .v4
        settings.prefix = "studio one/"
        settings.sessionToken = kind == .s3WithToken ? BucketStandIn.sessionToken : nil
        return settings
    }

    private func bucket(
        _ settings: BucketSettings, now: @escaping @Sendable () -> Date = { Date() }
    ) -> Bucket {
        Bucket(settings, web: WebClient(policy: .online), now: now)
    }

    private func content(_ bytes: Data) throws -> MirrorContent {
        let path = NSTemporaryDirectory() + "bucket-\(UUID().uuidString)"
        try bytes.write(to: URL(filePath: path))
        let sum = SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
        return MirrorContent(
            path: path, sizeBytes: Int64(bytes.count), sha256: sum, md5: Data(Insecure.MD5.hash(data: bytes)))
    }

    @Test(arguments: Kind.allCases) func `puts, tells, gets, lists and removes`(kind: Kind) async throws {
        let standIn = try await BucketStandIn.open(logger: Self.quiet)
        let bucket = bucket(settings(kind, standIn))
        let key = "blobs/ab/名 +.bin"
        let content = try content(Data((0..<70_000).map { UInt8(truncatingIfNeeded: $0) }))

        try await bucket.put(content, as: key)
        let facts = try #require(try await bucket.facts(of: key))
        let target = content.path + ".copy"
        let got = try await bucket.get(key, bytes: 10...19, to: target)

        #expect(facts.sizeBytes == 70_000 && facts.sha256 == content.sha256)
        #expect(got == 10)
        #expect(try Data(contentsOf: URL(filePath: target)) == Data(10...19))
        #expect(try await bucket.list(prefix: "blobs/", after: nil).objects.map(\.key) == [key])
        try await bucket.delete(key)
        try await bucket.delete(key)
        #expect(try await bucket.facts(of: key) == nil)
        await #expect(throws: MirrorError.missing) { try await bucket.get(key, bytes: nil, to: target) }
    }

    @Test(arguments: Kind.allCases) func `gives addresses that work without a key, by the name one likes`(
        kind: Kind
    ) async throws {
        let standIn = try await BucketStandIn.open(logger: Self.quiet)
        let bucket = bucket(settings(kind, standIn))
        try await bucket.put(content(Data("hello".utf8)), as: "blobs/a")
        let web = WebClient(policy: .online).naming([standIn.address], as: "test")

        let url = try bucket.address(
            of: "blobs/a", type: "video/mp4", disposition: "attachment; filename=\"my video.mp4\"",
            lifetime: .seconds(60))
        let answer = try await web.send(WebRequest("GET", url))
        let changed = try await web.send(WebRequest("GET", url.replacing("blobs/a", with: "blobs/b")))

        #expect(answer.status == 200 && answer.body == Data("hello".utf8))
        #expect(answer.headers["content-disposition"] == "attachment; filename=\"my video.mp4\"")
        #expect(answer.headers["content-type"] == "video/mp4")
        #expect(changed.status == 403)
        let upload = try bucket.uploadAddress(of: "blobs/c", type: "video/mp4", lifetime: .seconds(60))
        let put = try await web.send(
            WebRequest("PUT", upload, headers: ["Content-Type": "video/mp4"], body: .bytes(Data("new".utf8))))
        #expect(put.status == 200)
        #expect(try await bucket.facts(of: "blobs/c")?.sizeBytes == 3)
    }

    @Test(arguments: Kind.allCases) func `gives addresses by a CDN's name that are good at the bucket itself`(
        kind: Kind
    ) async throws {
        let standIn = try await BucketStandIn.open(logger: Self.quiet)
        var settings = settings(kind, standIn)
        settings.publicURL = "https://media.example.com"
        let bucket = bucket(settings)
        try await bucket.put(content(Data("hello".utf8)), as: "blobs/a")
        let web = WebClient(policy: .online).naming([standIn.address], as: "test")

        let url = try bucket.address(of: "blobs/a", type: "video/mp4", disposition: nil, lifetime: .seconds(60))
        // What a CDN does: the same path and query, by the bucket's own name.
        let answer = try await web.send(
            WebRequest("GET", url.replacing("https://media.example.com", with: standIn.address)))

        #expect(url.hasPrefix("https://media.example.com/greenroom/studio%20one/blobs/a?"))
        #expect(answer.status == 200 && answer.body == Data("hello".utf8))
    }

    @Test(arguments: Kind.allCases) func `reads a part into the middle of a file, and nothing but the part`(
        kind: Kind
    ) async throws {
        let standIn = try await BucketStandIn.open(logger: Self.quiet)
        let bucket = bucket(settings(kind, standIn))
        let content = try content(Data((0..<1000).map { UInt8(truncatingIfNeeded: $0) }))
        try await bucket.put(content, as: "blobs/a")
        let target = content.path + ".part"
        try Data(repeating: 7, count: 1000).write(to: URL(filePath: target))

        try await bucket.read("blobs/a", bytes: 10...19, into: target)

        let expected = Data(repeating: 7, count: 10) + Data(10...19) + Data(repeating: 7, count: 980)
        #expect(try Data(contentsOf: URL(filePath: target)) == expected)
        await #expect(throws: MirrorError.self) { try await bucket.read("blobs/a", bytes: 995...1010, into: target) }
        await #expect(throws: MirrorError.missing) { try await bucket.read("blobs/b", bytes: 0...9, into: target) }
    }

    @Test(arguments: [Kind.s3, .ossV4]) func `goes on with the parts of an upload that was cut off`(
        kind: Kind
    ) async throws {
        let standIn = try await BucketStandIn.open(logger: Self.quiet)
        let bucket = bucket(settings(kind, standIn))
        let first = try content(Data(repeating: 1, count: 5 << 20))
        let last = try content(Data(repeating: 2, count: 10))
        let upload = try await bucket.beginUpload(of: "big", label: MirrorLabel(sha256: "00", seal: 7))
        let tag = try await bucket.putPart(1, of: upload, first)

        let found = try await bucket.parts(of: upload)
        let second = try await bucket.putPart(2, of: upload, last)
        try await bucket.complete(upload, parts: found + [MirrorPart(number: 2, sizeBytes: 10, etag: second)])

        #expect(found == [MirrorPart(number: 1, sizeBytes: 5 << 20, etag: tag)])
        let facts = try await bucket.facts(of: "big")
        #expect(facts?.sizeBytes == (5 << 20) + 10 && facts?.sha256 == "00" && facts?.seal == 7)
        await #expect(throws: MirrorError.missing) { try await bucket.parts(of: upload) }
        try await bucket.abort(upload)
    }

    @Test func `says in a sentence what is wrong with the bucket, and quotes no secret`() async throws {
        let standIn = try await BucketStandIn.open(logger: Self.quiet)
        let content = try content(Data("x".utf8))
        func refusal(_ bucket: Bucket) async -> MirrorError? {
            do { try await bucket.put(content, as: "a") } catch { return error }
            return nil
        }
        func says(_ error: MirrorError?, _ text: String) -> Bool { "\(String(describing: error))".contains(text) }

        var expired = settings(.s3, standIn)
        expired.sessionToken = BucketStandIn.expiredToken
        let missing = BucketSettings(
            .s3, bucket: "nowhere", region: "us-east-1", endpoint: standIn.address, accessKey: BucketStandIn.accessKey,
            secretKey: BucketStandIn.secretKey)
        let closed = BucketSettings(
            .s3, bucket: "greenroom", region: "us-east-1", endpoint: "http://127.0.0.1:9", accessKey: "a",
            secretKey: "b")

        let wrongKey = await refusal(bucket(settings(.s3, standIn, secret: "a-secret-that-is-wrong")))
        #expect(says(wrongKey, "does not accept the access key") && !says(wrongKey, "a-secret"))
        #expect(says(await refusal(bucket(expired)), "temporary credentials have expired"))
        #expect(says(await refusal(bucket(missing)), "does not exist"))
        let late = bucket(settings(.s3, standIn)) { Date().addingTimeInterval(-1200) }
        #expect(says(await refusal(late), "clock of this machine"))
        #expect(says(await refusal(bucket(closed)), "down"))
        var mood = BucketMood()
        mood.isDown = true
        standIn.set(mood)
        #expect(says(await refusal(bucket(settings(.s3, standIn))), "down"))
    }

    @Test(arguments: [Kind.s3, .ossV4]) func `believes a bucket that encrypts by itself, whose tags are no sums`(
        kind: Kind
    ) async throws {
        let standIn = try await BucketStandIn.open(logger: Self.quiet)
        let bucket = bucket(settings(kind, standIn))
        var mood = BucketMood()
        mood.encryptsItself = true
        standIn.set(mood)
        let content = try content(Data("hello".utf8))

        try await bucket.put(content, as: "blobs/a")
        let upload = try await bucket.beginUpload(of: "big", label: MirrorLabel(sha256: "00"))
        let tag = try await bucket.putPart(1, of: upload, content)
        try await bucket.complete(upload, parts: [MirrorPart(number: 1, sizeBytes: 5, etag: tag)])

        #expect(try await bucket.facts(of: "blobs/a")?.sha256 == content.sha256)
        #expect(try await bucket.facts(of: "big")?.sizeBytes == 5)
    }

    @Test(arguments: [Kind.s3, .ossV4]) func `a key that may not delete is refused that, and nothing else`(
        kind: Kind
    ) async throws {
        let standIn = try await BucketStandIn.open(logger: Self.quiet)
        let bucket = bucket(settings(kind, standIn))
        var mood = BucketMood()
        mood.keepsAll = true
        standIn.set(mood)
        try await bucket.put(content(Data("hello".utf8)), as: "blobs/a")

        await #expect(
            throws: MirrorError.refused("the access key may not remove anything (AccessDenied, status 403)")
        ) { try await bucket.delete("blobs/a") }
    }

    @Test func `knows one bucket by whatever address, and another for what it is`() {
        func place(_ service: BucketSettings.Service, _ endpoint: String?, _ bucket: String, _ prefix: String = "")
            -> String
        {
            var settings = BucketSettings(
                service, bucket: bucket, region: "eu-west-1", endpoint: endpoint, accessKey: "a", secretKey: "b")
            settings.prefix = prefix
            return settings.place
        }
        #expect(place(.s3, nil, "media") == place(.s3, "https://s3.dualstack.eu-west-1.amazonaws.com", "media"))
        #expect(place(.oss, nil, "media") == place(.oss, "https://oss-eu-west-1-internal.aliyuncs.com", "media"))
        #expect(place(.s3, "https://S3.example.com:9000", "media", "a/") == "s3.example.com:9000/media/a")
        let others = [
            place(.s3, nil, "media"), place(.s3, nil, "other"), place(.s3, nil, "media", "a/"),
            place(.s3, "https://minio.example.com", "media"), place(.s3, "https://minio.example.com:9000", "media"),
            place(.s3, "https://s3.cn-north-1.amazonaws.com.cn", "media"), place(.oss, nil, "media"),
        ]
        #expect(Set(others).count == others.count)
    }

    @Test func `takes no success that is an error inside`() async throws {
        let standIn = try await BucketStandIn.open(logger: Self.quiet)
        let bucket = bucket(settings(.s3, standIn))
        let upload = try await bucket.beginUpload(of: "big", label: MirrorLabel(sha256: "00", seal: 7))
        let tag = try await bucket.putPart(1, of: upload, content(Data("x".utf8)))
        var mood = BucketMood()
        mood.completesBadly = true
        standIn.set(mood)

        await #expect(throws: MirrorError.down("the bucket is busy (InternalError, status 200)")) {
            try await bucket.complete(upload, parts: [MirrorPart(number: 1, sizeBytes: 1, etag: tag)])
        }
    }

    @Test(arguments: [
        "", "<", "<a", "<a>", "<a></b>", "<!DOCTYPE a><a/>", "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>",
        "</a>", "<a/", "<>", "<a>&#99999999;</a", "no document",
    ])
    func `reads nothing into a document that is none`(text: String) {
        #expect(BucketXML(Data(text.utf8)) == nil)
    }

    @Test func `reads names without their space, and entities as what they stand for`() {
        let document = BucketXML(Data(#"<?xml version="1.0"?><R xmlns="x"><K>a&amp;b&#x41;&lt;</K><E/></R>"#.utf8))

        #expect(document?.name == "R" && document?.value("K") == "a&bA<" && document?.value("E") == "")
    }
}
