/// How often a service is asked how a job stands: soon at first, then more and more seldom.
package struct PollPace: Equatable, Sendable {
    package var first: Duration
    package var factor: Double
    /// The longest wait between two questions.
    package var ceiling: Duration

    package init(first: Duration = .seconds(2), factor: Double = 1.5, ceiling: Duration = .seconds(15)) {
        self.first = first
        self.factor = factor
        self.ceiling = ceiling
    }

    /// The wait after so many questions, from 1.
    /// - Parameter chance: 0..<1; up to a tenth is taken off, so that jobs which began together do not ask together.
    func wait(after asked: Int, chance: Double) -> Duration {
        var wait = first
        for _ in 1..<max(1, min(asked, 64)) where wait < ceiling { wait = wait * factor }
        return min(wait, ceiling) * (1 - chance / 10)
    }
}
