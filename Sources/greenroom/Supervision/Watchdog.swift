import Logging
import ServiceLifecycle

/// Tells systemd that the server is alive, as long as the threads that serve connections and the database answer. One
/// that does not is restarted by it.
struct Watchdog: Service {
    let supervisor: Supervisor
    /// Returns once everything that must answer has answered.
    let pulse: @Sendable () async throws -> Void
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard let patience = supervisor.patience else {
                try? await gracefulShutdown()
                return
            }
            while !Task.isCancelled {
                do {
                    try await pulse()
                    supervisor.noteAlive()
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("the server gave no sign of life", metadata: ["error": "\(error)"])
                }
                // Three chances, so that a moment's load is no death.
                do { try await Task.sleep(for: patience / 3) } catch { return }
            }
        }
        supervisor.noteStopping()
    }
}
