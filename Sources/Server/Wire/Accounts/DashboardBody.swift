import Domain
import Studio

/// What an account has, what is being made for it, and what it used.
struct DashboardBody: Body {
    let overview: Dashboard.Overview
    let billing: Billing
    let addresses: MediaAddresses

    static var name: String? { "Dashboard" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("counts") { Counts(counts: $0.overview.counts) }
        fields.add("minutes", "Of this period's plan; null where no minutes are counted.") {
            $0.overview.minutes.map(UsageBody.init)
        }
        fields.add("credits", "Null where no credits are sold.") { body in
            body.overview.credits.map {
                CreditsBody(mode: body.billing.mode, balance: $0, lowBalance: body.billing.book.lowBalance)
            }
        }
        fields.add("storage") { Storage(overview: $0.overview) }
        fields.add("last_videos", "The newest ones.") { body in
            body.overview.videos.map { VideoBody(view: $0, addresses: body.addresses) }
        }
        fields.add("running_tasks", "Those that run, then those that wait.") { body in
            body.overview.tasks.map { TaskBody(view: $0, addresses: body.addresses) }
        }
        fields.add("days", "The last 30 days until today, oldest first.") { body in
            body.overview.days.map { Day(date: $0.date, usage: $0.usage) }
        }
    }

    struct Counts: Body {
        let counts: AccountCounts

        static var name: String? { "DashboardCounts" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("videos", "In the library, without the trash.") { $0.counts.videos }
            fields.add("files") { $0.counts.files }
            fields.add("avatars", "Trained ones.") { $0.counts.avatars }
            fields.add("voices", "Cloned ones.") { $0.counts.voices }
            fields.add("tasks", "By status.") { body in
                Dictionary(uniqueKeysWithValues: body.counts.tasks.map { ($0.key.rawValue, $0.value) })
            }
        }
    }

    struct Storage: Body {
        let overview: Dashboard.Overview

        static var name: String? { "DashboardStorage" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("used_bytes", "All files, those in the trash among them.") { $0.overview.usedBytes }
            fields.add("trash_bytes") { $0.overview.trash.bytes }
            fields.add("quota_bytes", "How much there may be.") { $0.overview.quotaBytes }
        }
    }

    struct Day: Body {
        let date: String
        let usage: UsageDay

        static var name: String? { "UsageDay" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("date", "Such as `2026-11-30`, in the time zone that was asked for.") { $0.date }
            fields.add("task_count", "That succeeded.") { $0.usage.tasks }
            fields.add("made_ms", "Length of what they made.") { $0.usage.madeMs }
            fields.add("used_ms", "Minutes of the plan that were used, in milliseconds.") { $0.usage.usedMs }
            fields.add("credits", "That were charged.") { $0.usage.credits }
        }
    }
}
