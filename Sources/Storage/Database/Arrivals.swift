import Synchronization

/// Wakes whoever works things off, when there is a new one.
package final class Arrivals: Sendable {
    private let listener = Mutex<AsyncStream<Void>.Continuation?>(nil)

    /// For one listener at a time: an earlier one's stream ends. What comes while it is busy is told once.
    package func listen() -> AsyncStream<Void> {
        let (stream, source) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let earlier = listener.withLock { listener in
            defer { listener = source }
            return listener
        }
        earlier?.finish()
        return stream
    }

    package func note() { listener.withLock { $0 }?.yield() }
}
