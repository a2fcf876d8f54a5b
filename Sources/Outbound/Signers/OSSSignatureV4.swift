import Foundation

/// Signature V4 of Aliyun's OSS ("Include a V4 signature in the Authorization header", developer reference of OSS). The
/// body is never signed; `Content-MD5` guards it.
package struct OSSSignatureV4: RequestSigner {
    private static let algorithm = "OSS4-HMAC-SHA256"

    private let accessKey: String
    private let secretKey: String
    private let sessionToken: String?
    private let region: String
    private let resource: OSSResource
    private let now: @Sendable () -> Date

    /// - Parameter region: such as `cn-beijing`, without `oss-`.
    package init(
        accessKey: String, secretKey: String, sessionToken: String? = nil, region: String, resource: OSSResource,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.sessionToken = sessionToken
        self.region = region
        self.resource = resource
        self.now = now
    }

    package func headers(for request: SigningRequest) throws(WebError) -> [String: String] {
        let moment = SigningText.moment(now())
        var added = ["x-oss-date": moment, "x-oss-content-sha256": "UNSIGNED-PAYLOAD"]
        if let sessionToken { added["x-oss-security-token"] = sessionToken }
        let all = request.headers.merging(added) { $1 }
        let canonical = try canonical(request.method, request.url, all)
        added["Authorization"] =
            "\(Self.algorithm) Credential=\(accessKey)/\(scope(moment).joined(separator: "/")),"
            + "Signature=\(signature(of: canonical, moment))"
        return added
    }

    /// See ``SigV4/presigned(_:_:query:headers:seconds:)``.
    package func presigned(
        _ method: String, _ url: String, query: [(String, String)] = [], headers: [String: String] = [:], seconds: Int
    ) throws(WebError) -> String {
        let moment = SigningText.moment(now())
        var pairs = query
        pairs += [
            ("x-oss-signature-version", Self.algorithm), ("x-oss-date", moment),
            ("x-oss-expires", "\(min(max(seconds, 1), 604_800))"),
            ("x-oss-credential", "\(accessKey)/\(scope(moment).joined(separator: "/"))"),
        ]
        if let sessionToken { pairs.append(("x-oss-security-token", sessionToken)) }
        let whole = url + (url.contains("?") ? "&" : "?") + FormText.of(pairs)
        return "\(whole)&x-oss-signature=\(signature(of: try canonical(method, whole, headers), moment))"
    }

    private func canonical(_ method: String, _ url: String, _ headers: [String: String]) throws(WebError) -> String {
        let address = try SignedAddress(url)
        let signed = headers.map { ($0.key.lowercased(), SigningText.headerValue($0.value)) }.filter { name, _ in
            name.hasPrefix("x-oss-") || name == "content-type" || name == "content-md5"
        }
        let lines = signed.sorted { $0.0 < $1.0 }.map { "\($0.0):\($0.1)\n" }.joined()
        return [
            method, resource.path(of: address), address.canonicalQuery(assignsEmpty: false), lines, "",
            "UNSIGNED-PAYLOAD",
        ].joined(separator: "\n")
    }

    private func scope(_ moment: String) -> [String] { [String(moment.prefix(8)), region, "oss", "aliyun_v4_request"] }

    private func signature(of canonical: String, _ moment: String) -> String {
        let scope = scope(moment)
        let text = [Self.algorithm, moment, scope.joined(separator: "/"), SigningText.sha256(canonical)]
        return SigningText.signature(of: text.joined(separator: "\n"), secret: "aliyun_v4\(secretKey)", scope: scope)
    }
}

/// How a URL of OSS tells its bucket.
package enum OSSResource: Sendable {
    /// As the first part of its host.
    case host(bucket: String)
    /// As the first part of its path.
    case path

    /// `/bucket/key`, percent-encoded.
    func path(of address: SignedAddress) -> String {
        switch self {
        case .host(let bucket): "/\(bucket)\(address.path)"
        case .path: address.path
        }
    }
}
