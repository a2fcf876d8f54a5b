import Domain
import Foundation

extension Timestamp {
    /// A time of RFC 3339 as clients write it, with or without fractions of a second; nil for what is none and for years
    /// beyond 9999.
    init?(rfc3339 text: String) {
        let fine = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard text.utf8.count <= 40,
            let date = (try? Date(text, strategy: .iso8601)) ?? (try? Date(text, strategy: fine)),
            (0..<253_402_300_800).contains(date.timeIntervalSince1970)
        else { return nil }
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}
