import Providers
import ServiceLifecycle

/// Sends errors to Sentry as long as the server runs.
struct ErrorReporting: Service {
    let reporter: SentryReporter

    func run() async throws {
        await cancelWhenGracefulShutdown { await reporter.run() }
    }
}
