/// How much of everything an account has.
package struct AccountCounts: Equatable, Sendable {
    /// In the library, without the trash.
    package var videos = 0
    package var files = 0
    /// Trained ones.
    package var avatars = 0
    package var voices = 0
    package var tasks: [GenerationTask.Status: Int] = [:]

    package init() {}
}

/// What an account made on one day.
package struct UsageDay: Equatable, Sendable {
    /// The moment at which it begins where the account's owner is.
    package let startsAt: Timestamp
    /// Tasks that succeeded.
    package var tasks = 0
    /// Length of what they made.
    package var madeMs: Int64 = 0
    /// Minutes of the plan, and credits, as they were settled.
    package var usedMs: Int64 = 0
    package var credits = 0

    package init(startsAt: Timestamp) { self.startsAt = startsAt }
}
