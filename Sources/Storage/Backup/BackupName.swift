import Domain
import Foundation
import Glibc

/// What a backup's file is called: when it was made, why, and whether it is sealed, so that a list of names says enough.
/// `greenroom-20261129T223000123Z.tar.age`, before an upgrade `greenroom-20261129T223000123Z-upgrade.tar`.
package struct BackupName: Hashable, Comparable, Sendable {
    package let madeAt: Timestamp
    package let isBeforeUpgrade: Bool
    package let isSealed: Bool

    package init(madeAt: Timestamp, isBeforeUpgrade: Bool = false, isSealed: Bool) {
        self.madeAt = madeAt
        self.isBeforeUpgrade = isBeforeUpgrade
        self.isSealed = isSealed
    }

    /// Nil for any other file.
    package init?(text: String) {
        let pattern = /greenroom-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z(-upgrade)?\.tar(\.age)?/
        guard let match = text.wholeMatch(of: pattern)?.output else { return nil }
        let figures = [match.1, match.2, match.3, match.4, match.5, match.6, match.7].compactMap { Int32($0) }
        guard figures.count == 7, figures[0] >= 1970 else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (figures[0] - 1900, figures[1] - 1, figures[2])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (figures[3], figures[4], figures[5])
        let made = Timestamp(milliseconds: Int64(timegm(&parts)) * 1000 + Int64(figures[6]))
        self.init(madeAt: made, isBeforeUpgrade: match.8 != nil, isSealed: match.9 != nil)
        // A day that is none, such as the 30th of February, would come out as another.
        guard self.text == text else { return nil }
    }

    package var text: String {
        let moment = madeAt.rfc3339.filter { !"-:.".contains($0) }
        return "greenroom-\(moment)\(isBeforeUpgrade ? "-upgrade" : "").tar\(isSealed ? ".age" : "")"
    }

    package static func < (one: BackupName, other: BackupName) -> Bool {
        one.madeAt == other.madeAt ? one.text < other.text : one.madeAt < other.madeAt
    }
}
