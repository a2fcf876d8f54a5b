import Domain

/// What becomes of a task whose run ended without a result: a plain decision.
package struct RetryPolicy: Sendable {
    /// The wait before the second attempt; each further one waits ``factor`` times as long.
    package var firstWait: Duration = .seconds(5)
    package var factor: Double = 6
    package var longestWait: Duration = .seconds(15 * 60)
    /// The wait is stretched or cut by up to this part of it, so that tasks that failed together do not come back
    /// together.
    package var jitter: Double = 0.2

    package init() {}

    package enum Decision: Equatable, Sendable {
        case retry(after: Duration)
        case fail(GenerationTask.Failure)
    }

    /// - Parameters:
    ///   - attempt: the attempt that just failed, from 1.
    ///   - chance: 0..<1, the luck of the jitter.
    package func decide(_ failure: GenerationTask.Failure, attempt: Int, of maxAttempts: Int, chance: Double)
        -> Decision
    {
        guard failure.isRetryable, attempt < maxAttempts else { return .fail(failure) }
        return .retry(after: wait(afterAttempt: attempt, chance: chance))
    }

    package func wait(afterAttempt attempt: Int, chance: Double) -> Duration {
        var wait = firstWait
        for _ in 1..<max(1, min(attempt, 32)) where wait < longestWait { wait = wait * factor }
        return min(wait, longestWait) * (1 + jitter * (2 * chance - 1))
    }
}
