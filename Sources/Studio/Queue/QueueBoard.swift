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
        /// Whose slot it has.
        let lane: QueueLane
        /// Nil until the task's row is known.
        var task: GenerationTask?
        var pace: RunPace
        var stage = ""
    }

    private struct Delayed {
        let task: WaitingTask
        let lane: QueueLane
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
        var lanes: [QueueLane: Lane]
        var delayed: [TaskID: Delayed] = [:]
        var running: [TaskID: Running] = [:]
        var unfinished: [AccountID: Set<TaskID>] = [:]
        var paces = EnginePaces()

        /// Where a slot is free for a task that waits in this lane. One that is soon done also takes the place of longer ones
        /// when none of those waits.
        func freeSlot(for lane: QueueLane) -> QueueLane? {
            guard let own = lanes[lane] else { return nil }
            if own.taken < own.slots { return lane }
            guard lane.isBrief else { return nil }
            let other = QueueLane(engine: lane.engine, isBrief: false)
            return lanes[other].map { $0.order.count == 0 && $0.taken < $0.slots } == true ? other : nil
        }

        func foretold(_ task: GenerationTask) -> Double? {
            task.estimatedSeconds.map { paces.corrected($0, of: .init(of: task)) }
        }
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Timestamp

    /// - Parameter slots: of each engine by name; each has one more for what is soon done.
    package init(slots: [String: Int], now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }) {
        var lanes: [QueueLane: Lane] = [:]
        for (engine, count) in slots {
            lanes[QueueLane(engine: engine, isBrief: false)] = Lane(slots: max(1, count))
            lanes[QueueLane(engine: engine, isBrief: true)] = Lane(slots: 1)
        }
        state = Mutex(State(lanes: lanes))
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
        let (moment, lane) = (now(), QueueLane(of: task))
        return state.withLock { state in
            guard state.running[task.id] == nil, state.lanes[lane] != nil else { return false }
            if let due = task.notBefore, due > moment {
                state.delayed[task.id] = Delayed(task: WaitingTask(task), lane: lane, due: due)
                return true
            }
            state.lanes[lane]?.order.insert(WaitingTask(task))
            return state.freeSlot(for: lane) != nil
        }
    }

    /// Takes a task out that waits no more.
    package func remove(_ task: GenerationTask) {
        state.withLock { state in
            state.delayed[task.id] = nil
            state.lanes[QueueLane(of: task)]?.order.remove(WaitingTask(task))
        }
    }

    /// Takes the next task that an engine has a free slot for, and the slot.
    func takeNext() -> WaitingTask? {
        let moment = now()
        return state.withLock { state in
            for delayed in state.delayed.values where delayed.due <= moment {
                state.delayed[delayed.task.id] = nil
                state.lanes[delayed.lane]?.order.insert(delayed.task)
            }
            for lane in state.lanes.keys.sorted() {
                // A copy of the lane held here would make the change of its order copy the whole queue.
                guard let slot = state.freeSlot(for: lane), let task = state.lanes[lane]?.order.popFirst() else {
                    continue
                }
                state.lanes[slot]?.taken += 1
                state.running[task.id] = Running(lane: slot, pace: RunPace(startedAt: moment, foretold: nil))
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
                lane: state.running[task.id]?.lane ?? QueueLane(of: task), task: task,
                pace: RunPace(startedAt: moment, foretold: state.foretold(task)))
        }
    }

    /// - Returns: the expected rest in seconds.
    func note(_ id: TaskID, stage: String, progress: Double) -> Double? {
        let moment = now()
        return state.withLock { state in
            state.running[id]?.stage = stage
            state.running[id]?.pace.note(progress, stage: stage, at: moment)
            return state.running[id]?.pace.remainingSeconds(at: moment)
        }
    }

    /// Gives the slot back.
    /// - Parameter succeeded: its time then counts for what others may expect.
    func ended(_ id: TaskID, succeeded: Bool) {
        let moment = now()
        state.withLock { state in
            guard let run = state.running.removeValue(forKey: id) else { return }
            state.lanes[run.lane]?.taken -= 1
            guard succeeded else { return }
            let seconds = Double(moment.milliseconds - run.pace.startedAt.milliseconds) / 1000
            if let task = run.task, let foretold = task.estimatedSeconds, run.pace.isWhole {
                state.paces.learn(.init(of: task), foretold: foretold, took: seconds)
            }
            // Whoever's slot it had, it tells about those it waited with.
            let lane = run.task.map { QueueLane(of: $0) } ?? run.lane
            let mean = state.lanes[lane]?.meanSeconds
            state.lanes[lane]?.meanSeconds = mean.map { 0.8 * $0 + 0.2 * seconds } ?? seconds
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
                guard let lane = state.lanes[QueueLane(of: task)] else { return }
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
