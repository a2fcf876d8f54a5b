import Dispatch
import Domain
import Storage
import Synchronization

/// Carries out one kind of what stands in the outbox. A new kind is a case of ``OutboxEntry/Kind``, a handler, and its
/// line in the ``House``.
package protocol OutboxHandler: Sendable {
    var kind: OutboxEntry.Kind { get }
    var rules: OutboxRules { get }

    /// Does it. An entry may come again after a crash at any moment, so this either does no harm twice or says by
    /// `handover` when its effect may come about.
    func carryOut(_ entry: OutboxEntry, handover: Handover) async throws(OutboxFailure)

    /// Told before an entry is given up, maybe more than once.
    func giveUp(_ entry: OutboxEntry) async throws
}

extension OutboxHandler {
    package func giveUp(_ entry: OutboxEntry) async throws {}
}

/// How patiently entries of a kind are carried out.
package struct OutboxRules: Sendable {
    package var retries = RetryPolicy()
    /// Given up after so many.
    package var attempts = 30
    /// Longer than any attempt can take.
    package var lease: Duration = .seconds(300)
    /// Attempts at a time.
    package var places = 1

    package init() {}
}

/// Why an attempt did not do it. The words are for administrators: without secrets.
package enum OutboxFailure: Error, Equatable, Sendable {
    /// Trying again may help.
    case failed(String)
    /// Trying again cannot help.
    case refused(String)
    /// It may have had its effect, so it must not be done again.
    case uncertain(String)
    /// Nothing has happened, and nothing will before that moment; the attempt does not count. The words are empty where
    /// nothing is wrong.
    case later(Timestamp, String)
    /// The server is stopping: nothing has happened, and the attempt does not count.
    case interrupted
}

/// Notes, durably, that an attempt may have its effect from now on. When the process ends after that, the entry is never
/// carried out again.
package struct Handover: Sendable {
    let store: Store
    let claim: OutboxClaim

    /// - Throws: when that could not be noted: the effect must not come about then.
    package func note() async throws { try await store.noteHandover(of: claim) }

    /// The same for threads that may wait.
    package func noteAndWait() throws {
        let done = DispatchSemaphore(value: 0)
        let outcome = Outcome()
        Task {
            do {
                try await note()
                outcome.set(.success(()))
            } catch {
                outcome.set(.failure(error))
            }
            done.signal()
        }
        done.wait()
        try outcome.get()
    }

    /// What one thread leaves for another that waits for it.
    private final class Outcome: Sendable {
        private let result = Mutex<Result<Void, any Error>>(.failure(CancellationError()))

        func set(_ new: Result<Void, any Error>) { result.withLock { $0 = new } }
        func get() throws { try result.withLock { $0 }.get() }
    }
}
