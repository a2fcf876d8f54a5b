import Synchronization

/// A bounded memory of values that hardly change, in front of the store. Whoever changes one forgets it here after the
/// commit; a reader that was under way meanwhile does not bring the old value back.
final class Remembered<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var values: [Key: Value] = [:]
        var changes: UInt64 = 0
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// - Parameter read: its nil is not remembered.
    func value(for key: Key, or read: () async throws -> Value?) async throws -> Value? {
        let (known, changes) = state.withLock { ($0.values[key], $0.changes) }
        if let known { return known }
        guard let value = try await read() else { return nil }
        state.withLock { state in
            guard state.changes == changes else { return }
            if state.values.count >= capacity { state.values.removeAll(keepingCapacity: true) }
            state.values[key] = value
        }
        return value
    }

    func forget(_ key: Key) {
        state.withLock { state in
            state.changes += 1
            state.values[key] = nil
        }
    }

    func forgetAll() {
        state.withLock { state in
            state.changes += 1
            state.values.removeAll()
        }
    }
}
