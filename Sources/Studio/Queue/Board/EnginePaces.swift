import Domain

/// How much longer or shorter work takes on this machine than its engine foretells: engines know their own steps, but not
/// what else the machine does. Learnt from tasks that have ended, for each engine, kind and mode apart.
package struct EnginePaces: Sendable {
    package struct Work: Hashable, Sendable {
        let engine: String
        let kind: GenerationTask.Kind
        let mode: GenerationTask.Mode

        package init(engine: String, kind: GenerationTask.Kind, mode: GenerationTask.Mode) {
            (self.engine, self.kind, self.mode) = (engine, kind, mode)
        }

        package init(of task: GenerationTask) { self.init(engine: task.engine, kind: task.kind, mode: task.mode) }
    }

    /// Of these many last runs the middle one counts, so that one odd run does not.
    private static let memory = 7
    /// What is foretold to take less teaches nothing: starting a program takes as long; seconds.
    private static let leastSeconds = 0.5
    private static let bounds = 0.05...20.0

    private var ratios: [Work: [Double]] = [:]

    package init() {}

    /// - Parameters:
    ///   - foretold: by the engine, seconds.
    ///   - took: from the start of the run to its end, seconds.
    package mutating func learn(_ work: Work, foretold: Double, took: Double) {
        guard foretold >= Self.leastSeconds, took > 0 else { return }
        let ratio = min(max(took / foretold, Self.bounds.lowerBound), Self.bounds.upperBound)
        ratios[work, default: []].append(ratio)
        if let count = ratios[work]?.count, count > Self.memory { ratios[work]?.removeFirst(count - Self.memory) }
    }

    /// The engine's own figure brought to what was measured; as it is before anything was.
    package func corrected(_ foretold: Double, of work: Work) -> Double {
        guard let known = ratios[work]?.sorted(), !known.isEmpty else { return foretold }
        let middle = known.count / 2
        let ratio = known.count % 2 == 1 ? known[middle] : (known[middle - 1] * known[middle]).squareRoot()
        return foretold * ratio
    }
}
