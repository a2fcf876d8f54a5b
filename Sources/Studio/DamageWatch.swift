import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Looks for damage of the database after the start and once a day, beside everything else, and for a disk that is full
/// whenever it is asked. What it finds stands in the log, and keeps the server from saying that it is ready.
package final class DamageWatch: Service {
    private let check: @Sendable () async throws -> [String]
    private let reserve: DiskReserve
    private let interval: Duration
    private let logger: Logger
    private let isDamaged = Mutex(false)

    /// - Parameter check: what is damaged, as sentences for an operator.
    package init(
        reserve: DiskReserve, every interval: Duration = .seconds(24 * 3600), logger: Logger,
        check: @escaping @Sendable () async throws -> [String]
    ) {
        self.check = check
        self.reserve = reserve
        self.interval = interval
        self.logger = logger
    }

    /// Sentences for whoever asks whether the server can work, without what is inside.
    package var complaints: [String] {
        var complaints: [String] = []
        if isDamaged.withLock({ $0 }) { complaints.append("The database is damaged.") }
        do { try reserve.requireRoom() } catch { complaints.append("The disk is full.") }
        return complaints
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.look()
                do { try await Task.sleep(for: self.interval) } catch { return }
            }
        }
    }

    package func look() async {
        do {
            let faults = try await check()
            isDamaged.withLock { $0 = !faults.isEmpty }
            for fault in faults.prefix(20) {
                logger.critical("the database is damaged", metadata: ["fault": "\(fault)"])
            }
        } catch is CancellationError {
            return
        } catch {
            isDamaged.withLock { $0 = true }
            logger.critical("the database could not be checked", metadata: ["error": "\(error)"])
        }
    }
}
