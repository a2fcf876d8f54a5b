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

/// How far a run is, and how long it will still take.
struct RunPace: Sendable {
    /// After so much progress the run's own pace alone counts.
    private static let settled = 0.2
    /// The pace is not measured over less.
    private static let least = (progress: 0.01, seconds: 0.5)

    let startedAt: Timestamp
    /// What was foretold of the whole, corrected; seconds.
    let foretold: Double?
    private(set) var progress = 0.0
    private var stage = ""
    /// The first progress of this run: one that goes on with an earlier one's work does not begin at 0.
    private var first: (progress: Double, at: Timestamp)?
    /// Where the stage under way began.
    private var turn: (progress: Double, at: Timestamp)?
    private var last: Timestamp

    init(startedAt: Timestamp, foretold: Double?) {
        (self.startedAt, self.foretold, last) = (startedAt, foretold, startedAt)
    }

    /// Whether the run has said how far it is.
    var hasBegun: Bool { first != nil }

    /// Whether the run did all of the work itself.
    var isWhole: Bool { (first?.progress ?? 0) < 0.05 }

    mutating func note(_ progress: Double, stage: String, at moment: Timestamp) {
        if first == nil { first = (progress, moment) }
        if turn == nil || stage != self.stage { turn = (progress, moment) }
        (self.progress, self.stage, last) = (progress, stage, moment)
    }

    /// At the beginning as foretold, later as the run itself goes.
    func remainingSeconds(at moment: Timestamp) -> Double? {
        guard let first else { return foretold.map { max(0, $0 - seconds(from: startedAt, to: moment)) } }
        let rest = 1 - min(progress, 1)
        let done = progress - first.progress
        let since = seconds(from: last, to: moment)
        let told = foretold.map { max(0, $0 * rest - since) }
        let taken = seconds(from: first.at, to: last)
        guard done >= Self.least.progress, taken >= Self.least.seconds else { return told }
        let own = max(0, rest * secondsPerProgress(whole: taken / done, rest: rest) - since)
        guard let told else { return own }
        let share = min(1, done / Self.settled)
        return share * own + (1 - share) * told
    }

    /// The run's pace: at first that of all it has done, then more and more that of the stage under way. What an engine
    /// believes of its stages is true of another machine; the last one lasts as long as it shows itself.
    /// - Parameter rest: progress that is left.
    private func secondsPerProgress(whole: Double, rest: Double) -> Double {
        guard let turn else { return whole }
        let (done, taken) = (progress - turn.progress, seconds(from: turn.at, to: last))
        guard done >= Self.least.progress, taken >= Self.least.seconds else { return whole }
        let share = min(1, done / (Self.settled * (done + rest)))
        return share * taken / done + (1 - share) * whole
    }

    private func seconds(from: Timestamp, to: Timestamp) -> Double {
        max(0, Double(to.milliseconds - from.milliseconds) / 1000)
    }
}
