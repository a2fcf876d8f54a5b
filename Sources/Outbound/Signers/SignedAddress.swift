import Crypto
import Domain
import Foundation

/// A URL in the pieces that signatures of object stores are made over, as it is sent.
struct SignedAddress {
    /// With its port when the URL has one.
    let host: String
    /// Percent-encoded; never empty.
    let path: String
    /// Percent-encoded names with their values; nil for one without `=`.
    let query: [(name: String, value: String?)]

    /// - Throws: ``WebError/invalid(_:)`` for what is no URL.
    init(_ url: String) throws(WebError) {
        guard let start = url.range(of: "://") else { throw .invalid("the URL to sign is none") }
        let rest = url[start.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let named = rest[..<end].lowercased()
        // The usual port is not sent.
        let usual = url.lowercased().hasPrefix("https:") ? ":443" : ":80"
        host = named.hasSuffix(usual) ? String(named.dropLast(usual.count)) : named
        let target = rest[end...].prefix { $0 != "#" }
        let mark = target.firstIndex(of: "?")
        let path = target[..<(mark ?? target.endIndex)]
        self.path = path.isEmpty ? "/" : String(path)
        query =
            mark.map { mark in
                target[target.index(after: mark)...].split(separator: "&").map { pair in
                    let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                        String.init)
                    return (halves[0], halves.count > 1 ? halves[1] : nil)
                }
            } ?? []
    }

    /// Sorted as the signatures want it, by bytes.
    /// - Parameter assignsEmpty: whether a name without a value is written with its `=`.
    func canonicalQuery(assignsEmpty: Bool) -> String {
        query.map { name, value in
            let value = value ?? ""
            return (name, value.isEmpty && !assignsEmpty ? name : "\(name)=\(value)")
        }
        .sorted {
            $0.0 == $1.0
                ? $0.1.utf8.lexicographicallyPrecedes($1.1.utf8) : $0.0.utf8.lexicographicallyPrecedes($1.0.utf8)
        }
        .map(\.1).joined(separator: "&")
    }
}

/// What the signatures of S3 and OSS have in common.
enum SigningText {
    /// `20250930T120000Z`.
    static func moment(_ date: Date) -> String {
        var (seconds, parts) = (time_t(date.timeIntervalSince1970), tm())
        gmtime_r(&seconds, &parts)
        return String(
            format: "%04d%02d%02dT%02d%02d%02dZ", Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday),
            Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec))
    }

    static func sha256(_ text: String) -> String { SHA256.hash(data: Data(text.utf8)).hex }

    /// One step of the chain that makes a key for a day, a region and a service.
    static func hmac(_ text: String, _ key: Data) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
    }

    static func signature(of text: String, secret: String, scope: [String]) -> String {
        hmac(text, scope.reduce(Data(secret.utf8)) { hmac($1, $0) }).hex
    }

    /// Trimmed, with single spaces inside.
    static func headerValue(_ value: String) -> String {
        value.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
    }
}
