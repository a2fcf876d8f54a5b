import Synchronization

/// Lets a bounded number of callers through at a time, fairly by owner (see ``FairPlaces``); the rest wait without a
/// thread. A caller that is cancelled while it waits leaves the line.
package final class FairGate<Owner: Hashable & Sendable>: Sendable {
    /// Too many of this owner's callers wait already.
    package struct Full: Error, Equatable {
        package init() {}
    }

    private struct State {
        var places: FairPlaces<Owner, UInt64>
        var turns: [UInt64: CheckedContinuation<Turn, Never>] = [:]
        var lastTicket: UInt64 = 0
    }

    private let state: Mutex<State>

    package init(places: Int, perOwner: Int, waitingPerOwner: Int = .max) {
        state = Mutex(
            State(places: FairPlaces(places: places, perOwner: perOwner, waitingPerOwner: waitingPerOwner)))
    }

    package var takenCount: Int { state.withLock { $0.places.takenCount } }
    package var waitingCount: Int { state.withLock { $0.places.waitingCount } }

    /// Runs `work` when it is this owner's turn.
    /// - Throws: ``Full``, `CancellationError` when cancelled while waiting, and what `work` throws.
    package func pass<Value: Sendable>(
        as owner: Owner, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        try await enter(owner)
        defer { leave(owner) }
        return try await work()
    }

    private enum Turn { case through, cancelled, full }

    private func enter(_ owner: Owner) async throws {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        let turn = await withTaskCancellationHandler {
            await withCheckedContinuation { (turn: CheckedContinuation<Turn, Never>) in
                ask(ticket, of: owner, turn)
            }
        } onCancel: {
            giveUp(ticket, of: owner)
        }
        switch turn {
        case .through: return
        case .cancelled: throw CancellationError()
        case .full: throw Full()
        }
    }

    private func ask(_ ticket: UInt64, of owner: Owner, _ turn: CheckedContinuation<Turn, Never>) {
        let answer: Turn? = state.withLock { state in
            // Seen under the lock: whoever cancels later finds the ticket in the line.
            if Task.isCancelled { return .cancelled }
            switch state.places.ask(ticket, of: owner) {
            case .granted: return .through
            case .full: return .full
            case .waits:
                state.turns[ticket] = turn
                return nil
            }
        }
        if let answer { turn.resume(returning: answer) }
    }

    private func giveUp(_ ticket: UInt64, of owner: Owner) {
        let turn = state.withLock { state in
            state.places.withdraw(ticket, of: owner) ? state.turns.removeValue(forKey: ticket) : nil
        }
        turn?.resume(returning: .cancelled)
    }

    private func leave(_ owner: Owner) {
        let turn = state.withLock { state in
            state.places.leave(owner).flatMap { state.turns.removeValue(forKey: $0) }
        }
        turn?.resume(returning: .through)
    }
}
