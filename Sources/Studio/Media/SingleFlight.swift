import Synchronization

/// Lets those who ask for the same thing at the same time share one making of it. The making goes on when somebody who
/// waits for it leaves.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let flights = Mutex<[Key: Task<Value, any Error>]>([:])

    func value(for key: Key, _ make: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let flight = flights.withLock { flights in
            if let flight = flights[key] { return flight }
            let flight = Task {
                defer { self.land(key) }
                return try await make()
            }
            flights[key] = flight
            return flight
        }
        return try await flight.value
    }

    private func land(_ key: Key) { flights.withLock { $0[key] = nil } }
}
