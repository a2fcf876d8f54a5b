import Domain
import Synchronization

/// A door that the test opens: who waits at it is let through then, or thrown out when cancelled.
package final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    /// A number for each one who came, in order.
    package let arrivals: AsyncStream<TaskID>
    private let arrival: AsyncStream<TaskID>.Continuation

    package init() { (arrivals, arrival) = AsyncStream.makeStream(of: TaskID.self) }

    /// Waits for one who comes to the door.
    package func nextArrival() async {
        var arrivals = arrivals.makeAsyncIterator()
        _ = await arrivals.next()
    }

    package func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    package func pass(_ job: EngineJob) async throws(EngineError) {
        arrival.yield(job.taskID)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayPass = state.withLock { state in
                    if !state.isOpen && !Task.isCancelled { state.waiting.append(continuation) }
                    return state.isOpen || Task.isCancelled
                }
                if mayPass { continuation.resume() }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
            for one in waiting { one.resume() }
        }
        if Task.isCancelled { throw .cancelled }
    }
}
