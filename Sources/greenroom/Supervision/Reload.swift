import Dispatch
import Glibc
import ServiceLifecycle

/// Takes up anew, at a SIGHUP, what somebody has replaced: log files, certificates.
struct Reload: Service {
    /// None of them waits.
    let actions: [@Sendable () -> Void]

    func run() async throws {
        let source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler { [actions] in for action in actions { action() } }
        source.activate()
        try? await gracefulShutdown()
        source.cancel()
    }
}
