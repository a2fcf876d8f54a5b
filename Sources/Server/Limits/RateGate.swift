import Domain
import HTTPTypes
import Metrics
import Studio

/// The gates of all classes, made once.
struct RateGates: Sendable {
    private let gates: [RateClass: RateGate]

    init(
        limits: RateLimits, metrics: any MetricsFactory = NOOPMetricsHandler.instance,
        now: @escaping @Sendable () -> Int64 = MonotonicClock.nanoseconds
    ) {
        gates = Dictionary(
            uniqueKeysWithValues: RateClass.allCases.map { name in
                let limited = Counter(
                    label: "greenroom_limited_requests_total", dimensions: [("class", name.rawValue)], factory: metrics)
                return (name, RateGate(limits[name], limited: limited, now: now))
            })
    }

    /// Nil when nothing is counted.
    func gate(for operation: Operation) -> RateGate? {
        guard let name = operation.rateClass, let gate = gates[name], gate.isNeeded else { return nil }
        return gate
    }
}

/// Lets requests of one class through as often as their account and their address may make them.
struct RateGate: Sendable {
    /// What is told of a request's bucket, the emptier of the two.
    struct Pass: Sendable {
        fileprivate let level: RateBuckets.Level?

        /// Adds `RateLimit-Limit`, `-Remaining` and `-Reset` in seconds
        /// (draft-ietf-httpapi-ratelimit-headers-03, section 5).
        func describe(in headers: inout HTTPFields) {
            guard let level else { return }
            headers.append(HTTPField(name: .rateLimit, value: String(level.limit)))
            headers.append(HTTPField(name: .rateRemaining, value: String(level.remaining)))
            headers.append(HTTPField(name: .rateReset, value: String(RateGate.seconds(level.untilFull))))
        }
    }

    private let accounts: RateBuckets?
    private let addresses: RateBuckets?
    private let limited: Counter
    private let now: @Sendable () -> Int64

    fileprivate init(_ rate: RateLimits.Rate, limited: Counter, now: @escaping @Sendable () -> Int64) {
        accounts = rate.perAccount == 0 ? nil : RateBuckets(limit: rate.perAccount)
        addresses = rate.perAddress == 0 ? nil : RateBuckets(limit: rate.perAddress)
        self.limited = limited
        self.now = now
    }

    var isNeeded: Bool { accounts != nil || addresses != nil }

    /// Counts a request before anything is known of its maker.
    /// - Throws: 429.
    func admit(address: String) throws(ErrorBody) -> Pass {
        guard let addresses else { return Pass(level: nil) }
        return try check(addresses.take(Self.key(address: address), at: now()), besides: nil)
    }

    /// Counts a request of somebody who is known.
    /// - Throws: 429.
    func admit(account: AccountID, _ pass: Pass) throws(ErrorBody) -> Pass {
        guard let accounts else { return pass }
        return try check(accounts.take(Self.key(account.rawValue), at: now()), besides: pass.level)
    }

    private func check(_ level: RateBuckets.Level, besides other: RateBuckets.Level?) throws(ErrorBody) -> Pass {
        guard level.isAdmitted else {
            limited.increment()
            var refusal = ErrorBody(.rateLimited(retryAfter: .nanoseconds(level.untilNext)))
            Pass(level: level).describe(in: &refusal.headers)
            throw refusal
        }
        guard let other, other.remaining < level.remaining else { return Pass(level: level) }
        return Pass(level: other)
    }

    /// One household has a whole /64 of IPv6: its network stands for it. The seed of the hash is the process's own, so
    /// that nobody can aim at another one's bucket.
    private static func key(address: String) -> UInt64 {
        guard address.utf8.contains(UInt8(ascii: ":")), case .v6(let high, _)? = IPAddress(address)?.unmapped else {
            return key(address)
        }
        return UInt64(bitPattern: Int64(high.hashValue))
    }

    private static func key(_ text: String) -> UInt64 { UInt64(bitPattern: Int64(text.hashValue)) }

    fileprivate static func seconds(_ nanoseconds: Int64) -> Int64 { (nanoseconds + 999_999_999) / 1_000_000_000 }
}
