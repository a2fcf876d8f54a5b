import Synchronization

/// Token buckets by key, as the generic cell rate algorithm keeps them (ITU-T I.371, annex A): of each bucket only the
/// moment is stored at which it will be full again. One that is full needs no memory.
final class RateBuckets: Sendable {
    /// What a request found.
    struct Level: Sendable, Equatable {
        let isAdmitted: Bool
        let limit: Int
        let remaining: Int
        /// Nanoseconds until the bucket is full.
        let untilFull: Int64
        /// Nanoseconds until there is a token; 0 when there was one.
        let untilNext: Int64
    }

    private final class Shard: Sendable {
        let fullAt = Mutex<[UInt64: Int64]>([:])
    }

    static let window: Int64 = 60_000_000_000
    private static let shardCount = 16

    private let limit: Int
    /// Nanoseconds in which one token comes back.
    private let interval: Int64
    private let shardCapacity: Int
    private let shards: [Shard]

    /// - Parameters:
    ///   - limit: tokens of a full bucket, which come back within a minute; at least 1.
    ///   - capacity: buckets remembered; of more, those that are nearly full are forgotten first.
    init(limit: Int, capacity: Int = 65_536) {
        self.limit = limit
        interval = max(1, Self.window / Int64(limit))
        shardCapacity = max(2, capacity / Self.shardCount)
        shards = (0..<Self.shardCount).map { _ in Shard() }
    }

    /// How many buckets are remembered.
    var count: Int { shards.reduce(0) { $0 + $1.fullAt.withLock { $0.count } } }

    /// Takes a token if there is one.
    /// - Parameter now: nanoseconds of a clock that never goes back.
    func take(_ key: UInt64, at now: Int64) -> Level {
        shards[Int(key % UInt64(Self.shardCount))].fullAt.withLock { fullAt in
            let before = max(fullAt[key] ?? now, now)
            let after = before + interval
            let excess = after - now - interval * Int64(limit)
            guard excess <= 0 else {
                return Level(
                    isAdmitted: false, limit: limit, remaining: 0, untilFull: before - now, untilNext: excess)
            }
            if fullAt.count >= shardCapacity, fullAt[key] == nil { shrink(&fullAt, at: now) }
            fullAt[key] = after
            return Level(
                isAdmitted: true, limit: limit, remaining: Int(-excess / interval), untilFull: after - now,
                untilNext: 0)
        }
    }

    /// Forgets full buckets; when few are, the fuller half of the others too, so that the next time is far.
    private func shrink(_ fullAt: inout [UInt64: Int64], at now: Int64) {
        fullAt = fullAt.filter { $0.value > now }
        guard fullAt.count > shardCapacity / 2 else { return }
        let middle = fullAt.values.sorted()[fullAt.count / 2]
        fullAt = fullAt.filter { $0.value > middle }
    }
}
