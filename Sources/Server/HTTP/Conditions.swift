import Domain
import HTTPTypes

/// The conditional headers of a GET or HEAD, judged against what would be sent (RFC 9110, section 13).
struct Conditions {
    enum Outcome: Equatable { case proceed, notModified, failed }

    /// Quoted and strong.
    let etag: String
    /// Whole seconds since 1970; nil when the representation has no date.
    let lastModified: Int64?

    /// In the order of section 13.2.2.
    func judge(_ headers: HTTPFields) -> Outcome {
        if let match = headers[.ifMatch] {
            guard Self.tags(match, contain: etag, weakly: false) else { return .failed }
        } else if let since = headers[.ifUnmodifiedSince].flatMap(HTTPDate.seconds), let lastModified {
            guard lastModified <= since else { return .failed }
        }
        if let noneMatch = headers[.ifNoneMatch] {
            return Self.tags(noneMatch, contain: etag, weakly: true) ? .notModified : .proceed
        }
        if let since = headers[.ifModifiedSince].flatMap(HTTPDate.seconds), let lastModified {
            return lastModified <= since ? .notModified : .proceed
        }
        return .proceed
    }

    /// Whether a `Range` is to be honoured: without `If-Range`, or when that names just this representation.
    func allowRange(_ headers: HTTPFields) -> Bool {
        guard let validator = headers[.ifRange] else { return true }
        if validator.hasPrefix("\"") { return validator == etag }
        return lastModified != nil && HTTPDate.seconds(validator) == lastModified
    }

    private static func tags(_ header: String, contain etag: String, weakly: Bool) -> Bool {
        header.split(separator: ",").contains { part in
            var tag = part.drop { $0 == " " || $0 == "\t" }
            while tag.last == " " || tag.last == "\t" { tag.removeLast() }
            if tag == "*" { return true }
            if weakly, tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
            return tag == etag[...]
        }
    }
}
