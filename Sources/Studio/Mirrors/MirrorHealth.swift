import Domain
import Synchronization

/// How the mirrors stand. One that cannot be used rests, longer and longer, so that hours without it cost next to
/// nothing; everything that waits for it stays in line.
package final class MirrorHealth: Sendable {
    package struct Rest: Equatable, Sendable {
        package let reason: String
        package let since: Timestamp
        package let until: Timestamp
    }

    private struct State {
        var failures = 0
        var rest: Rest?
        var refusals: [OutboxEntry.Kind: Refusals] = [:]
    }

    /// Requests of one kind that were refused one after the other.
    private struct Refusals {
        var count = 0
        var reason = ""
    }

    private static let longest = 300
    /// So many failures in a row may be the luck of single requests.
    private static let patience = 8
    /// So many refusals in a row are not about single files.
    private static let manyRefusals = 3
    private let states = Mutex<[String: State]>([:])

    package init() {}

    /// Nil when nothing is known against it.
    package func rest(of mirror: String) -> Rest? { states.withLock { $0[mirror]?.rest } }

    /// What it refuses although it can be used: copies again and again, or removals at all.
    package func complaint(about mirror: String) -> String? {
        states.withLock { states in
            let refusals = states[mirror]?.refusals ?? [:]
            if let copies = refusals[.mirrorCopy], copies.count >= Self.manyRefusals { return copies.reason }
            return refusals[.mirrorRemoval]?.reason
        }
    }

    /// - Parameter kind: what it has done and may have refused before; nil for anything else.
    func noteSuccess(of mirror: String, at kind: OutboxEntry.Kind? = nil) {
        states.withLock { states in
            var refusals = states[mirror]?.refusals ?? [:]
            if let kind { refusals[kind] = nil }
            states[mirror] = refusals.isEmpty ? nil : State(refusals: refusals)
        }
    }

    func noteRefusal(of mirror: String, at kind: OutboxEntry.Kind, _ reason: String) {
        states.withLock { states in
            let count = states[mirror]?.refusals[kind]?.count ?? 0
            states[mirror, default: State()].refusals[kind] = Refusals(count: count + 1, reason: reason)
        }
    }

    /// - Parameter needsPerson: whether only a person can mend it.
    /// - Returns: until when it rests, and whether that is new; nil when it is to be tried again at once.
    func noteFailure(
        of mirror: String, _ reason: String, at moment: Timestamp, needsPerson: Bool
    ) -> (rest: Rest, isNew: Bool)? {
        states.withLock { states in
            var state = states[mirror] ?? State()
            defer { states[mirror] = state }
            if let rest = state.rest, rest.until > moment { return (rest, false) }
            state.failures += 1
            let over = state.failures - Self.patience
            guard needsPerson || over > 0 else { return nil }
            let seconds = needsPerson ? Self.longest : min(Self.longest, 5 << min(max(0, over - 1), 6))
            let rest = Rest(reason: reason, since: state.rest?.since ?? moment, until: moment + .seconds(seconds))
            let isNew = state.rest == nil
            state.rest = rest
            return (rest, isNew)
        }
    }
}
