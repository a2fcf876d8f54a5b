import Synchronization

/// Remembers the newest committed values of rows, in a bounded number: the ones not asked for lately go first.
///
/// A value enters in one of two ways. The writer puts it after the commit and before the write is acknowledged. A
/// reader that missed may put what it read, but only when no writer put or dropped that key meanwhile: its snapshot may
/// be older than the commit.
final class RowCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Miss {
        var readers = 0
        /// A writer put or dropped the key while they were reading.
        var isOutdated = false
    }

    private struct State {
        /// Two generations: a hit moves its key to `recent`; when that is full it becomes `older`.
        var recent: [Key: Value] = [:]
        var older: [Key: Value] = [:]
        var misses: [Key: Miss] = [:]

        mutating func remember(_ value: Value, for key: Key, generation: Int) {
            // Looked up by index: a value is not copied to be compared with nil.
            if recent.count >= generation, recent.index(forKey: key) == nil {
                older = recent
                recent = [:]
            }
            recent[key] = value
            if !older.isEmpty { older[key] = nil }
        }
    }

    private let state = Mutex(State())
    /// Half of the capacity.
    private let generation: Int
    private let changed: @Sendable (Key, Value?) -> Void

    /// - Parameter changed: told of what the writer put, and of what it dropped as nil.
    init(capacity: Int, changed: @escaping @Sendable (Key, Value?) -> Void = { _, _ in }) {
        generation = max(1, capacity / 2)
        self.changed = changed
    }

    /// How many values it holds.
    var count: Int { state.withLock { $0.recent.count + $0.older.count } }

    /// The value, from memory or else by `read`, whose nil is not remembered.
    func value(for key: Key, or read: () async throws -> Value?) async throws -> Value? {
        let remembered = state.withLock { state -> Value? in
            if let value = state.recent[key] { return value }
            if let value = state.older[key] {
                state.remember(value, for: key, generation: generation)
                return value
            }
            state.misses[key, default: Miss()].readers += 1
            return nil
        }
        if let remembered { return remembered }
        do {
            let value = try await read()
            settle(key, value)
            return value
        } catch {
            settle(key, nil)
            throw error
        }
    }

    /// To be called by the writer only, after its commit.
    func put(_ value: Value, for key: Key) {
        state.withLock { state in
            if !state.misses.isEmpty { state.misses[key]?.isOutdated = true }
            state.remember(value, for: key, generation: generation)
        }
        changed(key, value)
    }

    /// To be called by the writer only, after its commit.
    func drop(_ key: Key) {
        state.withLock { state in
            state.misses[key]?.isOutdated = true
            state.recent[key] = nil
            state.older[key] = nil
        }
        changed(key, nil)
    }

    /// To be called by the writer only, after its commit.
    func dropAll() {
        state.withLock { state in
            for key in state.misses.keys { state.misses[key]?.isOutdated = true }
            state.recent = [:]
            state.older = [:]
        }
    }

    private func settle(_ key: Key, _ value: Value?) {
        state.withLock { state in
            guard var miss = state.misses[key] else { return }
            miss.readers -= 1
            state.misses[key] = miss.readers == 0 ? nil : miss
            guard let value, !miss.isOutdated else { return }
            state.remember(value, for: key, generation: generation)
        }
    }
}
