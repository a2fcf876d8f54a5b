import Logging
import ServiceLifecycle
import Storage

/// Writes down the words of videos that were there before there was a search, a few at a time so that nobody waits for
/// it, and ends.
package struct LibraryIndexer: Service {
    let store: Store
    let logger: Logger

    package func run() async throws {
        var count = 0
        do {
            while !Task.isCancelled {
                let indexed = try await store.indexVideos(limit: 50)
                guard indexed > 0 else { break }
                count += indexed
            }
        } catch {
            logger.error("could not index the library", metadata: ["error": "\(error)"])
        }
        if count > 0 { logger.info("indexed the library", metadata: ["videos": "\(count)"]) }
        try await gracefulShutdown()
    }
}
