import Domain
import Synchronization

/// What the queue knows in memory: who waits in which order, what runs and how far it is, and how many unfinished tasks
/// each account has. Everybody reads it without waiting for the scheduler.
package final class QueueBoard: Sendable {
    struct Run: Sendable {
        let grant: Admission.Grant
        /// What it waited with.
        let need: TaskNeed
        /// Nil until the task's row is known.
        var task: GenerationTask?
        var pace: RunPace
    }

    struct State {
        var admission: Admission
        var waiting = WaitingLines()
        /// Ends of back-offs by the steady clock, of tasks that are about to be added.
        var backOffs: [TaskID: Timestamp] = [:]
        var running: [TaskID: Run] = [:]
        var unfinished: [AccountID: Set<TaskID>] = [:]
        var paces = EnginePaces()
        /// How long the last runs took that needed the same, in seconds: a running average.
        var means: [TaskNeed: Double] = [:]

        func foretold(_ task: GenerationTask) -> Double? {
            task.estimatedSeconds.map { paces.corrected($0, of: .init(of: task)) }
        }
    }

    let state: Mutex<State>
    let roster: Roster
    private let now: @Sendable () -> Timestamp
    /// What waits and durations are counted by.
    let steady: @Sendable () -> Timestamp

    /// The end of a back-off is a time of day; when that has stepped back, none is longer than the longest there is.
    private static let longestBackOff: Duration = {
        let policy = RetryPolicy()
        return policy.longestWait * (1 + policy.jitter)
    }()

    /// - Parameters:
    ///   - roster: asked at each decision what the engines have to give.
    ///   - steady: never steps back.
    package init(
        roster: Roster, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() },
        steady: @escaping @Sendable () -> Timestamp
    ) {
        state = Mutex(State(admission: Admission(gpus: roster.gpus, mostTrainings: roster.mostTrainings)))
        self.roster = roster
        self.now = now
        self.steady = steady
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

    /// Counts a task that is there already. Parts count with the task that they belong to.
    package func count(_ task: GenerationTask) {
        if task.parent == nil { _ = reserve(task.id, of: task.accountID) }
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
    package var waitingCount: Int { state.withLock { $0.waiting.count } }

    package var runningCount: Int { state.withLock { $0.running.count } }

    // MARK: Waiting

    /// Puts a queued task where it belongs; one whose engine is not on the roster belongs nowhere.
    /// - Returns: whether it could start now.
    package func add(_ task: GenerationTask) -> Bool {
        guard let (need, room) = roster.place(of: task) else { return false }
        let moment = steady()
        let told = task.notBefore.map { due in
            // What waits for a consent waits for no time.
            due >= .never ? due : moment + min(due - now(), Self.longestBackOff)
        }
        return state.withLock { state in
            guard state.running.index(forKey: task.id) == nil else { return false }
            let noted = state.backOffs.removeValue(forKey: task.id)
            if task.notBefore != nil, let due = noted ?? told, due > moment {
                state.waiting.delay(WaitingTask(task), need, until: due)
                return true
            }
            state.waiting.insert(WaitingTask(task), need)
            guard case .granted = state.admission.answer(to: need, in: room) else { return false }
            return true
        }
    }

    /// How long the task waits once it is added: its row knows the time of day only, which may step back before that.
    func note(backOff wait: Duration, of id: TaskID) {
        let due = steady() + wait
        state.withLock { $0.backOffs[id] = due }
    }

    /// Takes a task out that waits no more.
    package func remove(_ task: GenerationTask) {
        guard let need = roster.need(of: task) else { return }
        state.withLock { state in
            state.backOffs[task.id] = nil
            state.waiting.remove(WaitingTask(task), need)
        }
    }

    /// Takes the next task that gets what it needs, and gives it that.
    func takeNext() -> (task: WaitingTask, grant: Admission.Grant)? {
        let (moment, rooms) = (steady(), roster.rooms)
        return state.withLock { state in
            state.waiting.endBackOffs(at: moment)
            guard let next = state.waiting.takeFirst({ rooms[$0] }, state.admission) else { return nil }
            state.admission.take(next.grant)
            state.running[next.task.id] = Run(
                grant: next.grant, need: next.need, pace: RunPace(startedAt: moment, foretold: nil))
            return (next.task, next.grant)
        }
    }

    /// All that wait for the engine, those in a back-off too.
    func waiting(on engine: String) -> [TaskID] { state.withLock { $0.waiting.tasks(on: engine) } }

    /// When the next back-off ends, by ``steady``.
    var nextDue: Timestamp? { state.withLock { $0.waiting.nextDue } }
}
