import Synchronization

/// Wakes those who wait to ask a service again. Only work that somebody follows has a bell; a ring that comes while the
/// question is asked is remembered.
final class FollowerBell: Sendable {
    private struct Place {
        var hasRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let places = Mutex<[String: Place]>([:])

    func hang(_ id: String) { places.withLock { $0[id] = Place() } }

    func takeDown(_ id: String) { places.withLock { $0[id] = nil } }

    func ring(_ id: String) {
        let waiter = places.withLock { places -> CheckedContinuation<Void, Never>? in
            guard places[id] != nil else { return nil }
            places[id]?.hasRung = true
            return places[id]?.waiter.take()
        }
        waiter?.resume()
    }

    /// - Returns: whether it has rung since the last wait; false when the time is over.
    func wait(for id: String, upTo limit: Duration) async -> Bool {
        let timer = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            places.withLock { $0[id]?.waiter.take() }?.resume()
        }
        defer { timer.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = places.withLock { places in
                    guard places[id]?.hasRung == false else { return false }
                    places[id]?.waiter = continuation
                    return true
                }
                if !waits { continuation.resume() }
            }
        } onCancel: {
            ring(id)
        }
        return places.withLock { places in
            defer { places[id]?.hasRung = false }
            return places[id]?.hasRung ?? false
        }
    }
}
