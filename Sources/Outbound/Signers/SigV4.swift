import Foundation

/// Signature Version 4 of AWS for S3 ("Authenticating Requests: AWS Signature Version 4", API reference of S3): a header
/// for a request, or a query that makes an address of its own.
package struct SigV4: RequestSigner {
    private static let algorithm = "AWS4-HMAC-SHA256"

    private let accessKey: String
    private let secretKey: String
    private let sessionToken: String?
    private let region: String
    private let now: @Sendable () -> Date

    /// - Parameter sessionToken: of temporary credentials.
    package init(
        accessKey: String, secretKey: String, sessionToken: String? = nil, region: String,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.sessionToken = sessionToken
        self.region = region
        self.now = now
    }

    package func headers(for request: SigningRequest) throws(WebError) -> [String: String] {
        let address = try SignedAddress(request.url)
        let moment = SigningText.moment(now())
        let payload = request.bodySHA256 ?? "UNSIGNED-PAYLOAD"
        var added = ["x-amz-date": moment, "x-amz-content-sha256": payload]
        if let sessionToken { added["x-amz-security-token"] = sessionToken }
        var signed = added.merging(["host": address.host]) { $1 }
        for (name, value) in request.headers { signed[name.lowercased()] = value }
        let names = signed.keys.sorted()
        let lines = names.map { "\($0):\(SigningText.headerValue(signed[$0] ?? ""))\n" }.joined()
        let canonical = [
            request.method, address.path, address.canonicalQuery(assignsEmpty: true), lines,
            names.joined(separator: ";"), payload,
        ].joined(separator: "\n")
        added["Authorization"] =
            "\(Self.algorithm) Credential=\(accessKey)/\(scope(moment).joined(separator: "/")), "
            + "SignedHeaders=\(names.joined(separator: ";")), Signature=\(signature(of: canonical, moment))"
        return added
    }

    /// The address with a signature in its query, good for whoever has it.
    /// - Parameters:
    ///   - query: what else is asked for, such as `response-content-disposition`.
    ///   - headers: that the request must have exactly so.
    ///   - seconds: 1...604800.
    package func presigned(
        _ method: String, _ url: String, query: [(String, String)] = [], headers: [String: String] = [:], seconds: Int
    ) throws(WebError) -> String {
        let moment = SigningText.moment(now())
        var signed = ["host": try SignedAddress(url).host]
        for (name, value) in headers { signed[name.lowercased()] = value }
        let names = signed.keys.sorted()
        var pairs = query
        pairs += [
            ("X-Amz-Algorithm", Self.algorithm),
            ("X-Amz-Credential", "\(accessKey)/\(scope(moment).joined(separator: "/"))"), ("X-Amz-Date", moment),
            ("X-Amz-Expires", "\(min(max(seconds, 1), 604_800))"),
            ("X-Amz-SignedHeaders", names.joined(separator: ";")),
        ]
        if let sessionToken { pairs.append(("X-Amz-Security-Token", sessionToken)) }
        let whole = url + (url.contains("?") ? "&" : "?") + FormText.of(pairs)
        let address = try SignedAddress(whole)
        let lines = names.map { "\($0):\(SigningText.headerValue(signed[$0] ?? ""))\n" }.joined()
        let canonical = [
            method, address.path, address.canonicalQuery(assignsEmpty: true), lines, names.joined(separator: ";"),
            "UNSIGNED-PAYLOAD",
        ].joined(separator: "\n")
        return "\(whole)&X-Amz-Signature=\(signature(of: canonical, moment))"
    }

    private func scope(_ moment: String) -> [String] { [String(moment.prefix(8)), region, "s3", "aws4_request"] }

    private func signature(of canonical: String, _ moment: String) -> String {
        let scope = scope(moment)
        let text = [Self.algorithm, moment, scope.joined(separator: "/"), SigningText.sha256(canonical)]
        return SigningText.signature(of: text.joined(separator: "\n"), secret: "AWS4\(secretKey)", scope: scope)
    }
}
