import Domain

extension QueueBoard {
    /// How a task stands besides its row.
    package struct Standing: Equatable, Sendable {
        package var stage: String
        /// 0...1.
        package var progress: Double
        /// From 1; nil unless it waits for a slot.
        package var position: Int?
        package var etaSeconds: Double?
    }

    /// How many tasks run on the engine and how many wait for it.
    package func load(of engine: String) -> (running: Int, waiting: Int) {
        state.withLock { state in
            (state.running.values.count { $0.grant.engine == engine }, state.waiting.count(engine: engine))
        }
    }

    /// What running tasks have of each GPU.
    package func load(of gpu: GPU) -> Admission.Load { state.withLock { $0.admission.load(of: gpu.index) } }

    /// When the task was submitted that has waited longest for a slot; nil when none waits. Walks over all of them.
    package var oldestWaiting: Timestamp? { state.withLock { $0.waiting.oldest } }

    /// How the task stands now; costs a lock and, for one that waits, the rank of its turn.
    package func standing(of task: GenerationTask) -> Standing {
        let moment = steady()
        switch task.status {
        case .queued: return waiting(task, at: moment)
        case .running:
            guard let run = state.withLock({ $0.running[task.id] }) else { break }
            var standing = Standing(of: run, at: moment)
            if standing.stage.isEmpty { standing.stage = task.stage }
            // Until the run says where it is, it is thought to continue where the last one was.
            if !run.pace.hasBegun { standing.progress = task.progress }
            return standing
        case .succeeded: return Standing(stage: task.stage, progress: 1)
        case .failed, .cancelled: break
        }
        return Standing(stage: task.stage, progress: task.progress)
    }

    private func waiting(_ task: GenerationTask, at moment: Timestamp) -> Standing {
        var standing = Standing(stage: task.stage, progress: task.progress)
        guard let (need, room) = roster.place(of: task) else { return standing }
        state.withLock { state in
            let foretold = state.foretold(task)
            if let due = state.waiting.due(task.id) {
                guard due < .never else {
                    standing.stage = task.kind == .film ? Standing.makingScenes : Standing.awaitingConsent
                    return
                }
                let wait = Double(due.milliseconds - moment.milliseconds) / 1000
                standing.etaSeconds = foretold.map { max(0, wait) + $0 }
                return
            }
            guard let position = state.waiting.position(of: WaitingTask(task), need) else { return }
            standing.position = position
            guard let each = state.means[need] ?? foretold else { return }
            let before = position - 1 + state.admission.taken(need.engine, need.slot)
            standing.etaSeconds = Double(before) * each / Double(max(1, room.slots(need.slot))) + (foretold ?? each)
        }
        return standing
    }
}

extension QueueBoard.Standing {
    /// What is told of a run of which next to nothing is left: the last percent is often the longest.
    package static let finishing = "finishing"
    /// What is told of a training that waits for its consent.
    package static let awaitingConsent = "awaiting_consent"
    /// What is told of a film that waits for its scenes.
    package static let makingScenes = "making_scenes"

    init(of run: QueueBoard.Run, at moment: Timestamp) {
        let rest = run.pace.remainingSeconds(at: moment)
        self.init(stage: run.pace.stage, progress: max(run.pace.progress, 0), etaSeconds: rest)
        if progress >= 0.99, let rest, rest < 0.5 { stage = Self.finishing }
    }
}
