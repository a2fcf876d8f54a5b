import HTTPTypes

/// The `Prefer` header (RFC 7240).
enum Preference {
    /// `wait=n` in seconds, cut to `limit`; nil when it is not there, not a number, or 0.
    static func wait(_ headers: HTTPFields, atMost limit: Duration) -> Duration? {
        for line in headers[values: .prefer] {
            for part in line.split(whereSeparator: { $0 == "," || $0 == ";" }) {
                let words = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " && $0 != "\"" } }
                guard words.count == 2, words[0].lowercased() == "wait", let seconds = Int(words[1]), seconds > 0 else {
                    continue
                }
                return min(.seconds(seconds), limit)
            }
        }
        return nil
    }
}
