import Domain
import Logging
import ServiceLifecycle

/// Asks the gateways, after the start and once a day, for events that did not arrive: of a refund or a dispute that was made
/// there nobody else tells.
struct MissedEvents: Service {
    let payments: Payments
    let logger: Logger

    /// How far back it asks, after the start and then, and how long it waits, after it has asked and when it could not.
    private static let (first, again): (Duration, Duration) = (.seconds(30 * 86_400), .seconds(3 * 86_400))
    private static let (pause, faultPause): (Duration, Duration) = (.seconds(86_400), .seconds(3600))

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var span = Self.first
            while !Task.isCancelled {
                var wait = Self.pause
                do {
                    try await payments.catchUp(since: payments.moment + (.zero - span))
                    span = Self.again
                } catch {
                    if !Task.isCancelled {
                        logger.warning("a gateway did not say what it has told", metadata: ["reason": "\(error)"])
                    }
                    wait = Self.faultPause
                }
                do { try await Task.sleep(for: wait) } catch { return }
            }
        }
    }
}
