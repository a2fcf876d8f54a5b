import Domain
import Synchronization

/// Notices when the time of day steps back.
final class ClockSteps: Sendable {
    private let offset: Mutex<Duration>
    private let reading: @Sendable () -> Duration
    /// Slewing is no step.
    private static let least: Duration = .seconds(2)

    init(now: @escaping @Sendable () -> Timestamp, steady: @escaping @Sendable () -> Timestamp) {
        reading = { now() - steady() }
        offset = Mutex(reading())
    }

    /// How far it has stepped back since this was asked last; nil when it has not.
    func takeStepBack() -> Duration? {
        offset.withLock { offset in
            let before = offset
            offset = reading()
            return before - offset > Self.least ? before - offset : nil
        }
    }
}
