import Domain

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
    private(set) var stage = ""
    /// The first progress of this run: one that continues with an earlier one's work does not begin at 0.
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
