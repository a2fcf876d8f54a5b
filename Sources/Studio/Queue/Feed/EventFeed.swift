import DequeModule
import Domain
import Synchronization

/// What happened to a task, a pack, an order or a delivery, as the feed keeps it.
package struct FeedEvent: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case progress(stage: String, progress: Double, etaSeconds: Double?)
        case status(GenerationTask)
        case log(String)
        /// What is done about a pack now; nil when it is there.
        case pack(String, PackWork?)
        /// It is paid, or can be no more.
        case order(OrderID, Order.Status)
        /// A program outside was told something, or could not be.
        case delivery(WebhookDelivery)
        /// There is a new notice, or one was read.
        case notices
    }

    /// Rises strictly over the whole feed, also across restarts: it starts at the clock's milliseconds times 1,000.
    package let id: UInt64
    package let account: AccountID
    /// Nil when it is about no task.
    package let taskID: TaskID?
    package let kind: Kind
}

/// Tells whoever listens what happens to tasks, and remembers the last events of each account for those who come back.
/// Everything is bounded: events an account, accounts remembered, events a slow listener may be behind.
package final class EventFeed: Sendable {
    fileprivate struct Listener {
        let task: TaskID?
        let credential: Credential?
        let continuation: AsyncStream<FeedEvent>.Continuation
    }

    fileprivate struct Ring {
        var events: Deque<FeedEvent> = []
        /// Of the newest event that was dropped. Whoever asks for what came after an older one has missed something.
        var droppedUpTo: UInt64
        var listeners: [UInt64: Listener] = [:]
        var touched: UInt64 = 0
    }

    private struct State {
        var rings: [AccountID: Ring] = [:]
        var lastID: UInt64
        var nextListener: UInt64 = 0
        var isClosed = false
    }

    private let state: Mutex<State>
    private let eventsPerAccount: Int
    private let accounts: Int
    private let backlog: Int
    private let ends: TaskEnds

    /// - Parameters:
    ///   - eventsPerAccount: that can be asked for again.
    ///   - accounts: whose events are remembered while nobody listens.
    ///   - backlog: events that wait for one slow listener, beyond which it loses the oldest.
    ///   - ends: counts the ends of tasks, each of which is told here once.
    package init(
        now: Timestamp = .now(), eventsPerAccount: Int = 256, accounts: Int = 500, backlog: Int = 256,
        ends: TaskEnds = TaskEnds()
    ) {
        state = Mutex(State(lastID: UInt64(max(0, now.milliseconds)) * 1000))
        self.eventsPerAccount = eventsPerAccount
        self.accounts = accounts
        self.backlog = backlog
        self.ends = ends
    }

    /// The id of the newest event.
    package var lastID: UInt64 { state.withLock { $0.lastID } }

    /// - Parameter task: nil when it is about no task.
    package func publish(_ kind: FeedEvent.Kind, task: TaskID? = nil, account: AccountID) {
        if case .status(let task) = kind { ends.note(task) }
        state.withLock { state in
            guard !state.isClosed else { return }
            var ring = state.rings.removeValue(forKey: account) ?? Ring(droppedUpTo: state.lastID)
            state.lastID += 1
            let event = FeedEvent(id: state.lastID, account: account, taskID: task, kind: kind)
            ring.touched = event.id
            ring.append(event, limit: eventsPerAccount)
            for listener in ring.listeners.values where listener.task == nil || listener.task == task {
                listener.continuation.yield(event)
            }
            state.rings[account] = ring
            if state.rings.count > 2 * accounts { forgetIdleRings(&state) }
        }
    }

    /// Begins to listen.
    /// - Parameters:
    ///   - after: the last event that the listener has seen; nil starts with the present.
    ///   - credential: by what the listener was let in; the stream ends with it.
    /// - Returns: the remembered events after `after` followed by the new ones; and whether some in between are lost,
    ///   so that the listener had better look at the present state first.
    package func listen(account: AccountID, task: TaskID?, after: UInt64?, credential: Credential? = nil) -> (
        events: AsyncStream<FeedEvent>, isIncomplete: Bool
    ) {
        let (events, continuation) = AsyncStream.makeStream(
            of: FeedEvent.self, bufferingPolicy: .bufferingNewest(eventsPerAccount + backlog))
        let (number, isIncomplete) = state.withLock { state -> (UInt64?, Bool) in
            guard !state.isClosed else { return (nil, false) }
            state.nextListener += 1
            var ring = state.rings.removeValue(forKey: account) ?? Ring(droppedUpTo: state.lastID)
            if let after {
                for event in ring.events where event.id > after && (task == nil || event.taskID == task) {
                    continuation.yield(event)
                }
            }
            ring.listeners[state.nextListener] = Listener(
                task: task, credential: credential, continuation: continuation)
            // An id from the future is not one of ours either.
            let isIncomplete = after.map { $0 < ring.droppedUpTo || $0 > state.lastID } ?? true
            state.rings[account] = ring
            return (state.nextListener, isIncomplete)
        }
        guard let number else {
            continuation.finish()
            return (events, false)
        }
        // Not at once: who cancels a listener's task holds its lock meanwhile, and who publishes holds ours and asks for
        // that one to wake it. Each would wait for the other for ever.
        continuation.onTermination = { [weak self] _ in Task.detached { self?.drop(number, of: account) } }
        return (events, isIncomplete)
    }

    /// The remembered events of a task, oldest first.
    package func remembered(account: AccountID, task: TaskID) -> [FeedEvent] {
        state.withLock { state in state.rings[account]?.events.filter { $0.taskID == task } ?? [] }
    }

    /// Ends the streams of one account, whose sessions are over.
    package func dismiss(_ account: AccountID) {
        let listeners = state.withLock { state in
            let listeners = state.rings[account]?.listeners.values.map(\.continuation) ?? []
            state.rings[account]?.listeners = [:]
            return listeners
        }
        for continuation in listeners { continuation.finish() }
    }

    /// Ends the streams of somebody whose credential is not good any more.
    package func dismiss(_ credential: Credential) {
        let listeners = state.withLock { state in
            var dismissed: [AsyncStream<FeedEvent>.Continuation] = []
            for (account, ring) in state.rings {
                for (number, listener) in ring.listeners where listener.credential == credential {
                    dismissed.append(listener.continuation)
                    state.rings[account]?.listeners[number] = nil
                }
            }
            return dismissed
        }
        for continuation in listeners { continuation.finish() }
    }

    /// Ends every stream; nothing is published any more.
    package func close() {
        let continuations = state.withLock { state in
            state.isClosed = true
            let all = state.rings.values.flatMap { $0.listeners.values.map(\.continuation) }
            state.rings = [:]
            return all
        }
        for continuation in continuations { continuation.finish() }
    }

    private func drop(_ listener: UInt64, of account: AccountID) {
        state.withLock { state in _ = state.rings[account]?.listeners.removeValue(forKey: listener) }
    }

    /// Forgets the half of the accounts that nothing happened to for the longest and nobody listens to.
    private func forgetIdleRings(_ state: inout State) {
        let idle = state.rings.filter { $0.value.listeners.isEmpty }.sorted { $0.value.touched < $1.value.touched }
        for (account, _) in idle.prefix(max(0, state.rings.count - accounts)) { state.rings[account] = nil }
    }
}

extension EventFeed.Ring {
    fileprivate mutating func append(_ event: FeedEvent, limit: Int) {
        events.append(event)
        if events.count > limit, let dropped = events.popFirst() { droppedUpTo = dropped.id }
    }
}
