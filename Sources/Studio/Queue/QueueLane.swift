import Domain

/// Who waits for the same slots: the tasks of an engine, and apart from them those that somebody sits and waits for, such
/// as hearing how a cloned voice sounds. A rendering of ten minutes does not hold those up.
struct QueueLane: Hashable, Comparable, Sendable {
    /// A speech for which the engine foretells no more work than this many seconds is soon done: about 90 s of sound.
    private static let briefSeconds = 1.0

    let engine: String
    let isBrief: Bool

    init(engine: String, isBrief: Bool) { (self.engine, self.isBrief) = (engine, isBrief) }

    /// A plain fact of the row: a task waits in the same lane after a restart.
    init(of task: GenerationTask) {
        let isSoonDone = task.estimatedSeconds.map { $0 <= Self.briefSeconds } ?? false
        self.init(engine: task.engine, isBrief: task.kind == .speech && isSoonDone)
    }

    /// Those who are soon done first.
    static func < (left: QueueLane, right: QueueLane) -> Bool {
        left.engine == right.engine ? left.isBrief && !right.isBrief : left.engine < right.engine
    }
}
