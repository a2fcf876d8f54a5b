import Dispatch
import Synchronization

/// Threads for calls that wait on the disk or hash: a bounded number, apart from Swift's own, which must not block.
package final class BlockingIO: Sendable {
    private let queues: [DispatchQueue]
    private let turn = Atomic(0)

    /// - Parameter threads: how many such calls may run at a time, at least 1.
    package init(threads: Int = 4) {
        queues = (0..<max(1, threads)).map { DispatchQueue(label: "greenroom.io.\($0)") }
    }

    /// A queue whose work is done in order, by one of the threads.
    func queue() -> DispatchQueue {
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return queues[Int(UInt(bitPattern: turn) % UInt(queues.count))]
    }

    /// Runs `body` on one of the threads.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        let queue = queue()
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
