/// Tells how much time goes by, whatever happens to the time of day: a deadline by this clock comes when that one steps
/// back. It begins at the time of day of its making and means nothing outside of this process.
package struct SteadyClock: Sendable {
    private let start = Timestamp.now()
    private let origin = ContinuousClock.now

    package init() {}

    package var now: Timestamp { start + (ContinuousClock.now - origin) }
}
