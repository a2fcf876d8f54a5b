import Domain
import NIOCore
import Studio
import Synchronization

/// Which connections each network has, so that none can hold them all: of those that wait for a request's head, begun or
/// not, the ones that have waited for longest go when there are too many.
final class ConnectionTable: Sendable {
    /// One connection, as its handler knows it.
    final class Entry: Sendable {
        let network: String
        /// When the connection began to wait for a head, in nanoseconds; 0 while a request is under way.
        let waitingSince: Atomic<UInt64>
        private let close: @Sendable () -> Void

        init(network: String, now: NIODeadline, close: @escaping @Sendable () -> Void) {
            self.network = network
            self.close = close
            waitingSince = Atomic(max(1, now.uptimeNanoseconds))
        }

        func end() { close() }
    }

    private let waitingLimit: Int
    private let limit: Int
    private let entries = Mutex<[String: [ObjectIdentifier: Entry]]>([:])

    /// - Parameters:
    ///   - waitingLimit: of connections of one network that wait for a head.
    ///   - limit: of all connections of one network.
    init(waitingLimit: Int, limit: Int) {
        self.waitingLimit = waitingLimit
        self.limit = limit
    }

    /// - Returns: false for a connection that is one too many.
    func add(_ entry: Entry) -> Bool {
        let (isTaken, oldest) = entries.withLock { entries -> (Bool, Entry?) in
            let known = entries[entry.network] ?? [:]
            let waiting = known.values.filter { $0.waitingSince.load(ordering: .relaxed) > 0 }
            var oldest: Entry?
            if waiting.count >= waitingLimit || known.count >= limit {
                oldest = waiting.min {
                    $0.waitingSince.load(ordering: .relaxed) < $1.waitingSince.load(ordering: .relaxed)
                }
                guard let oldest else { return (false, nil) }
                entries[entry.network]?[ObjectIdentifier(oldest)] = nil
            }
            entries[entry.network, default: [:]][ObjectIdentifier(entry)] = entry
            return (true, oldest)
        }
        oldest?.end()
        return isTaken
    }

    func remove(_ entry: Entry) {
        entries.withLock { entries in
            entries[entry.network]?[ObjectIdentifier(entry)] = nil
            if entries[entry.network]?.isEmpty == true { entries[entry.network] = nil }
        }
    }

    /// How many connections a network has.
    func count(of network: String) -> Int { entries.withLock { $0[network]?.count ?? 0 } }
}
