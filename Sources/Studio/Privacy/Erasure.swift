import Domain
import Logging
import Storage

/// Takes an account away with everything about its owner: ways in, media, voices, avatars, tasks, letters, consents.
/// What stays are the ledger and the log, which then tell of an account that is nobody's.
package struct Erasure: Sendable {
    /// For so long what requests under way may still add is taken away, too.
    static let aftermath: Duration = .seconds(24 * 60 * 60)

    private let store: Store
    private let accounts: Accounts
    private let tasks: Tasks
    private let uploads: Uploads
    private let exports: Exports
    private let feed: EventFeed
    private let blobs: BlobStore
    private let logger: Logger
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, accounts: Accounts, tasks: Tasks, uploads: Uploads, exports: Exports,
        feed: EventFeed,
        blobs: BlobStore, logger: Logger, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.accounts = accounts
        self.tasks = tasks
        self.uploads = uploads
        self.exports = exports
        self.feed = feed
        self.blobs = blobs
        self.logger = logger
        self.now = now
    }

    /// Erases the account. When this returns nobody gets in any more; what a stop of the server leaves of it goes with
    /// the next round of the sweeper.
    /// - Parameter password: nil is enough when the owner was proven lately, see ``Accounts/freshness``.
    /// - Throws: ``StudioError/conflict(_:)`` for the last administrator and beside a subscription that is renewed; what
    ///   ``Accounts/requireProof(of:session:password:field:client:)`` throws.
    package func erase(_ account: Account, session: SessionID, password: String?, client: Client) async throws {
        try await accounts.requireProof(of: account, session: session, password: password, client: client)
        // It would be charged for ever, with nobody left to cancel it.
        if let subscription = try await store.subscription(of: account.id), subscription.externalID != nil,
            subscription.status != .ended, !subscription.cancels
        {
            throw StudioError.conflict("cancel your subscription first")
        }
        let nobody = Client(address: "", userAgent: "")
        let entry = accounts.note(.erase, by: account.id, .user(account.id), nobody)
        do {
            guard
                try await store.beginErasure(
                    of: account.id, by: client.credential, at: now(), noting: entry)
            else { return }
        } catch StoreError.lastAdmin {
            throw StudioError.conflict(Conflict("last_admin", "this would leave the server without an administrator"))
        }
        feed.dismiss(account.id)
        do {
            try await clear(account.id)
            _ = try await BlobSweeper(store: store, blobs: blobs).sweepDeleted()
            try await store.dropTraces()
        } catch {
            logger.error(
                "not all of an erased account is gone; the sweeper tries again",
                metadata: ["account": "\(account.id)", "error": "\(error)"])
        }
    }

    /// What is left of erased accounts.
    func sweep() async throws {
        var last: AccountID?
        while true {
            let pending = try await store.pendingErasures(after: last)
            for (account, startedAt) in pending {
                try await clear(account)
                let isClear = try await store.unfinishedTasks(of: account).isEmpty
                if isClear, now() - startedAt > Self.aftermath {
                    try await store.endErasure(of: account)
                }
            }
            guard let next = pending.last?.account else { break }
            last = next
        }
        if last != nil { try await store.dropTraces() }
    }

    private func clear(_ account: AccountID) async throws {
        // A task that ends by itself meanwhile needs no cancelling.
        for task in try await store.unfinishedTasks(of: account) {
            do { _ = try await tasks.cancel(task, account: account) } catch is StudioError {}
        }
        try await store.purge(account, at: now())
        try await tasks.forgetLogs(of: account)
        try await uploads.sweep()
        try await exports.sweep()
    }
}
