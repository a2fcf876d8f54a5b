import Glibc

/// The machine's clock that never goes back. For what every request asks for: the standard library's clocks count in 128
/// bits.
enum MonotonicClock {
    /// Since an unspecified moment.
    @Sendable static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
