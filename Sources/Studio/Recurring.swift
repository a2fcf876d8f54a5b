import Domain
import Logging
import ServiceLifecycle

/// Asks for something whenever the last time is long enough ago, and after a while when there was none.
struct Recurring: Service {
    /// For the log.
    let what: String
    let every: Duration
    var first: Duration = .seconds(3600)
    let logger: Logger
    let now: @Sendable () -> Timestamp
    /// When it was done last, also by hand; nil when never.
    let last: @Sendable () async throws -> Timestamp?
    let ask: @Sendable () async throws -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var pause = await untilDue() ?? first
            while !Task.isCancelled {
                do { try await Task.sleep(for: pause) } catch { return }
                // Somebody may have done it by hand meanwhile.
                if let wait = await untilDue(), wait > .zero {
                    pause = wait
                    continue
                }
                do { try await ask() } catch {
                    logger.error("\(what) could not be asked for", metadata: ["error": "\(error)"])
                }
                pause = every
            }
        }
    }

    /// Nil when there was no last time, or nobody knows.
    private func untilDue() async -> Duration? {
        do {
            guard let last = try await last() else { return nil }
            return max(.zero, last + every - now())
        } catch {
            logger.error("nobody knows when \(what) was made last", metadata: ["error": "\(error)"])
            return nil
        }
    }
}
