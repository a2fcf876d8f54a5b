import Domain

extension QueueBoard {
    func began(_ task: GenerationTask) {
        let moment = steady()
        state.withLock { state in
            let foretold = state.foretold(task)
            state.running[task.id]?.task = task
            state.running[task.id]?.pace = RunPace(startedAt: moment, foretold: foretold)
        }
    }

    /// Gives a task what it needs, whether that is free or not: its work continues elsewhere anyway.
    func resume(_ task: GenerationTask) {
        guard let need = roster.need(of: task) else { return }
        let grant = Admission.Grant(engine: need.engine, slot: need.slot, isTraining: need.isTraining)
        let moment = steady()
        state.withLock { state in
            guard state.running[task.id] == nil else { return }
            state.admission.take(grant)
            state.running[task.id] = Run(
                grant: grant, need: need, task: task,
                pace: RunPace(startedAt: moment, foretold: state.foretold(task)))
        }
    }

    /// - Returns: how the run stands now.
    func note(_ id: TaskID, stage: String, progress: Double) -> Standing {
        let moment = steady()
        return state.withLock { state in
            state.running[id]?.pace.note(progress, stage: stage, at: moment)
            return state.running[id].map { Standing(of: $0, at: moment) }
                ?? Standing(stage: stage, progress: progress)
        }
    }

    /// Gives back what the task had.
    /// - Parameter succeeded: its time then counts for what others may expect.
    func ended(_ id: TaskID, succeeded: Bool) {
        let moment = steady()
        state.withLock { state in
            guard let run = state.running.removeValue(forKey: id) else { return }
            state.admission.giveBack(run.grant)
            guard succeeded else { return }
            let seconds = Double(moment.milliseconds - run.pace.startedAt.milliseconds) / 1000
            if let task = run.task, let foretold = task.estimatedSeconds, run.pace.isWhole {
                state.paces.learn(.init(of: task), foretold: foretold, took: seconds)
            }
            let mean = state.means[run.need]
            state.means[run.need] = mean.map { 0.8 * $0 + 0.2 * seconds } ?? seconds
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
}
