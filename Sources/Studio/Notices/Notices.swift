import Domain
import Storage

/// What people are told in the page, and whether they are written to as well.
package struct Notices: Sendable {
    /// Some of them, and how many of all have not been read.
    package struct Listing: Sendable {
        package let page: Page<Notice>
        package let unreadCount: Int
    }

    private let store: Store
    private let feed: EventFeed
    private let now: @Sendable () -> Timestamp

    package init(store: Store, feed: EventFeed, now: @escaping @Sendable () -> Timestamp) {
        self.store = store
        self.feed = feed
        self.now = now
    }

    /// Newest first.
    package func list(of account: AccountID, page: PageRequest) async throws -> Listing {
        Listing(
            page: try await store.notices(of: account, page: page),
            unreadCount: try await store.unreadNotices(of: account))
    }

    /// Other pages of the account hear of it.
    /// - Parameter ids: nil for all; those that are none of the account's are left out.
    package func markRead(_ ids: [NoticeID]?, of account: AccountID) async throws {
        try await store.markNoticesRead(ids, of: account, at: now())
        feed.publish(.notices, account: account)
    }

    package func choice(of account: AccountID) async throws -> NoticeChoice {
        try await store.noticeChoice(of: account)
    }

    package func set(_ choice: NoticeChoice, of account: AccountID) async throws {
        try await store.setNoticeChoice(choice, of: account)
    }
}
