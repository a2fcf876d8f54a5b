/// Which media stay on the disk although a mirror has them: `all`, `days:30`, `size:200`.
package enum KeepLocal: Equatable, Sendable {
    case all
    /// What was used in so many days.
    case days(Int)
    /// What was used last, up to so many bytes.
    case bytes(Int64)

    /// Seconds: what was used this lately stays, however full the disk is.
    private static let least = 600

    /// Nil for anything else than `all`, `days:1` to `days:36500`, and `size:1` to `size:1000000` in gigabytes.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("all", 1): self = .all
        case ("days", 2):
            guard let days = Int(parts[1]), (1...36_500).contains(days) else { return nil }
            self = .days(days)
        case ("size", 2):
            guard let gigabytes = Int64(parts[1]), (1...1_000_000).contains(gigabytes) else { return nil }
            self = .bytes(gigabytes * 1_000_000_000)
        default: return nil
        }
    }

    /// As it is set.
    package var text: String {
        switch self {
        case .all: "all"
        case .days(let days): "days:\(days)"
        case .bytes(let bytes): "size:\(bytes / 1_000_000_000)"
        }
    }

    /// What was not used since then may leave; nil when nothing may.
    package func cutoff(at moment: Timestamp) -> Timestamp? {
        switch self {
        case .all: nil
        case .days(let days): moment + .seconds(-days * 24 * 3600)
        case .bytes: moment + .seconds(-Self.least)
        }
    }

    /// Whether media of so many bytes together may stay as they are.
    package func isMet(by bytesOnDisk: Int64) -> Bool {
        switch self {
        case .all: true
        case .days: false
        case .bytes(let most): bytesOnDisk <= most
        }
    }
}
