import Crypto
import Foundation

/// Signature V1 of Aliyun's OSS, HMAC-SHA1, for accounts and clones that know no other.
package struct OSSSignatureV1: RequestSigner {
    /// Parts of a query that are signed ("Include a V1 signature in the Authorization header", developer reference).
    private static let subresources: Set<String> = [
        "acl", "uploads", "location", "cors", "logging", "website", "referer", "lifecycle", "delete", "append",
        "tagging",
        "objectMeta", "uploadId", "partNumber", "security-token", "position", "response-content-disposition",
        "response-content-type", "response-cache-control", "continuation-token", "versioning", "versionId",
        "versions", "stat",
    ]

    private let accessKey: String
    private let secretKey: String
    private let sessionToken: String?
    private let resource: OSSResource
    private let now: @Sendable () -> Date

    package init(
        accessKey: String, secretKey: String, sessionToken: String? = nil, resource: OSSResource,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.sessionToken = sessionToken
        self.resource = resource
        self.now = now
    }

    package func headers(for request: SigningRequest) throws(WebError) -> [String: String] {
        var added = ["Date": Self.httpDate(now())]
        if let sessionToken { added["x-oss-security-token"] = sessionToken }
        let all = request.headers.merging(added) { $1 }
        let text = try text(request.method, request.url, all, time: added["Date"] ?? "")
        added["Authorization"] = "OSS \(accessKey):\(signature(of: text))"
        return added
    }

    /// See ``SigV4/presigned(_:_:query:headers:seconds:)``.
    package func presigned(
        _ method: String, _ url: String, query: [(String, String)] = [], headers: [String: String] = [:], seconds: Int
    ) throws(WebError) -> String {
        let end = Int(now().timeIntervalSince1970) + max(1, seconds)
        var pairs = query
        if let sessionToken { pairs.append(("security-token", sessionToken)) }
        let asked = pairs.isEmpty ? url : url + (url.contains("?") ? "&" : "?") + FormText.of(pairs)
        let signature = signature(of: try text(method, asked, headers, time: "\(end)"))
        return asked + (asked.contains("?") ? "&" : "?")
            + FormText.of([("OSSAccessKeyId", accessKey), ("Expires", "\(end)"), ("Signature", signature)])
    }

    private func text(
        _ method: String, _ url: String, _ headers: [String: String], time: String
    ) throws(WebError) -> String {
        let address = try SignedAddress(url)
        var lower: [String: String] = [:]
        for (name, value) in headers { lower[name.lowercased()] = SigningText.headerValue(value) }
        let own = lower.filter { $0.key.hasPrefix("x-oss-") }.sorted { $0.key < $1.key }
        let asked = address.query.filter { Self.subresources.contains($0.name) }.sorted { $0.name < $1.name }
            .map { name, value in
                let plain = value?.removingPercentEncoding ?? ""
                return plain.isEmpty ? name : "\(name)=\(plain)"
            }
        let path = resource.path(of: address).removingPercentEncoding ?? ""
        return [method, lower["content-md5"] ?? "", lower["content-type"] ?? "", time].joined(separator: "\n") + "\n"
            + own.map { "\($0.key):\($0.value)\n" }.joined() + path
            + (asked.isEmpty ? "" : "?" + asked.joined(separator: "&"))
    }

    private func signature(of text: String) -> String {
        let key = SymmetricKey(data: Data(secretKey.utf8))
        return Data(HMAC<Insecure.SHA1>.authenticationCode(for: Data(text.utf8), using: key)).base64EncodedString()
    }

    /// RFC 9110, section 5.6.7.
    private static func httpDate(_ date: Date) -> String {
        var (seconds, parts) = (time_t(date.timeIntervalSince1970), tm())
        gmtime_r(&seconds, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return String(
            format: "%@, %02d %@ %04d %02d:%02d:%02d GMT", days[Int(parts.tm_wday)], Int(parts.tm_mday),
            months[Int(parts.tm_mon)], Int(parts.tm_year) + 1900, Int(parts.tm_hour), Int(parts.tm_min),
            Int(parts.tm_sec))
    }
}
