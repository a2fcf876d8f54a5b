import Foundation
import Outbound

/// How S3 and OSS differ: in what proves a request, and in the names of headers.
struct BucketDialect: Sendable {
    private enum Signer: Sendable {
        case s3(SigV4)
        case ossV4(OSSSignatureV4)
        case ossV1(OSSSignatureV1)
    }

    private let signer: Signer
    /// `x-amz-`, `x-oss-`.
    let prefix: String
    /// Sent with every new object.
    let encryption: [String: String]

    init(_ settings: BucketSettings, now: @escaping @Sendable () -> Date) {
        let (key, secret, token) = (settings.accessKey, settings.secretKey, settings.sessionToken)
        let resource = settings.isHostStyle ? OSSResource.host(bucket: settings.bucket) : .path
        switch (settings.service, settings.signature) {
        case (.s3, _):
            signer = .s3(
                SigV4(accessKey: key, secretKey: secret, sessionToken: token, region: settings.region, now: now))
        case (.oss, .v4):
            signer = .ossV4(
                OSSSignatureV4(
                    accessKey: key, secretKey: secret, sessionToken: token, region: settings.region, resource: resource,
                    now: now))
        case (.oss, .v1):
            signer = .ossV1(
                OSSSignatureV1(accessKey: key, secretKey: secret, sessionToken: token, resource: resource, now: now))
        }
        let isS3 = settings.service == .s3
        prefix = isS3 ? "x-amz-" : "x-oss-"
        let name = prefix + "server-side-encryption"
        switch settings.encryption {
        case .none: encryption = [:]
        case .own: encryption = [name: "AES256"]
        case .keyService(let id):
            var headers = [name: isS3 ? "aws:kms" : "KMS"]
            headers[isS3 ? name + "-aws-kms-key-id" : name + "-key-id"] = id
            encryption = headers
        }
    }

    var requestSigner: any RequestSigner {
        switch signer {
        case .s3(let signer): signer
        case .ossV4(let signer): signer
        case .ossV1(let signer): signer
        }
    }

    func presigned(
        _ method: String, _ url: String, query: [(String, String)], headers: [String: String], seconds: Int
    ) throws(WebError) -> String {
        switch signer {
        case .s3(let signer):
            try signer.presigned(method, url, query: query, headers: headers, seconds: seconds)
        case .ossV4(let signer):
            try signer.presigned(method, url, query: query, headers: headers, seconds: seconds)
        case .ossV1(let signer):
            try signer.presigned(method, url, query: query, headers: headers, seconds: seconds)
        }
    }
}
