import Domain
import Logging
import Storage

/// What is done when the store cannot be written or read for a while: wait, and do the same again.
extension Scheduler {
    /// Tries until the store does it: a task must not hang between two states because the disk was full, or could not be
    /// read, for a while.
    /// - Returns: nil when the server stops first; the next start finds the row as it was.
    func persistently<Value: Sendable>(
        _ id: TaskID, _ complaint: Logger.Message, _ access: @Sendable () async throws -> Value
    ) async -> Value? {
        while true {
            do {
                return try await access()
            } catch {
                logger.error(complaint, metadata: ["task": "\(id)", "error": "\(error)"])
            }
            guard !isStopping else { return nil }
            let wait = settings.faultPause
            let pause = Task<Void, Never> { try? await Task.sleep(for: wait) }
            pauses[id] = pause
            await pause.value
            pauses[id] = nil
        }
    }

    /// The same for what may also be impossible for good, which is thrown.
    /// - Parameter unlessFull: whether a full disk is not waited for.
    /// - Throws: what no later try would change; ``EngineError/cancelled`` when the server stops first.
    func untilItPasses<Value: Sendable>(
        _ id: TaskID, _ complaint: Logger.Message, unlessFull: Bool = false,
        _ access: @Sendable () async throws -> Value
    ) async throws -> Value {
        let result = await persistently(id, complaint) { () async throws -> Result<Value, any Error> in
            do {
                return .success(try await access())
            } catch {
                let isAwaited = StoreFault.mayPass(error) && !(unlessFull && (error as? StoreError) == .full)
                guard !isAwaited else { throw error }
                return .failure(error)
            }
        }
        guard let result else { throw EngineError.cancelled }
        return try result.get()
    }

    /// Nil for a task that is not there, or when the server stops before it can be read.
    func row(_ id: TaskID) async -> GenerationTask? {
        await persistently(id, "a task could not be read") { [store] in try await store.task(id) } ?? nil
    }
}
