import Domain
import Logging
import ServiceLifecycle
import Storage

/// Asks for a backup whenever the newest one is old enough, and after an hour when there is none.
package struct BackupSchedule: Service {
    private let backups: Backups
    private let every: Duration
    private let first: Duration
    private let logger: Logger
    private let now: @Sendable () -> Timestamp

    package init(
        backups: Backups, every: Duration, first: Duration = .seconds(3600), logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.backups = backups
        self.every = every
        self.first = first
        self.logger = logger
        self.now = now
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var pause = await untilDue() ?? first
            while !Task.isCancelled {
                do { try await Task.sleep(for: pause) } catch { return }
                // Somebody may have made one by hand meanwhile.
                if let wait = await untilDue(), wait > .zero {
                    pause = wait
                    continue
                }
                do { try await backups.schedule() } catch {
                    logger.error("no backup could be asked for", metadata: ["error": "\(error)"])
                }
                pause = every
            }
        }
    }

    /// Nil when there is no backup, or the folder cannot be read.
    private func untilDue() async -> Duration? {
        do {
            guard let newest = try await backups.newest() else { return nil }
            return max(.zero, newest.madeAt + every - now())
        } catch {
            logger.error("the backups cannot be listed", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
