import Domain

/// Keeps tasks from an engine that has failed several times in a row until it is likely to be well again; then one task at
/// a time tries it. A plain value.
package struct EngineBreaker: Equatable, Sendable {
    package enum State: Equatable, Sendable { case closed, open, trying }

    /// Failures in a row after which nothing starts for a while.
    private static let patience = 3
    private static let firstPause: Duration = .seconds(30)
    private static let longestPause: Duration = .seconds(600)

    private var failures = 0
    /// When it may be tried again; nil while it is closed.
    package private(set) var trialAt: Timestamp?

    package init() {}

    package func state(at moment: Timestamp) -> State {
        guard let trialAt else { return .closed }
        return moment < trialAt ? .open : .trying
    }

    package mutating func noteSuccess() { self = EngineBreaker() }

    /// - Returns: whether it is open now.
    package mutating func noteFailure(at moment: Timestamp) -> Bool {
        failures += 1
        guard failures >= Self.patience else { return false }
        var pause = Self.firstPause
        for _ in Self.patience..<min(failures, 32) where pause < Self.longestPause { pause = pause * 2 }
        trialAt = moment + min(pause, Self.longestPause)
        return true
    }
}
