import Foundation

/// A bounded line of values from one thread to another. Sending waits while it is full, receiving while it is empty.
///
/// Unchecked: every access holds the condition's lock.
final class Channel<Element: Sendable>: @unchecked Sendable {
    private let capacity: Int
    private let condition = NSCondition()
    private var waiting: [Element] = []
    private var isClosed = false
    private var wasAbandoned = false

    init(capacity: Int) { self.capacity = capacity }

    /// - Returns: false when the channel was closed, and the value was not taken.
    @discardableResult func send(_ element: Element) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while waiting.count >= capacity && !isClosed { condition.wait() }
        guard !isClosed else { return false }
        waiting.append(element)
        condition.broadcast()
        return true
    }

    /// - Returns: nil when the channel is closed and empty.
    func receive() -> Element? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty && !isClosed { condition.wait() }
        guard !waiting.isEmpty else { return nil }
        defer { condition.broadcast() }
        return waiting.removeFirst()
    }

    /// Nothing more will be sent. What waits can still be received.
    func close() { end(isAbandoned: false) }

    /// Nothing more will be sent, and nobody wants what comes of what was.
    func abandon() { end(isAbandoned: true) }

    var isAbandoned: Bool {
        condition.lock()
        defer { condition.unlock() }
        return wasAbandoned
    }

    private func end(isAbandoned: Bool) {
        condition.lock()
        defer { condition.unlock() }
        if !isClosed { wasAbandoned = isAbandoned }
        isClosed = true
        condition.broadcast()
    }
}
