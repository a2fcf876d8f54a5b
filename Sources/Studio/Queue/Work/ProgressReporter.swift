import Domain
import Foundation
import Storage
import Synchronization

/// Carries what an engine reports to those who watch at once, and to the task's row at stage changes and at most once a
/// second. Each note in the row also renews the lease.
final class ProgressReporter: Sendable {
    struct Note: Sendable {
        let stage: String
        let progress: Double
    }

    private struct State {
        var stage = ""
        var progress = 0.0
        var shownAt = Timestamp(milliseconds: 0)
        var notedAt = Timestamp(milliseconds: 0)
        var logs = 0
    }

    /// Shorter intervals are nothing to an eye and much to a slow listener.
    private static let showEvery: Duration = .milliseconds(100)
    private static let noteEvery: Duration = .seconds(1)
    private static let mostLogs = 1000

    /// What is to be written to the row; of several that wait only the newest.
    let notes: AsyncStream<Note>
    private let continuation: AsyncStream<Note>.Continuation
    private let state: Mutex<State>
    private let task: GenerationTask
    private let log: TaskLog
    private let board: QueueBoard
    private let feed: EventFeed
    private let now: @Sendable () -> Timestamp

    /// - Parameter log: gets what the engine says and its stages.
    init(
        task: GenerationTask, log: TaskLog, board: QueueBoard, feed: EventFeed,
        now: @escaping @Sendable () -> Timestamp
    ) {
        (notes, continuation) = AsyncStream.makeStream(of: Note.self, bufferingPolicy: .bufferingNewest(1))
        // Work that was taken up again is where it was.
        state = Mutex(State(progress: task.remoteID == nil ? 0 : task.progress))
        self.task = task
        self.log = log
        self.board = board
        self.feed = feed
        self.now = now
    }

    func take(_ report: EngineReport) {
        switch report {
        case .progress(let stage, let progress): take(stage: stage, progress: progress)
        case .log(let message):
            let isWithin = state.withLock { state in
                state.logs += 1
                return state.logs <= Self.mostLogs
            }
            guard isWithin, let line = Title.beginning(of: message) else { return }
            log.say(line)
            feed.publish(.log(line), task: task.id, account: task.accountID)
        }
    }

    /// - Returns: how far the work has come.
    func finish() -> Double {
        continuation.finish()
        return state.withLock { $0.progress }
    }

    private func take(stage: String, progress: Double) {
        let stage = Title.beginning(of: stage, longest: 40) ?? ""
        let moment = board.steady()
        let (shown, noted, isNewStage, progress) = state.withLock { state -> (Bool, Bool, Bool, Double) in
            // Never backwards: an engine that starts over in a new stage must not frighten anybody.
            state.progress = max(state.progress, progress.isFinite ? min(max(progress, 0), 1) : 0)
            let isNewStage = stage != state.stage
            state.stage = stage
            let shown = isNewStage || moment - state.shownAt >= Self.showEvery
            let noted = isNewStage || moment - state.notedAt >= Self.noteEvery
            if shown { state.shownAt = moment }
            if noted { state.notedAt = moment }
            return (shown, noted, isNewStage, state.progress)
        }
        if isNewStage { log.say("[\(stage)]") }
        let standing = board.note(task.id, stage: stage, progress: progress)
        if shown {
            feed.publish(
                .progress(stage: standing.stage, progress: progress, etaSeconds: standing.etaSeconds), task: task.id,
                account: task.accountID)
        }
        if noted { continuation.yield(Note(stage: stage, progress: progress)) }
    }
}
