import Foundation

/// Where a bucket is and how it is opened.
package struct BucketSettings: Sendable {
    package enum Service: String, Sendable { case s3, oss }

    /// How its URLs name the bucket.
    package enum Style: String, CaseIterable, Sendable {
        /// By host where the endpoint is Amazon's or Aliyun's and the name allows it, by path elsewhere.
        case automatic = "auto"
        case host = "virtual"
        case path
    }

    package enum OSSSignature: String, CaseIterable, Sendable { case v4, v1 }

    /// What the service encrypts objects with.
    package enum Encryption: Equatable, Sendable {
        case none
        /// With keys of its own: SSE-S3, or AES256 at OSS.
        case own
        /// With a key of its key service; nil takes the account's usual one.
        case keyService(key: String?)
    }

    package let service: Service
    package let bucket: String
    package let region: String
    /// `https://host` with a port if need be, without a slash at its end; without the bucket.
    package let endpoint: String
    package let accessKey: String
    package let secretKey: String
    package var sessionToken: String?
    package var style = Style.automatic
    /// Before every key: empty, or with a slash at its end.
    package var prefix = ""
    package var signature = OSSSignature.v4
    package var encryption = Encryption.none
    /// Instead of where it is: for one that has another address each time.
    package var placeName: String?
    /// Of a CDN in front of the bucket, for addresses that browsers are given: `https://media.example.com`.
    package var publicURL: String?

    package init(
        _ service: Service, bucket: String, region: String, endpoint: String? = nil, accessKey: String,
        secretKey: String
    ) {
        self.service = service
        self.bucket = bucket
        self.region = region
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.endpoint = endpoint ?? Self.usualEndpoint(service, region)
    }

    package static func usualEndpoint(_ service: Service, _ region: String) -> String {
        switch service {
        case .s3:
            "https://s3.\(region).amazonaws.com" + (region.hasPrefix("cn-") ? ".cn" : "")
        case .oss: "https://oss-\(region).aliyuncs.com"
        }
    }

    /// Whether the bucket is the first part of the host.
    var isHostStyle: Bool {
        switch style {
        case .host: return true
        case .path: return false
        case .automatic:
            let host = URL(string: endpoint)?.host() ?? ""
            let isOwn = host.hasSuffix(".aliyuncs.com") || host.contains(".amazonaws.com")
            // A wildcard certificate covers one name without dots.
            return isOwn && !bucket.contains(".")
        }
    }

    /// Which bucket this is, whatever address it is reached by and whoever's key opens it: `s3.example.com:9000/studio/media`.
    /// The name of a bucket is the only one of its kind at Amazon's and at Aliyun's, in all regions.
    package var place: String {
        if let placeName { return placeName }
        let address = endpoint.firstRange(of: "://").map { String(endpoint[$0.upperBound...]) } ?? endpoint
        let host = address.lowercased()
        let own = ["amazonaws.com", "amazonaws.com.cn", "aliyuncs.com"].first { host.hasSuffix("." + $0) }
        let folder = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
        return [own ?? host, bucket, folder].filter { !$0.isEmpty }.joined(separator: "/")
    }

    /// Where browsers go for objects: `https://media.example.com`.
    package var mediaOrigin: String? {
        guard let url = URL(string: publicURL ?? url("")), let scheme = url.scheme, let host = url.host() else {
            return nil
        }
        return "\(scheme)://\(host)" + (url.port.map { ":\($0)" } ?? "")
    }

    /// The URL of an object, or with an empty key that of the bucket.
    func url(_ key: String) -> String {
        let key = key.isEmpty ? "" : Self.encoded(prefix + key)
        guard isHostStyle else { return "\(endpoint)/\(bucket)/\(key)" }
        guard let start = endpoint.range(of: "://") else { return "\(endpoint)/\(key)" }
        return "\(endpoint[..<start.upperBound])\(bucket).\(endpoint[start.upperBound...])/\(key)"
    }

    /// Each part of a key percent-encoded once.
    private static func encoded(_ key: String) -> String {
        let plain = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
        return key.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
