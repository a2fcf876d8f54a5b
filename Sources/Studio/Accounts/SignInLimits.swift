import Domain
import Foundation
import Storage
import Synchronization

/// Counts wrong sign-ins in memory, so that passwords cannot be guessed by the thousand. What refuses is bound to the
/// address that asks: a stranger who guesses at somebody's account locks out himself, not the owner. Many wrong
/// attempts at one account from everywhere only slow the next ones down. An attempt counts from its beginning, so that
/// many at once are no way round.
package final class SignInLimits: Sendable {
    package struct Rules: Sendable {
        /// How long a wrong attempt counts.
        package var window: Duration = .seconds(15 * 60)
        package var wrongPerAccountAndAddress = 10
        package var wrongPerAddress = 100
        /// From here on every attempt at that account waits ``pause`` first.
        package var wrongPerAccountBeforeSlow = 50
        package var pause: Duration = .seconds(1)
        package var registrationsPerAddress = 60
        /// Sign-ins by way of a provider, ended or not.
        package var startsPerAddress = 300
        /// Keys remembered; the oldest windows are dropped first.
        package var largestTable = 50_000

        package init() {}
    }

    private struct Count {
        var wrong: Int
        var since: Timestamp
    }

    private let rules: Rules
    private let now: @Sendable () -> Timestamp
    private let counts = Mutex<[String: Count]>([:])
    /// Attempts whose end is not known yet.
    private let underWay = Mutex<[String: Int]>([:])

    package init(rules: Rules = Rules(), now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }) {
        self.rules = rules
        self.now = now
    }

    /// Asked before the password is looked at, and followed by ``noteRight(email:address:)``,
    /// ``noteWrong(email:address:)`` or ``withdraw(email:address:)``.
    /// - Returns: how far attempts at this account must be apart, see ``AccountLines``; nil when that does not matter.
    /// - Throws: ``StudioError/rateLimited(retryAfter:)``.
    package func admit(email: String, address: String) throws(StudioError) -> Duration? {
        let keys = Keys(email: email, address: address)
        let moment = now()
        let (pairLimit, addressLimit) = (rules.wrongPerAccountAndAddress, rules.wrongPerAddress)
        let (retryAfter, slow) = counts.withLock { counts -> (Duration?, Bool) in
            var refusals = [
                remaining(counts[keys.pair], limit: pairLimit, at: moment),
                remaining(counts[keys.address], limit: addressLimit, at: moment),
            ]
            let (pair, address) = (wrong(counts[keys.pair], at: moment), wrong(counts[keys.address], at: moment))
            let hasRoom = underWay.withLock { underWay in
                guard underWay[keys.pair, default: 0] + pair < pairLimit,
                    underWay[keys.address, default: 0] + address < addressLimit
                else { return false }
                guard refusals.allSatisfy({ $0 == nil }) else { return true }
                for key in [keys.pair, keys.address] { underWay[key, default: 0] += 1 }
                return true
            }
            // Those under way may turn out to be right.
            if !hasRoom { refusals.append(.seconds(1)) }
            let slow = remaining(counts[keys.account], limit: rules.wrongPerAccountBeforeSlow, at: moment) != nil
            return (refusals.compactMap(\.self).max(), slow)
        }
        if let retryAfter { throw .rateLimited(retryAfter: retryAfter) }
        return slow ? rules.pause : nil
    }

    /// The attempt came to nothing either way.
    package func withdraw(email: String, address: String) { finish(Keys(email: email, address: address)) }

    private func finish(_ keys: Keys) {
        underWay.withLock { underWay in
            for key in [keys.pair, keys.address] {
                guard let count = underWay[key] else { continue }
                underWay[key] = count > 1 ? count - 1 : nil
            }
        }
    }

    package func noteWrong(email: String, address: String) {
        let keys = Keys(email: email, address: address)
        defer { finish(keys) }
        let moment = now()
        counts.withLock { counts in
            for key in [keys.pair, keys.address, keys.account] { add(key, to: &counts, at: moment) }
        }
    }

    /// A right password clears what its owner mistyped there; the address's own count stays.
    package func noteRight(email: String, address: String) {
        let keys = Keys(email: email, address: address)
        defer { finish(keys) }
        counts.withLock { counts in
            counts[keys.pair] = nil
            counts[keys.account] = nil
        }
    }

    /// Counts one registration from `address`.
    package func admitRegistration(address: String) throws(StudioError) {
        try admit("r " + Keys.network(address), limit: rules.registrationsPerAddress)
    }

    /// Counts one sign-in by way of a provider from `address`: each asks somebody else for something.
    package func admitStart(address: String) throws(StudioError) {
        try admit("s " + Keys.network(address), limit: rules.startsPerAddress)
    }

    private func admit(_ key: String, limit: Int) throws(StudioError) {
        let moment = now()
        let retryAfter = counts.withLock { counts -> Duration? in
            if let wait = remaining(counts[key], limit: limit, at: moment) { return wait }
            add(key, to: &counts, at: moment)
            return nil
        }
        if let retryAfter { throw .rateLimited(retryAfter: retryAfter) }
    }

    /// What stands for an address: see ``Keys/network(_:)``.
    package static func network(_ address: String) -> String { Keys.network(address) }

    /// How many keys are remembered.
    package var rememberedCount: Int { counts.withLock { $0.count } }

    private func wrong(_ count: Count?, at moment: Timestamp) -> Int {
        guard let count, moment - count.since < rules.window else { return 0 }
        return count.wrong
    }

    private func remaining(_ count: Count?, limit: Int, at moment: Timestamp) -> Duration? {
        guard let count, count.wrong >= limit else { return nil }
        let left = rules.window - (moment - count.since)
        return left > .zero ? left : nil
    }

    private func add(_ key: String, to counts: inout [String: Count], at moment: Timestamp) {
        if let count = counts[key], moment - count.since < rules.window {
            counts[key]?.wrong += 1
            return
        }
        if counts.count >= rules.largestTable { shrink(&counts, at: moment) }
        counts[key] = Count(wrong: 1, since: moment)
    }

    /// Drops what no longer counts; when everything does, the older half, so that the cost is spread.
    private func shrink(_ counts: inout [String: Count], at moment: Timestamp) {
        counts = counts.filter { moment - $0.value.since < rules.window }
        guard counts.count >= rules.largestTable else { return }
        let middle = counts.values.map(\.since).sorted()[counts.count / 2]
        counts = counts.filter { $0.value.since > middle }
    }
}

private struct Keys {
    let pair: String
    let address: String
    let account: String

    init(email: String, address: String) {
        // As its account is found: however it is spelt, it is one address.
        let person = Store.emailKey(email)
        let network = Self.network(address)
        pair = "p \(network) \(person)"
        self.address = "a \(network)"
        account = "e \(person)"
    }

    /// One household has a whole /64 of IPv6: its first four groups stand for it.
    static func network(_ address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        let halves = address.split(separator: "%")[0].components(separatedBy: "::")
        let front = halves[0].split(separator: ":").map(String.init)
        let back = halves.count > 1 ? halves[1].split(separator: ":").map(String.init) : []
        let gap = halves.count > 1 ? max(0, 8 - front.count - back.count) : 0
        let groups = front + Array(repeating: "0", count: gap) + back
        return groups.prefix(4).joined(separator: ":") + "::/64"
    }
}
