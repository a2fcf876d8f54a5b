import Domain
import Synchronization

/// The time, or some time later.
final class ShiftedClock: Sendable {
    private let shift = Mutex(Duration.zero)

    var now: @Sendable () -> Timestamp { { .now() + self.shift.withLock { $0 } } }

    func advance(by duration: Duration) { shift.withLock { $0 += duration } }
}
