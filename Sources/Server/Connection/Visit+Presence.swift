import NIOCore
import Studio
import Synchronization

extension Visit {
    private static let numbers = Atomic<UInt64>(0)

    /// Runs `work`, and cancels it when the client leaves: what nobody waits for any more takes no place of those who do.
    func whileClientWaits<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let channel = context.channel
        let number = Self.numbers.add(1, ordering: .relaxed).newValue
        let task = Task { try await work() }
        channel.eventLoop.execute {
            // Without the guard it is no connection of the server's, as in tests of a router.
            try? channel.pipeline.syncOperations.handler(type: ConnectionGuard.self).watch(number) { task.cancel() }
        }
        defer {
            channel.eventLoop.execute {
                try? channel.pipeline.syncOperations.handler(type: ConnectionGuard.self).unwatch(number)
            }
        }
        do {
            return try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        } catch is CancellationError {
            throw StudioError.unavailable("the client has left")
        }
    }
}
