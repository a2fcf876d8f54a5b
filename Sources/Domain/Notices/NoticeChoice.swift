import Foundation

/// Whether an account is written to when a task ends.
package struct NoticeChoice: Equatable, Sendable {
    package static let lettersAfterMinutes = 1...1440

    /// A letter is sent about tasks that took so long; nil sends none.
    package var lettersAfterMinutes: Int?
    package var quiet: QuietHours?

    package init(lettersAfterMinutes: Int? = nil, quiet: QuietHours? = nil) {
        self.lettersAfterMinutes = lettersAfterMinutes
        self.quiet = quiet
    }

    /// When the owner is written of the end of a task; nil for never. Avatars have a letter of their own.
    package func letterDue(for task: GenerationTask) -> Timestamp? {
        guard task.status == .succeeded || task.status == .failed, task.kind != .avatarTraining,
            task.parent == nil, let minutes = lettersAfterMinutes, let end = task.finishedAt,
            let took = task.tookAltogether,
            took >= .seconds(minutes * 60)
        else { return nil }
        return quiet?.end(at: end) ?? end
    }
}

/// A part of the day in which nobody is written to; it may reach over midnight.
package struct QuietHours: Equatable, Sendable {
    /// Minutes since midnight, 0...1439; different from each other.
    package let from: Int
    package let until: Int
    package let timeZone: TimeZone

    /// Nil for what is no part of a day.
    package init?(from: Int, until: Int, timeZone: TimeZone) {
        guard (0..<1440).contains(from), (0..<1440).contains(until), from != until else { return nil }
        self.from = from
        self.until = until
        self.timeZone = timeZone
    }

    /// When the quiet hours end that the moment lies in; nil outside of them.
    package func end(at moment: Timestamp) -> Timestamp? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let date = Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000)
        let parts = calendar.dateComponents([.hour, .minute], from: date)
        let minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
        let isQuiet = from < until ? (from..<until).contains(minute) : minute >= from || minute < until
        guard isQuiet else { return nil }
        // An hour that a day leaves out is over when the next one begins.
        let wanted = DateComponents(hour: until / 60, minute: until % 60, second: 0)
        return calendar.nextDate(after: date, matching: wanted, matchingPolicy: .nextTime).map {
            Timestamp(milliseconds: Int64($0.timeIntervalSince1970 * 1000))
        }
    }
}
