import Synchronization

/// Lets one at a time work on the same thing.
final class KeyedTurns<Key: Hashable & Sendable>: Sendable {
    private let lines = Mutex<[Key: [CheckedContinuation<Void, Never>]]>([:])

    func turn<Value>(at key: Key, _ body: () async throws -> Value) async rethrows -> Value {
        await withCheckedContinuation { turn in
            let isFree = lines.withLock { lines in
                if lines[key] == nil {
                    lines[key] = []
                    return true
                }
                lines[key]?.append(turn)
                return false
            }
            if isFree { turn.resume() }
        }
        defer {
            let next = lines.withLock { lines -> CheckedContinuation<Void, Never>? in
                guard lines[key]?.isEmpty == false else {
                    lines[key] = nil
                    return nil
                }
                return lines[key]?.removeFirst()
            }
            next?.resume()
        }
        return try await body()
    }
}
