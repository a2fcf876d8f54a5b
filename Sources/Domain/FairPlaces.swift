/// Who gets one of few places, decided without a clock or a lock: owners take turns, each holds a bounded number of
/// places, and within one owner the first to come is the first served.
package struct FairPlaces<Owner: Hashable & Sendable, Ticket: Hashable & Sendable>: Sendable {
    package enum Answer: Equatable, Sendable {
        /// The place is theirs until ``leave(_:)``.
        case granted
        /// ``leave(_:)`` of another, or ``withdraw(_:of:)``, says when.
        case waits
        /// Too many of this owner's wait already.
        case full
    }

    private let places: Int
    private let perOwner: Int
    private let waitingPerOwner: Int
    private var held: [Owner: Int] = [:]
    private var heldInAll = 0
    private var waiting: [Owner: [Ticket]] = [:]
    /// Owners with somebody waiting, the next in turn first.
    private var turns: [Owner] = []

    /// - Parameters:
    ///   - perOwner: at most this many of the places for one owner.
    ///   - waitingPerOwner: at most this many tickets of one owner wait.
    package init(places: Int, perOwner: Int, waitingPerOwner: Int = .max) {
        self.places = max(1, places)
        self.perOwner = max(1, min(perOwner, places))
        self.waitingPerOwner = max(0, waitingPerOwner)
    }

    package var takenCount: Int { heldInAll }
    package var waitingCount: Int { waiting.values.reduce(0) { $0 + $1.count } }

    package mutating func ask(_ ticket: Ticket, of owner: Owner) -> Answer {
        if heldInAll < places, held[owner, default: 0] < perOwner {
            take(owner)
            return .granted
        }
        let queue = waiting[owner, default: []]
        guard queue.count < waitingPerOwner else { return .full }
        if queue.isEmpty { turns.append(owner) }
        waiting[owner] = queue + [ticket]
        return .waits
    }

    /// Gives a place back.
    /// - Returns: the ticket that has it now, if any.
    package mutating func leave(_ owner: Owner) -> Ticket? {
        guard let count = held[owner], count > 0 else { return nil }
        held[owner] = count == 1 ? nil : count - 1
        heldInAll -= 1
        guard let turn = turns.firstIndex(where: { held[$0, default: 0] < perOwner }) else { return nil }
        let next = turns.remove(at: turn)
        var queue = waiting[next] ?? []
        let ticket = queue.removeFirst()
        waiting[next] = queue.isEmpty ? nil : queue
        if !queue.isEmpty { turns.append(next) }
        take(next)
        return ticket
    }

    /// Takes a ticket out of the line.
    /// - Returns: false when it does not wait (any more).
    package mutating func withdraw(_ ticket: Ticket, of owner: Owner) -> Bool {
        guard var queue = waiting[owner], let position = queue.firstIndex(of: ticket) else { return false }
        queue.remove(at: position)
        waiting[owner] = queue.isEmpty ? nil : queue
        if queue.isEmpty { turns.removeAll { $0 == owner } }
        return true
    }

    private mutating func take(_ owner: Owner) {
        held[owner, default: 0] += 1
        heldInAll += 1
    }
}
