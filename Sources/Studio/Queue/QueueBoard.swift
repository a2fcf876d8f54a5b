import Domain
import Synchronization

/// What the queue knows in memory: who waits in which order, what runs and how far it is, and how many unfinished tasks
/// each account has. Everybody reads it without waiting for the scheduler.
package final class QueueBoard: Sendable {
    /// How a task stands besides its row.
    package struct Standing: Equatable, Sendable {
        package var stage: String
        /// 0...1.
        package var progress: Double
        /// From 1; nil unless it waits for a slot.
        package var position: Int?
        package var etaSeconds: Double?
    }

    struct Running: Sendable {
        let engine: String
        /// Nil until the task's row is known.
        var task: GenerationTask?
        var pace: RunPace
        var stage = ""
    }

    private struct Delayed {
        let task: WaitingTask
        let engine: String
        let due: Timestamp
    }

    private struct Lane {
        var order = FairOrder()
        let slots: Int
        var taken = 0
        /// Of the last runs, in seconds: a running average.
        var meanSeconds: Double?
    }

    private struct State {
        var lanes: [String: Lane]
        var delayed: [TaskID: Delayed] = [:]
        var running: [TaskID: Running] = [:]
        var unfinished: [AccountID: Set<TaskID>] = [:]
        var paces = EnginePaces()

        func foretold(_ task: GenerationTask) -> Double? {
            task.estimatedSeconds.map { paces.corrected($0, of: .init(of: task)) }
        }
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Timestamp

    /// - Parameter slots: of each engine by name.
    package init(slots: [String: Int], now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }) {
        state = Mutex(State(lanes: slots.mapValues { Lane(slots: max(1, $0)) }))
        self.now = now
    }

    // MARK: Counting

    /// Counts the task as one of the account's unfinished ones, unless the account has `limit` of them. A task that is
    /// counted already, because it was submitted while the queue was being taken up, is not counted twice.
    package func reserve(_ id: TaskID, of account: AccountID, limit: Int = .max) -> Bool {
        state.withLock { state in
            guard state.unfinished[account, default: []].count < limit else { return false }
            state.unfinished[account, default: []].insert(id)
            return true
        }
    }

    /// The task has ended, or was not accepted after all.
    package func release(_ id: TaskID, of account: AccountID) {
        state.withLock { state in
            state.unfinished[account]?.remove(id)
            if state.unfinished[account]?.isEmpty == true { state.unfinished[account] = nil }
        }
    }

    package func unfinishedCount(of account: AccountID) -> Int { state.withLock { $0.unfinished[account]?.count ?? 0 } }

    /// Tasks that wait for a slot or for the end of their back-off.
    package var waitingCount: Int {
        state.withLock { state in state.lanes.values.reduce(state.delayed.count) { $0 + $1.order.count } }
    }

    package var runningCount: Int { state.withLock { $0.running.count } }

    // MARK: Waiting

    /// Puts a queued task where it belongs.
    /// - Returns: whether a slot is free for it now.
    package func add(_ task: GenerationTask) -> Bool {
        let moment = now()
        return state.withLock { state in
            guard state.running[task.id] == nil, state.lanes[task.engine] != nil else { return false }
            if let due = task.notBefore, due > moment {
                state.delayed[task.id] = Delayed(task: WaitingTask(task), engine: task.engine, due: due)
                return true
            }
            state.lanes[task.engine]?.order.insert(WaitingTask(task))
            return state.lanes[task.engine].map { $0.taken < $0.slots } ?? false
        }
    }

    /// Takes a task out that waits no more.
    package func remove(_ task: GenerationTask) {
        state.withLock { state in
            state.delayed[task.id] = nil
            state.lanes[task.engine]?.order.remove(WaitingTask(task))
        }
    }

    /// Takes the next task that an engine has a free slot for, and the slot.
    func takeNext() -> WaitingTask? {
        let moment = now()
        return state.withLock { state in
            for delayed in state.delayed.values where delayed.due <= moment {
                state.delayed[delayed.task.id] = nil
                state.lanes[delayed.engine]?.order.insert(delayed.task)
            }
            for name in state.lanes.keys.sorted() {
                // A copy of the lane held here would make the change of its order copy the whole queue.
                guard state.lanes[name].map({ $0.taken < $0.slots }) == true,
                    let task = state.lanes[name]?.order.popFirst()
                else { continue }
                state.lanes[name]?.taken += 1
                state.running[task.id] = Running(engine: name, pace: RunPace(startedAt: moment, foretold: nil))
                return task
            }
            return nil
        }
    }

    /// When the next back-off ends.
    var nextDue: Timestamp? { state.withLock { $0.delayed.values.map(\.due).min() } }

    // MARK: Running

    func began(_ task: GenerationTask) {
        let moment = now()
        state.withLock { state in
            state.running[task.id] = Running(
                engine: task.engine, task: task, pace: RunPace(startedAt: moment, foretold: state.foretold(task)))
        }
    }

    /// - Returns: the expected rest in seconds.
    func note(_ id: TaskID, stage: String, progress: Double) -> Double? {
        let moment = now()
        return state.withLock { state in
            state.running[id]?.stage = stage
            state.running[id]?.pace.note(progress, at: moment)
            return state.running[id]?.pace.remainingSeconds(at: moment)
        }
    }

    /// Gives the slot back.
    /// - Parameter succeeded: its time then counts for what others may expect.
    func ended(_ id: TaskID, succeeded: Bool) {
        let moment = now()
        state.withLock { state in
            guard let run = state.running.removeValue(forKey: id) else { return }
            state.lanes[run.engine]?.taken -= 1
            guard succeeded else { return }
            let seconds = Double(moment.milliseconds - run.pace.startedAt.milliseconds) / 1000
            if let task = run.task, let foretold = task.estimatedSeconds, run.pace.isWhole {
                state.paces.learn(.init(of: task), foretold: foretold, took: seconds)
            }
            let mean = state.lanes[run.engine]?.meanSeconds
            state.lanes[run.engine]?.meanSeconds = mean.map { 0.8 * $0 + 0.2 * seconds } ?? seconds
        }
    }

    /// Takes the time that a task took in an earlier life of the server into account.
    package func learn(from task: GenerationTask) {
        guard task.status == .succeeded, task.attempt == 1, let foretold = task.estimatedSeconds,
            let start = task.startedAt, let end = task.finishedAt
        else { return }
        let took = Double(end.milliseconds - start.milliseconds) / 1000
        state.withLock { $0.paces.learn(.init(of: task), foretold: foretold, took: took) }
    }

    /// What an engine foretells, brought to how long such work took here.
    package func corrected(_ estimate: EngineEstimate, of work: EnginePaces.Work) -> EngineEstimate {
        var estimate = estimate
        estimate.seconds = state.withLock { $0.paces.corrected(estimate.seconds, of: work) }
        return estimate
    }

    // MARK: Reading

    /// How the task stands now; costs a lock and, for one that waits, the rank of its turn.
    package func standing(of task: GenerationTask) -> Standing {
        var standing = Standing(stage: task.stage, progress: task.progress)
        switch task.status {
        case .queued:
            let moment = now()
            state.withLock { state in
                guard let lane = state.lanes[task.engine] else { return }
                let foretold = state.foretold(task)
                if let delayed = state.delayed[task.id] {
                    let wait = Double(delayed.due.milliseconds - moment.milliseconds) / 1000
                    standing.etaSeconds = foretold.map { max(0, wait) + $0 }
                    return
                }
                guard let position = lane.order.position(of: WaitingTask(task)) else { return }
                standing.position = position
                guard let each = lane.meanSeconds ?? foretold else { return }
                let ahead = Double(position - 1 + lane.taken) * each / Double(lane.slots)
                standing.etaSeconds = ahead + (foretold ?? each)
            }
        case .running:
            let moment = now()
            state.withLock { state in
                guard let run = state.running[task.id] else { return }
                standing.stage = run.stage.isEmpty ? task.stage : run.stage
                // Until the run says where it is, it is thought to go on where the last one was.
                if run.pace.hasBegun { standing.progress = max(run.pace.progress, 0) }
                standing.etaSeconds = run.pace.remainingSeconds(at: moment)
            }
        case .succeeded: standing.progress = 1
        case .failed, .cancelled: break
        }
        return standing
    }
}
