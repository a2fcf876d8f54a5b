import Synchronization

/// Services that can call back say that a job has changed. That is never believed by itself: it only ends the wait before
/// the service is asked again.
package final class RemoteNudges: Sendable {
    private let waiters = Mutex<[String: AsyncStream<Void>.Continuation]>([:])

    package init() {}

    /// - Returns: whether anybody waits for that.
    @discardableResult package func nudge(_ id: String) -> Bool {
        guard let waiter = waiters.withLock({ $0[id] }) else { return false }
        waiter.yield()
        return true
    }

    /// Returns after the wait, or when somebody nudges.
    func rest(_ wait: Duration, until id: String) async {
        let (nudges, waiter) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        waiters.withLock { $0[id] = waiter }
        let timer = Task {
            try? await Task.sleep(for: wait)
            waiter.finish()
        }
        await withTaskCancellationHandler {
            for await _ in nudges { break }
        } onCancel: {
            waiter.finish()
        }
        timer.cancel()
        waiters.withLock { $0[id] = nil }
    }
}
