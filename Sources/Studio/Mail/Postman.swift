import Domain
import Foundation
import Logging
import ServiceLifecycle
import Storage

/// Takes letters from the outbox to the post office: at once when one is written, later and later when it is not taken.
/// A letter is never sent twice: it is claimed before, and its claim tells whether the post office may have taken it.
package struct Postman: Service {
    package struct Rules: Sendable {
        /// After the first failure; doubled after each.
        package var firstWait: Duration = .seconds(30)
        package var longestWait: Duration = .seconds(3600)
        /// Given up after so many.
        package var attempts = 30
        /// Longer than any delivery can take.
        package var claim: Duration = .seconds(300)

        package init() {}

        /// - Parameter attempts: that have failed, at least 1.
        func wait(after attempts: Int) -> Duration {
            min(longestWait, firstWait * (1 << min(attempts - 1, 20)))
        }
    }

    private let store: Store
    private let mailer: any Mailer
    private let secrets: SecretKeys
    private let rules: Rules
    private let logger: Logger
    private let now: @Sendable () -> Timestamp

    package init(
        store: Store, mailer: any Mailer, secrets: SecretKeys, rules: Rules = Rules(), logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.mailer = mailer
        self.secrets = secrets
        self.rules = rules
        self.logger = logger
        self.now = now
    }

    package func run() async throws {
        try await store.releaseInterruptedMail(at: now())
        await cancelWhenGracefulShutdown { await rounds() }
    }

    private func rounds() async {
        let arrivals = store.mailArrivals
        let wakes = arrivals.listen()
        var alarm: Task<Void, Never>?
        defer { alarm?.cancel() }
        arrivals.note()
        for await _ in wakes {
            alarm?.cancel()
            let pause = await pauseAfterRound()
            guard let pause else { continue }
            alarm = Task {
                do { try await Task.sleep(for: pause) } catch { return }
                arrivals.note()
            }
        }
    }

    /// Sends all that is due.
    /// - Returns: how long until something else is; nil when nothing waits.
    private func pauseAfterRound() async -> Duration? {
        do {
            while try await deliverOne() {}
            return try await store.nextMailDue().map { max(.milliseconds(10), $0 - now()) }
        } catch {
            if !Task.isCancelled { logger.error("letters cannot be sent", metadata: ["error": "\(error)"]) }
            return .seconds(5)
        }
    }

    /// - Returns: false when no letter is due.
    func deliverOne() async throws -> Bool {
        let moment = now()
        guard !Task.isCancelled, let claimed = try await store.claimMail(at: moment, until: moment + rules.claim) else {
            return false
        }
        let message: MailMessage
        do {
            let content = try secrets.open(claimed.sealedContent, at: QueuedMail.place(of: claimed.id))
            message = try JSONDecoder().decode(MailMessage.self, from: content)
        } catch {
            logger.error("a letter cannot be read", metadata: ["mail": "\(claimed.id)", "error": "\(error)"])
            try await store.finishMail(claimed.id, as: .failed, failure: "\(error)", at: now())
            return true
        }
        let store = store
        do {
            try await mailer.send(message) { try store.noteHandover(of: claimed.id) }
            try await store.finishMail(claimed.id, as: .sent, at: now())
        } catch let error as MailError {
            try await settle(claimed, error)
        }
        return true
    }

    private func settle(_ claimed: ClaimedMail, _ error: MailError) async throws {
        let facts: Logger.Metadata = [
            "mail": "\(claimed.id)", "attempt": "\(claimed.attempts)", "error": "\(error)",
        ]
        switch error {
        case .failed(let reason) where claimed.attempts < rules.attempts:
            logger.warning("a letter was not taken; it is tried again", metadata: facts)
            let next = now() + rules.wait(after: claimed.attempts)
            try await store.postponeMail(claimed.id, to: next, failure: reason)
        case .failed(let reason), .refused(let reason):
            logger.error("a letter was given up", metadata: facts)
            try await store.finishMail(claimed.id, as: .failed, failure: reason, at: now())
        case .uncertain(let reason):
            logger.error("a letter may have been lost at its very end", metadata: facts)
            try await store.finishMail(claimed.id, as: .uncertain, failure: reason, at: now())
        }
    }
}
