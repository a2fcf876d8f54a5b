import Domain
import Foundation
import Logging
import Outbound
import Sandbox
import Testing

@testable import Providers

/// Whoever has an address puts bytes there without a key; the stand-in checks its signature with code of its own.
struct DirectAddressTests {
    @Test(arguments: BucketTests.Kind.allCases) func `takes an object and parts from somebody without a key`(
        kind: BucketTests.Kind
    ) async throws {
        let standIn = try await BucketStandIn.open(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        var settings = BucketSettings(
            kind == .s3 || kind == .s3WithToken ? .s3 : .oss, bucket: BucketStandIn.bucket, region: "cn-beijing",
            endpoint: standIn.address, accessKey: BucketStandIn.accessKey, secretKey: BucketStandIn.secretKey)
        settings.signature = kind == .ossV1 ? .v1 : .v4
        settings.sessionToken = kind == .s3WithToken ? BucketStandIn.sessionToken : nil
        settings.encryption = .own
        // What stands before the bucket takes nothing.
        settings.publicURL = "https://media.example.com"
        let bucket = Bucket(settings, web: WebClient(policy: .online))
        let web = WebClient(policy: .online).naming([standIn.address], as: "test")
        func put(_ address: MirrorAddress, _ text: String, type: String? = nil) async throws -> Int {
            var headers = address.headers
            if let type { headers["content-type"] = type }
            let request = WebRequest("PUT", address.url, headers: headers, body: .bytes(Data(text.utf8)))
            return try await web.send(request).status
        }

        let whole = try bucket.putAddress(of: "uploads/a", lifetime: .seconds(60))
        let upload = try await bucket.beginUpload(of: "uploads/b", label: MirrorLabel(sha256: nil))
        let part = try bucket.partAddress(1, of: upload, lifetime: .seconds(60))
        let other = MirrorAddress(
            url: part.url.replacing("partNumber=1", with: "partNumber=2"), headers: part.headers)

        #expect(try await put(whole, "hello") == 200)
        #expect(try await bucket.facts(of: "uploads/a")?.sizeBytes == 5)
        #expect(try await put(whole, "hello", type: "text/html") == 403)
        #expect(try await put(part, "hello again") == 200)
        #expect(try await put(other, "hello again") == 403)
        try await bucket.complete(upload, parts: try await bucket.parts(of: upload))
        #expect(try await bucket.facts(of: "uploads/b")?.sizeBytes == 11)
    }
}
