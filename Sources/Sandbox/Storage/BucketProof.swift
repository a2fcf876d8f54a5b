import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// Whether a request to a bucket was signed by whoever has the secret key: S3's Signature Version 4, and V4 and V1 of OSS,
/// in the header or in the address.
struct BucketProof {
    enum Dialect { case s3, oss }

    struct Refusal: Error {
        let status: HTTPResponse.Status
        let code: String
        let message: String

        static let mismatch = Refusal(
            status: .forbidden, code: "SignatureDoesNotMatch", message: "The signature is not the one expected.")
        static let expired = Refusal(status: .forbidden, code: "AccessDenied", message: "Request has expired")
        static let skewed = Refusal(
            status: .forbidden, code: "RequestTimeTooSkewed", message: "The clocks differ by more than 15 minutes.")
        static let anonymous = Refusal(status: .forbidden, code: "AccessDenied", message: "Sign the request.")
        static let unknownKey = Refusal(
            status: .forbidden, code: "InvalidAccessKeyId", message: "There is no such access key.")
        static let expiredToken = Refusal(status: .badRequest, code: "ExpiredToken", message: "The token has expired.")
        static let badToken = Refusal(status: .badRequest, code: "InvalidToken", message: "The token is not valid.")
    }

    let method: String
    /// As it came, percent-encoded, and its query.
    let path: String
    let query: [(String, String)]
    let headers: [String: String]
    let now: Date

