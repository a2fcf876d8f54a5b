import Domain
import Logging
import ServiceLifecycle
import Storage

/// Puts down what was there before a mirror was set up, a thousand files a commit, so that nobody waits for it. What
/// should be gone from a mirror and was given up is asked for again every day.
package struct MirrorFiller: Service {
    private static let day: Duration = .seconds(24 * 3600)
    private let mirrors: Mirrors

    package init(mirrors: Mirrors) { self.mirrors = mirrors }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            do {
                try await mirrors.open()
                while try await mirrors.store.fillNext(at: mirrors.now()) { try Task.checkCancellation() }
                try await mirrors.sealAnew()
                try await mirrors.askForgotten([.waiting, .leaving])
                while (try? await Task.sleep(for: Self.day)) != nil { try await mirrors.askForgotten([.leaving]) }
            } catch is CancellationError {
                return
            } catch {
                mirrors.logger.error("the mirrors cannot be filled", metadata: ["error": "\(error)"])
            }
            try? await gracefulShutdown()
        }
    }
}
