import Dispatch
import Synchronization

/// Threads for calls that wait on the disk or hash: a bounded number, apart from Swift's own, which must not block.
package final class BlockingIO: Sendable {
    private let lanes: [DispatchQueue]
    private let turn = Atomic(0)

    /// - Parameter threads: how many such calls may run at a time, at least 1.
    package init(threads: Int = 4) {
        lanes = (0..<max(1, threads)).map { DispatchQueue(label: "greenroom.io.\($0)") }
    }

    /// A queue whose work is done in order, by one of the threads.
    func lane() -> DispatchQueue {
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return lanes[Int(UInt(bitPattern: turn) % UInt(lanes.count))]
    }

    /// Runs `body` on one of the threads.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        let lane = lane()
        return try await withCheckedThrowingContinuation { continuation in
            lane.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
