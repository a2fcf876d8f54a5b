import Domain
import Storage
import Synchronization

/// Keeps anybody from filling somebody's mailbox, or from trying one address after the other: how many letters may be
/// asked for within an hour. In memory.
package final class MailLimits: Sendable {
    private static let window: Duration = .seconds(3600)
    private static let perMailbox = 5
    private static let perNetwork = 30
    private static let largestTable = 20_000

    private struct Count {
        var asked: Int
        let since: Timestamp
    }

    private let now: @Sendable () -> Timestamp
    private let counts = Mutex<[String: Count]>([:])

    package init(now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }) { self.now = now }

    /// - Throws: ``StudioError/rateLimited(retryAfter:)`` for an address that asks too often.
    func admit(address: String) throws(StudioError) {
        guard count("a " + SignInLimits.network(address), upTo: Self.perNetwork) else {
            throw .rateLimited(retryAfter: Self.window)
        }
    }

    /// Whether one more letter may go to the mailbox, however its address is spelt.
    func admit(mailbox: String) -> Bool { count("m " + Store.emailKey(mailbox), upTo: Self.perMailbox) }

    private func count(_ key: String, upTo limit: Int) -> Bool {
        let moment = now()
        return counts.withLock { counts in
            if counts.count >= Self.largestTable {
                counts = counts.filter { moment - $0.value.since < Self.window }
                if counts.count >= Self.largestTable { counts = [:] }
            }
            guard let known = counts[key], moment - known.since < Self.window else {
                counts[key] = Count(asked: 1, since: moment)
                return true
            }
            counts[key]?.asked += 1
            return known.asked < limit
        }
    }
}
