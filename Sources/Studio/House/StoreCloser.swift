import Logging
import ServiceLifecycle
import Storage

/// Closes the database once everything else has stopped, so that its file is whole without the log beside it.
struct StoreCloser: Service {
    let store: Store
    let logger: Logger

    func run() async throws {
        // A start that failed is cancelled instead, and its process ends with all that it has open.
        guard (try? await gracefulShutdown()) != nil, !Task.isCancelled else { return }
        do {
            // Closing alone leaves the log, because the lock of the home holds the file open too.
            try await store.dropTraces()
            try store.close()
        } catch {
            // The next start takes up what stands in the log.
            logger.warning("the database was not closed", metadata: ["error": "\(error)"])
        }
    }
}
