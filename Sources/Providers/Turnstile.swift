/// Lets a fixed number of callers through at a time; the rest wait in the order they came.
actor Turnstile {
    private var free: Int
    private var waiting: [(id: UInt64, turn: CheckedContinuation<Bool, Never>)] = []
    private var lastID: UInt64 = 0

    init(places: Int) { free = max(1, places) }

    /// Runs `work` when it is this caller's turn.
    /// - Throws: `CancellationError` when cancelled while waiting, and what `work` throws.
    nonisolated func pass<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        guard await enter() else { throw CancellationError() }
        do {
            let value = try await work()
            await leave()
            return value
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async -> Bool {
        if free > 0 {
            free -= 1
            return true
        }
        lastID += 1
        let id = lastID
        return await withTaskCancellationHandler {
            await withCheckedContinuation { turn in
                if Task.isCancelled {
                    turn.resume(returning: false)
                } else {
                    waiting.append((id, turn))
                }
            }
        } onCancel: {
            Task { await self.giveUp(id) }
        }
    }

    private func giveUp(_ id: UInt64) {
        guard let place = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: place).turn.resume(returning: false)
    }

    private func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().turn.resume(returning: true)
        }
    }
}

struct TimedOut: Error {}

/// Cancels `work` when it takes longer than `limit`, waits for its end, and throws ``TimedOut`` then.
func withTimeout<Value: Sendable>(
    _ limit: Duration, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw TimedOut()
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw TimedOut() }
        return first
    }
}