    init(_ request: Request, now: Date) {
        method = request.method.rawValue
        path = request.uri.path
        query = (request.uri.query ?? "").split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return (
                halves[0].removingPercentEncoding ?? "",
                (halves.count > 1 ? halves[1] : "").removingPercentEncoding ?? ""
            )
        }
        var headers = ["host": request.head.authority ?? ""]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        self.headers = headers
        self.now = now
    }

    func asked(_ name: String) -> String? { query.first { $0.0 == name }?.1 }

    /// - Returns: whose protocol it is.
    func check() throws -> Dialect {
        let authorization = headers["authorization"] ?? ""
        if authorization.hasPrefix("AWS4-HMAC-SHA256 ") { return try checkS3(Self.fields(authorization)) }
        if authorization.hasPrefix("OSS4-HMAC-SHA256 ") { return try checkOSS(Self.fields(authorization)) }
        if authorization.hasPrefix("OSS ") { return try checkV1(String(authorization.dropFirst(4))) }
        if asked("X-Amz-Signature") != nil { return try checkS3Query() }
        if asked("x-oss-signature") != nil { return try checkOSSQuery() }
        if let key = asked("OSSAccessKeyId") { return try checkV1Query(key) }
        throw Refusal.anonymous
    }

    private func checkS3(_ fields: [String: String]) throws -> Dialect {
        let (date, scope) = try self.scope(fields["Credential"], headers["x-amz-date"])
        try requireNow(date)
        try requireToken(headers["x-amz-security-token"])
        let names = (fields["SignedHeaders"] ?? "").split(separator: ";").map(String.init)
        guard names.contains("host"), let payload = headers["x-amz-content-sha256"] else { throw Refusal.mismatch }
        try compare(
            fields["Signature"], s3Canonical(names, payload, without: nil), "AWS4-HMAC-SHA256", "AWS4", date, scope)
        return .s3
    }

    private func checkS3Query() throws -> Dialect {
        let (date, scope) = try self.scope(asked("X-Amz-Credential"), asked("X-Amz-Date"))
        try requireFresh(date, asked("X-Amz-Expires"))
        try requireToken(asked("X-Amz-Security-Token"))
        let names = (asked("X-Amz-SignedHeaders") ?? "").split(separator: ";").map(String.init)
        let canonical = s3Canonical(names, "UNSIGNED-PAYLOAD", without: "X-Amz-Signature")
        try compare(asked("X-Amz-Signature"), canonical, "AWS4-HMAC-SHA256", "AWS4", date, scope)
        return .s3
    }

    private func checkOSS(_ fields: [String: String]) throws -> Dialect {
        let (date, scope) = try self.scope(fields["Credential"], headers["x-oss-date"])
        try requireNow(date)
        try requireToken(headers["x-oss-security-token"])
        let more = fields["AdditionalHeaders"] ?? ""
        try compare(fields["Signature"], ossCanonical(more, without: nil), "OSS4-HMAC-SHA256", "aliyun_v4", date, scope)
        return .oss
    }

    private func checkOSSQuery() throws -> Dialect {
        let (date, scope) = try self.scope(asked("x-oss-credential"), asked("x-oss-date"))
        try requireFresh(date, asked("x-oss-expires"))
        try requireToken(asked("x-oss-security-token"))
        let canonical = ossCanonical(asked("x-oss-additional-headers") ?? "", without: "x-oss-signature")
        try compare(asked("x-oss-signature"), canonical, "OSS4-HMAC-SHA256", "aliyun_v4", date, scope)
        return .oss
    }

    private func checkV1(_ credential: String) throws -> Dialect {
        let halves = credential.split(separator: ":", maxSplits: 1).map(String.init)
        guard halves.count == 2, halves[0] == BucketStandIn.accessKey else { throw Refusal.unknownKey }
        try requireToken(headers["x-oss-security-token"])
        try compareV1(halves[1], time: headers["date"] ?? headers["x-oss-date"] ?? "")
        return .oss
    }

    private func checkV1Query(_ key: String) throws -> Dialect {
        guard key == BucketStandIn.accessKey else { throw Refusal.unknownKey }
        guard let end = asked("Expires").flatMap({ Double($0) }), end > now.timeIntervalSince1970 else {
            throw Refusal.expired
        }
        try compareV1(asked("Signature") ?? "", time: asked("Expires") ?? "")
        return .oss
    }

    private func compareV1(_ signature: String, time: String) throws {
        let names: Set = [
            "acl", "uploads", "uploadId", "partNumber", "delete", "response-content-disposition", "security-token",
            "response-content-type", "continuation-token", "location", "objectMeta", "tagging",
        ]
        let own = headers.filter { $0.key.hasPrefix("x-oss-") }.sorted { $0.key < $1.key }.map { "\($0):\($1)\n" }
        let asked = query.filter { names.contains($0.0) }.sorted { $0.0 < $1.0 }.map { $1.isEmpty ? $0 : "\($0)=\($1)" }
        let text =
            "\(method)\n\(headers["content-md5"] ?? "")\n\(headers["content-type"] ?? "")\n\(time)\n\(own.joined())"
            + (path.removingPercentEncoding ?? "") + (asked.isEmpty ? "" : "?" + asked.joined(separator: "&"))
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: Data(text.utf8), using: SymmetricKey(data: Data(BucketStandIn.secretKey.utf8)))
        guard Data(code).base64EncodedString() == signature else { throw Refusal.mismatch }
    }

    private func s3Canonical(_ names: [String], _ payload: String, without: String?) -> String {
        let lines = names.map { "\($0):\(Self.single(headers[$0] ?? ""))\n" }.joined()
        return "\(method)\n\(path)\n\(Self.sorted(query.filter { $0.0 != without }, equals: true))\n\(lines)\n"
            + "\(names.joined(separator: ";"))\n\(payload)"
    }

    private func ossCanonical(_ additional: String, without: String?) -> String {
        let more = Set(additional.split(separator: ";").map(String.init))
        let lines = headers.filter { name, _ in
            name.hasPrefix("x-oss-") || name == "content-type" || name == "content-md5" || more.contains(name)
        }.sorted { $0.key < $1.key }.map { "\($0.key):\(Self.single($0.value))\n" }.joined()
        let plain = (path.removingPercentEncoding ?? "").split(separator: "/", omittingEmptySubsequences: false)
        let encoded = plain.map { Self.encoded(String($0)) }.joined(separator: "/")
        return "\(method)\n\(encoded)\n\(Self.sorted(query.filter { $0.0 != without }, equals: false))\n\(lines)\n"
            + "\(additional)\nUNSIGNED-PAYLOAD"
    }

    private func compare(
        _ signature: String?, _ canonical: String, _ algorithm: String, _ prefix: String, _ date: String,
        _ scope: [Substring]
    ) throws {
        func mac(_ text: some StringProtocol, _ key: Data) -> Data {
            Data(HMAC<SHA256>.authenticationCode(for: Data(String(text).utf8), using: SymmetricKey(data: key)))
        }
        func hex(_ data: some Sequence<UInt8>) -> String { data.map { String(format: "%02x", $0) }.joined() }
        var key = Data((prefix + BucketStandIn.secretKey).utf8)
        for part in scope { key = mac(part, key) }
        let sum = hex(SHA256.hash(data: Data(canonical.utf8)))
        let text = "\(algorithm)\n\(date)\n\(scope.joined(separator: "/"))\n\(sum)"
        guard signature == hex(mac(text, key)) else { throw Refusal.mismatch }
    }

    private func scope(_ credential: String?, _ date: String?) throws -> (String, [Substring]) {
        let parts = (credential ?? "").split(separator: "/")
        guard parts.count == 5, let date, date.hasPrefix(parts[1]) else { throw Refusal.mismatch }
        guard parts[0] == BucketStandIn.accessKey else { throw Refusal.unknownKey }
        return (date, Array(parts.dropFirst()))
    }

    private func requireToken(_ token: String?) throws {
        switch token {
        case nil, BucketStandIn.sessionToken: return
        case BucketStandIn.expiredToken: throw Refusal.expiredToken
        default: throw Refusal.badToken
        }
    }

    private func requireNow(_ text: String) throws {
        guard let date = Self.moment(text), abs(date.timeIntervalSince(now)) <= 900 else { throw Refusal.skewed }
    }

    private func requireFresh(_ text: String, _ seconds: String?) throws {
        guard let date = Self.moment(text), let seconds = seconds.flatMap({ Double($0) }), seconds <= 604_800,
            date.addingTimeInterval(seconds) > now
        else { throw Refusal.expired }
    }

    private static func moment(_ text: String) -> Date? {
        let digits = text.filter(\.isNumber).compactMap { $0.wholeNumberValue }
        guard digits.count == 14, text.count == 16 else { return nil }
        func number(_ range: Range<Int>) -> Int32 { Int32(digits[range].reduce(0) { $0 * 10 + $1 }) }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (number(0..<4) - 1900, number(4..<6) - 1, number(6..<8))
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (number(8..<10), number(10..<12), number(12..<14))
        return Date(timeIntervalSince1970: Double(timegm(&parts)))
    }

    private static func fields(_ authorization: String) -> [String: String] {
        let rest = authorization.drop { $0 != " " }
        return rest.split(separator: ",").reduce(into: [:]) { fields, part in
            let halves = part.trimmingCharacters(in: .whitespaces).split(separator: "=", maxSplits: 1)
            if halves.count == 2 { fields[String(halves[0])] = String(halves[1]) }
        }
    }

    private static func single(_ value: String) -> String { value.split(separator: " ").joined(separator: " ") }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            return isPlain || "-_.~".utf8.contains(byte)
                ? String(UnicodeScalar(byte)) : String(format: "%%%02X", byte)
        }.joined()
    }

    private static func sorted(_ query: [(String, String)], equals: Bool) -> String {
        query.map { (encoded($0.0), encoded($0.1)) }
            .sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            .map { $1.isEmpty && !equals ? $0 : "\($0)=\($1)" }.joined(separator: "&")
    }
}
