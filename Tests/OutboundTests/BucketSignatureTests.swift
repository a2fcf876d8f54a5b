import Foundation
import Testing

@testable import Outbound

/// What the official SDKs of AWS and Aliyun sign, bit for bit: botocore 1.44.5, alibabacloud-oss-v2 1.4.1, oss2 2.19.1.
struct BucketSignatureTests {
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let method: String
        let url: String
        let region: String
        let token: String?
        let bucket: String?
        let body: String?
        let headers: [String: String]
        let authorization: String?
        let seconds: Int?
        let signed: String?

        var testDescription: String { name }
    }

    private struct Table: Decodable {
        let header: [Vector]
        let query: [Vector]
    }

    private static let tables: [String: Table] = {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/bucket-signatures.json")
        let decoded = try? JSONDecoder().decode([String: Table].self, from: Data(contentsOf: path))
        return decoded ?? [:]
    }()

    /// 2025-09-30T12:00:00Z.
    private static let moment = Date(timeIntervalSince1970: 1_759_233_600)

    private static func s3(_ vector: Vector) -> SigV4 {
        SigV4(
            accessKey: "AKIDEXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            sessionToken: vector.token, region: vector.region, now: { moment })
    }

    private static func ossV4(_ vector: Vector) -> OSSSignatureV4 {
        OSSSignatureV4(
            accessKey: "LTAI-test-ak", secretKey: "test-sk-0123456789", sessionToken: vector.token,
            region: vector.region, resource: .host(bucket: vector.bucket ?? ""), now: { moment })
    }

    private static func ossV1(_ vector: Vector) -> OSSSignatureV1 {
        OSSSignatureV1(
            accessKey: "LTAI-test-ak", secretKey: "test-sk-0123456789", sessionToken: vector.token,
            resource: .host(bucket: vector.bucket ?? ""), now: { moment })
    }

    private func request(_ vector: Vector) -> SigningRequest {
        // Without a body to hash, the payload is not signed.
        let body: WebBody = vector.body.map { .bytes(Data($0.utf8)) } ?? .file(WebFile(path: "/dev/null"))
        return SigningRequest(method: vector.method, url: vector.url, headers: vector.headers, body: body)
    }

    /// The query's pairs in any order.
    private func pairs(_ url: String?) -> Set<String> {
        Set((url ?? "").split(whereSeparator: { "?&".contains($0) }).map(String.init))
    }

    @Test func `has vectors to be held against`() {
        #expect(Self.tables["s3"]?.header.count == 14 && Self.tables["s3"]?.query.count == 8)
        // Without a token by V1: of the SDKs one signs it, as the documentation asks, and one does not.
        #expect((Self.tables["oss_v4"]?.header.count ?? 0) > 5 && (Self.tables["oss_v1"]?.header.count ?? 0) == 5)
    }

    @Test(arguments: tables["s3"]?.header ?? []) func `signs requests to S3`(vector: Vector) throws {
        #expect(try Self.s3(vector).headers(for: request(vector))["Authorization"] == vector.authorization)
    }

    @Test(arguments: tables["s3"]?.query ?? []) func `signs addresses of S3`(vector: Vector) throws {
        let signed = try Self.s3(vector).presigned(
            vector.method, vector.url, headers: vector.headers, seconds: #require(vector.seconds))

        #expect(pairs(signed) == pairs(vector.signed))
    }

    @Test(arguments: tables["oss_v4"]?.header ?? []) func `signs requests to OSS by V4`(vector: Vector) throws {
        #expect(try Self.ossV4(vector).headers(for: request(vector))["Authorization"] == vector.authorization)
    }

    @Test(arguments: tables["oss_v4"]?.query ?? []) func `signs addresses of OSS by V4`(vector: Vector) throws {
        let signed = try Self.ossV4(vector).presigned(
            vector.method, vector.url, headers: vector.headers, seconds: #require(vector.seconds))

        #expect(pairs(signed) == pairs(vector.signed))
    }

    @Test(arguments: tables["oss_v1"]?.header ?? []) func `signs requests to OSS by V1`(vector: Vector) throws {
        #expect(try Self.ossV1(vector).headers(for: request(vector))["Authorization"] == vector.authorization)
    }

    @Test(arguments: tables["oss_v1"]?.query ?? []) func `signs addresses of OSS by V1`(vector: Vector) throws {
        let signed = try Self.ossV1(vector).presigned(
            vector.method, vector.url, headers: vector.headers, seconds: #require(vector.seconds))

        #expect(pairs(signed) == pairs(vector.signed))
    }
}
