import Domain
import Foundation

/// `POST /notifications/read`.
struct NoticeReadRequest: InputBody {
    let ids: [NoticeID]?

    static let body = BodyReader(
        named: "NotificationsRead",
        .optional("ids", Input<[NoticeID]>.set(of: .id(of: "a notification"), 1...100), "All if not given."),
        make: Self.init)
}

/// `PUT /settings/notifications`.
struct NoticeChoiceRequest: InputBody {
    let choice: NoticeChoice

    static let body = BodyReader(
        named: "NotificationChoice",
        .optional(
            "email_after_minutes", Input.whole(NoticeChoice.lettersAfterMinutes),
            "An email is sent about tasks that took so long; null sends none."),
        .optional("quiet_hours", quiet.input, "Emails wait until they are over; null for none.")
    ) { minutes, quiet in
        NoticeChoiceRequest(choice: NoticeChoice(lettersAfterMinutes: minutes, quiet: quiet))
    }

    private static let quiet = BodyReader<QuietHours>(
        named: "QuietHoursChoice", .field("from", .dayTime), .field("until", .dayTime, "May be on the next day."),
        .field("time_zone", .timeZone)
    ) { from, until, zone throws(ErrorBody) in
        guard let hours = QuietHours(from: from, until: until, timeZone: zone) else {
            throw .invalid("quiet_hours.until", "`quiet_hours.until` must differ from `from`.")
        }
        return hours
    }
}

extension Input where Value == Int {
    fileprivate static var dayTime: Input {
        Input<String>.text.map(to: "a time such as 22:00", .string(pattern: DayTime.pattern)) { DayTime.minutes($0) }
    }
}

extension Input where Value == TimeZone {
    fileprivate static var timeZone: Input {
        Input<String>.text(1...64).map(to: "a name such as Europe/Berlin") { TimeZone(identifier: $0) }
    }
}
