import Domain

/// Pausing and draining.
extension Scheduler {
    /// Whether what waits is started.
    package var startsTasks: Bool { isStarting }

    /// Starts no more tasks; those that run continue.
    package func pause() { isStarting = false }

    package func resume() {
        guard !isStopping else { return }
        isStarting = true
        wake()
    }

    /// Returns once no task runs.
    package func drained() async {
        guard !runs.isEmpty else { return }
        await withCheckedContinuation { drainWaiters.append($0) }
    }

    func noteIfDrained() {
        guard runs.isEmpty else { return }
        for waiter in drainWaiters { waiter.resume() }
        drainWaiters = []
    }
}
