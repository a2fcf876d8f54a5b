import Domain
import Synchronization

/// Wakes those who work off the outbox when there is something new of their kind.
package final class OutboxArrivals: Sendable {
    private struct Listener {
        let kind: OutboxEntry.Kind
        let source: AsyncStream<Void>.Continuation
    }

    private let listeners = Mutex<[Int: Listener]>([:])

    /// What comes while the listener is busy is told once.
    package func listen(for kind: OutboxEntry.Kind) -> AsyncStream<Void> {
        let (stream, source) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = listeners.withLock { listeners in
            let number = (listeners.keys.max() ?? 0) + 1
            listeners[number] = Listener(kind: kind, source: source)
            return number
        }
        source.onTermination = { [weak self] _ in self?.listeners.withLock { _ = $0.removeValue(forKey: number) } }
        return stream
    }

    /// After the commit that holds the entry.
    package func note(_ entry: OutboxEntry?) {
        if let entry { note(entry.kind) }
    }

    package func note(_ kind: OutboxEntry.Kind) {
        let sources = listeners.withLock { $0.values.filter { $0.kind == kind }.map(\.source) }
        for source in sources { source.yield() }
    }
}
