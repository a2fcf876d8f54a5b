import Domain
import Foundation
import Studio

/// A notice of the bell.
struct NoticeBody: Body, Sendable {
    enum Kind: String, CaseIterable, Sendable, WireWord {
        case taskSucceeded = "task_succeeded"
        case taskFailed = "task_failed"
        case webhookOff = "webhook_off"
    }

    let notice: Notice

    private var kind: Kind {
        switch notice.subject {
        case .task(_, _, _, let hasSucceeded): hasSucceeded ? .taskSucceeded : .taskFailed
        case .webhookOff: .webhookOff
        }
    }

    private var title: String {
        switch notice.subject {
        case .task(_, _, let title, _): title
        case .webhookOff(_, let url): URLComponents(string: url)?.host ?? ""
        }
    }

    private var task: (id: TaskID, kind: GenerationTask.Kind)? {
        if case .task(let id, let kind, _, _) = notice.subject { (id: id, kind: kind) } else { nil }
    }

    private var webhook: WebhookID? { if case .webhookOff(let id, _) = notice.subject { id } else { nil } }

    static var name: String? { "Notification" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.notice.id }
        fields.add("kind") { $0.kind }
        fields.add("title", "Of the task; the host of a webhook.") { $0.title }
        fields.add("task_id") { $0.task?.id }
        fields.add("task_kind") { $0.task?.kind }
        fields.add("webhook_id") { $0.webhook }
        fields.add("created_at") { $0.notice.createdAt }
        fields.add("read_at", "Null until it is read.") { $0.notice.readAt }
    }
}

/// One part of the notices.
struct NoticeListBody: Body {
    let listing: Notices.Listing

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("items") { $0.listing.page.items.map(NoticeBody.init) }
        fields.add("next_cursor", "Pass it as `cursor` for the next part; null on the last one.") {
            $0.listing.page.nextCursor
        }
        fields.add("unread_count", "Of all.") { $0.listing.unreadCount }
    }
}

/// Whether the account is written to.
struct NoticeChoiceBody: Body {
    let choice: NoticeChoice

    static var name: String? { "NotificationSettings" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("email_after_minutes", "An email is sent about tasks that took so long; null sends none.") {
            $0.choice.lettersAfterMinutes
        }
        fields.add("quiet_hours", "Emails wait until they are over.") { $0.choice.quiet.map(Quiet.init) }
    }

    struct Quiet: Body {
        let hours: QuietHours

        static var name: String? { "QuietHours" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("from", "Such as `22:00`.") { DayTime.text($0.hours.from) }
            fields.add("until", "Such as `07:30`.") { DayTime.text($0.hours.until) }
            fields.add("time_zone") { $0.hours.timeZone.identifier }
        }
    }
}

/// A time of day, `07:30`, as minutes since midnight.
enum DayTime {
    static let pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$"

    static func text(_ minutes: Int) -> String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(padded(minutes / 60)):\(padded(minutes % 60))"
    }

    static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }
}
