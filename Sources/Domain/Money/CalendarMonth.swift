import Foundation

/// A month of UTC.
package struct CalendarMonth: Sendable {
    package let startsAt: Timestamp
    package let endsAt: Timestamp

    package init(of moment: Timestamp) {
        let date = moment.date
        let start = Calendar.ofMoney.dateInterval(of: .month, for: date)?.start ?? date
        startsAt = Timestamp(milliseconds: Int64(start.timeIntervalSince1970) * 1000)
        endsAt = startsAt.aMonthLater
    }
}

extension Timestamp {
    /// The same day of the next month, or its last one.
    package var aMonthLater: Timestamp {
        let later = Calendar.ofMoney.date(byAdding: .month, value: 1, to: date) ?? date
        return Timestamp(milliseconds: Int64(later.timeIntervalSince1970) * 1000)
    }

    fileprivate var date: Date { Date(timeIntervalSince1970: TimeInterval(milliseconds / 1000)) }
}

extension Calendar {
    fileprivate static var ofMoney: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }
}
