import Domain
import Foundation
import Storage

/// What somebody has, what is being made for them, and how much they used: what they see first. Minutes and credits are
/// those of ``Billing`` and ``Credits``.
package struct Dashboard: Sendable {
    package struct Overview: Sendable {
        package let counts: AccountCounts
        /// Nil where no minutes are counted.
        package let minutes: UsagePeriod?
        /// Nil where no credits are sold.
        package let credits: CreditBalance?
        /// Of all files, those in the trash among them.
        package let usedBytes: Int64
        package let trash: TrashSize
        package let quotaBytes: Int64
        /// The newest ones.
        package let videos: [VideoView]
        /// Running ones, then those that wait, newest first.
        package let tasks: [TaskView]
        /// The last ones, oldest first, each with its date where the owner is: `2026-11-30`.
        package let days: [(date: String, usage: UsageDay)]
    }

    private static let dayCount = 30

    private let store: Store
    private let library: Library
    private let tasks: Tasks
    private let billing: Billing
    private let credits: Credits
    /// Where no plan says another.
    private let quotaBytes: Int64
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, library: Library, tasks: Tasks, billing: Billing, credits: Credits, quotaBytes: Int64,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.library = library
        self.tasks = tasks
        self.billing = billing
        self.credits = credits
        self.quotaBytes = quotaBytes
        self.now = now
    }

    /// - Parameter timeZone: in which days begin; a name of the IANA database, nil for UTC.
    /// - Throws: ``StudioError/invalid(field:reason:)`` for a name that is unknown.
    package func overview(of account: AccountID, timeZone: String?) async throws -> Overview {
        guard let zone = TimeZone(identifier: timeZone ?? "UTC") else {
            throw StudioError.invalid(field: "time_zone", reason: "must be a name such as Europe/Berlin")
        }
        let (dates, beginnings) = days(in: zone)
        let running = try await tasks.list(account: account, status: .running, kind: nil, page: PageRequest(limit: 10))
        let queued = try await tasks.list(account: account, status: .queued, kind: nil, page: PageRequest(limit: 10))
        return Overview(
            counts: try await store.counts(of: account), minutes: try await billing.usage(of: account),
            credits: billing.mode == .on ? try await credits.balance(of: account) : nil,
            usedBytes: try await store.storageUsed(by: account), trash: try await store.trashSize(of: account),
            quotaBytes: try await billing.terms(of: account)?.storageBytes ?? quotaBytes,
            videos: try await library.list(of: account, page: PageRequest(limit: 6)).items,
            tasks: running.items + queued.items,
            days: Array(zip(dates, try await store.usage(of: account, between: beginnings))))
    }

    /// The dates of the last days until today, and the moments at which they begin and the last one ends.
    private func days(in zone: TimeZone) -> (dates: [String], beginnings: [Timestamp]) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let moment = Date(timeIntervalSince1970: Double(now().milliseconds) / 1000)
        let today = calendar.startOfDay(for: moment)
        var (dates, beginnings): ([String], [Timestamp]) = ([], [])
        for offset in (1 - Self.dayCount)...1 {
            // Days have 23 to 25 hours where clocks are changed.
            guard let day = calendar.date(byAdding: .day, value: offset, to: today) else { continue }
            let beginning = calendar.startOfDay(for: day).timeIntervalSince1970
            beginnings.append(Timestamp(milliseconds: Int64(beginning * 1000)))
            let parts = calendar.dateComponents([.year, .month, .day], from: day)
            dates.append(
                String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0))
        }
        return (Array(dates.dropLast()), beginnings)
    }
}
