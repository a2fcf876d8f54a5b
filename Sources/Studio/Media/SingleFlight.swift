import Synchronization

/// Lets those who ask for the same thing at the same time share one making of it. The making continues when somebody who
/// waits for it leaves, and ends with the last of them.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Flight {
        let number: UInt64
        let task: Task<Value, any Error>
        var passengers: Int
    }

    private struct State {
        var flights: [Key: Flight] = [:]
        var lastNumber: UInt64 = 0
    }

    private let state = Mutex(State())

    func value(for key: Key, _ make: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let flight = state.withLock { state in
            if let flight = state.flights[key] {
                state.flights[key]?.passengers += 1
                return flight
            }
            state.lastNumber += 1
            let number = state.lastNumber
            let flight = Flight(
                number: number,
                task: Task {
                    defer { self.land(key, number) }
                    return try await make()
                }, passengers: 1)
            state.flights[key] = flight
            return flight
        }
        return try await withTaskCancellationHandler {
            try await flight.task.value
        } onCancel: {
            leave(key, flight.number)
        }
    }

    /// Nobody joins a flight that everybody has left.
    private func leave(_ key: Key, _ number: UInt64) {
        let abandoned = state.withLock { state -> Task<Value, any Error>? in
            guard let flight = state.flights[key], flight.number == number else { return nil }
            state.flights[key]?.passengers -= 1
            guard flight.passengers == 1 else { return nil }
            return state.flights.removeValue(forKey: key)?.task
        }
        abandoned?.cancel()
    }

    private func land(_ key: Key, _ number: UInt64) {
        state.withLock { state in
            if state.flights[key]?.number == number { state.flights[key] = nil }
        }
    }
}
