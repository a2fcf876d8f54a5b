import Domain
import Synchronization

/// The one owner of which engines exist and how they stand: read by whoever submits, starts or lists tasks, changed while
/// the server runs. It is asked from under other locks and takes none itself but its own.
package final class Roster: Sendable {
    /// Every submission reads an entry: it stands in a class of its own, so that it is not copied for that.
    private final class Seat: Sendable {
        let entry: RosterEntry

        init(_ entry: RosterEntry) { self.entry = entry }
    }

    private struct State {
        private(set) var seats: [String: Seat] = [:]
        /// As the server lists them.
        private(set) var list: [RosterEntry] = []
        /// What was chosen since the last change.
        var choices: [EngineChoice: any GenerationEngine] = [:]
        /// Tasks that ran out of a GPU's memory beside others.
        var alone: Set<TaskID> = []

        init(_ entries: [RosterEntry]) {
            for entry in entries where seats[entry.name] == nil {
                seats[entry.name] = Seat(entry)
                list.append(entry)
            }
        }

        /// - Returns: nil when there is no such engine.
        mutating func change<Result>(_ name: String, _ body: (inout RosterEntry) -> Result) -> Result? {
            guard var entry = seats[name]?.entry else { return nil }
            let result = body(&entry)
            seats[name] = Seat(entry)
            list = seats.values.map(\.entry).sorted { $0.position < $1.position }
            choices = [:]
            return result
        }
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Timestamp
    private let steady: @Sendable () -> Timestamp
    /// How long after the first time that an engine was not ready it is asked again.
    private let askPause: Duration
    /// Manifests that are no engines.
    package let faults: [EngineFault]
    /// Of this machine.
    package let gpus: [GPU]
    /// Trainings of avatars at a time, on all engines together; nil for as many as they have room for.
    package let mostTrainings: Int?

    /// - Parameters:
    ///   - engines: the first one goes before the others where nobody has a preference. Of two with one name the first
    ///     counts.
    ///   - faults: of the manifests.
    ///   - steady: never steps back; what pauses are counted by.
    package init(
        engines: [any GenerationEngine], faults: [EngineFault] = [], gpus: [GPU] = [],
        mostTrainings: Int? = nil, askPause: Duration = .seconds(30),
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }, steady: @escaping @Sendable () -> Timestamp
    ) {
        let entries = engines.enumerated().map { position, engine in
            var entry = RosterEntry(engine: engine, position: position)
            if let missing = entry.facts.needs.missing(among: gpus) { entry.note(.notConfigured(missing), at: nil) }
            return entry
        }
        state = Mutex(State(entries))
        self.now = now
        self.steady = steady
        self.askPause = askPause
        self.faults = faults
        self.gpus = gpus
        self.mostTrainings = mostTrainings
    }

    // MARK: Reading

    /// As the server lists them.
    package var entries: [RosterEntry] { state.withLock { $0.list } }

    package func entry(_ name: String) -> RosterEntry? { state.withLock { $0.seats[name]?.entry } }

    /// - Throws: what ``EngineChoice/choose(among:)`` throws.
    package func choose(_ choice: EngineChoice) throws(StudioError) -> any GenerationEngine {
        if let engine = state.withLock({ $0.choices[choice] }) { return engine }
        let answer = state.withLock { state -> Result<any GenerationEngine, StudioError> in
            do throws(StudioError) {
                let engine = try choice.choose(among: state.list).engine
                state.choices[choice] = engine
                return .success(engine)
            } catch {
                return .failure(error)
            }
        }
        return try answer.get()
    }

    /// What each engine has to give now, by name.
    package var rooms: [String: Admission.Room] {
        let moment = steady()
        return state.withLock { $0.seats.mapValues { $0.entry.room(at: moment) } }
    }

    package func room(of name: String) -> Admission.Room? {
        let moment = steady()
        return state.withLock { $0.seats[name] }?.entry.room(at: moment)
    }

    /// In which line the task waits; nil for a task of an engine that is not there.
    package func need(of task: GenerationTask) -> TaskNeed? {
        let (seat, isAlone) = state.withLock { ($0.seats[task.engine], $0.alone.contains(task.id)) }
        guard let seat else { return nil }
        let need = TaskNeed(of: task, on: seat.entry.facts, countsTrainings: mostTrainings != nil)
        guard isAlone, need.gpuMemoryMiB != nil, let whole = gpus.map(\.memoryMiB).max() else { return need }
        return need.alone(on: whole)
    }

    /// The task ran out of memory: from now on it has the largest GPU for itself.
    /// - Returns: false for one that has no GPU, or had it for itself already.
    func isolate(_ task: GenerationTask) -> Bool {
        state.withLock { state in
            guard state.seats[task.engine]?.entry.facts.needs.gpuMemoryMiB != nil else { return false }
            return state.alone.insert(task.id).inserted
        }
    }

    /// Whether the task has been given a GPU for itself.
    func isAlone(_ id: TaskID) -> Bool { state.withLock { $0.alone.contains(id) } }

    /// The task has ended.
    func forget(_ id: TaskID) { state.withLock { _ = $0.alone.remove(id) } }

    /// What the task needs, and what its engine has to give now; nil for a task of an engine that is not there.
    package func place(of task: GenerationTask) -> (need: TaskNeed, room: Admission.Room)? {
        guard let need = need(of: task), let room = room(of: task.engine) else { return nil }
        return (need, room)
    }

    /// When an engine that is not well may be tried or is to be asked again, by the steady clock.
    package var nextTrial: Timestamp? {
        let moment = steady()
        return state.withLock { state in
            let trials = state.list.compactMap(\.breaker.trialAt).filter { $0 > moment }
            return (trials + state.list.compactMap(\.askAt)).min()
        }
    }

    // MARK: Changing

    /// Takes what was kept from earlier; what concerns engines that are gone is left alone.
    package func adopt(_ settings: [EngineSetting]) {
        state.withLock { state in
            for setting in settings {
                _ = state.change(setting.name) { entry in
                    entry.setting = setting
                    // How long it has been let alone is not kept.
                    if setting.trouble != nil { entry.noteTrial() }
                }
            }
        }
    }

    /// Takes what has been committed.
    package func update(_ setting: EngineSetting) {
        state.withLock { state in
            _ = state.change(setting.name) { entry in
                if setting.trouble == nil { entry.noteSuccess() }
                entry.setting = setting
            }
        }
    }

    /// The engine has done some work.
    /// - Returns: whether its trouble is over by that.
    package func noteSuccess(_ name: String) -> Bool {
        change(name) { entry in
            entry.noteSuccess()
            entry.note(.ready, at: nil)
            guard entry.setting.trouble != nil else { return false }
            entry.setting.trouble = nil
            return true
        } ?? false
    }

    /// Keeps what went wrong for whoever looks after the engine.
    func note(_ failure: EngineFailure, of name: String) {
        state.withLock { state in _ = state.change(name) { $0.note(failure) } }
    }

    /// The engine could do no work at all. After a few times in a row nothing starts on it for a while.
    /// - Returns: its trouble when that is another now.
    package func noteOutage(_ name: String, _ reason: Remark) -> EngineSetting.Trouble? {
        let (moment, date) = (steady(), now())
        return change(name) { entry in
            guard entry.noteOutage(at: moment) else { return nil }
            entry.setting.trouble = .init(since: entry.setting.trouble?.since ?? date, reason: reason)
            return entry.setting.trouble
        }
    }

    private func change<Result: Sendable>(_ name: String, _ body: (inout RosterEntry) -> Result?) -> Result? {
        state.withLock { $0.change(name, body) ?? nil }
    }

    /// Asks the engine whether it could work now, if it is one that can be asked.
    package func lookAfter(_ name: String) async {
        guard let engine = entry(name)?.engine as? any HealthReportingEngine else { return }
        var readiness = await engine.health()
        if readiness == .ready, let missing = engine.facts.needs.missing(among: gpus) {
            readiness = .notConfigured(missing)
        }
        let next = steady() + pause(afterQuestions: entry(name)?.questions ?? 0)
        state.withLock { state in _ = state.change(name) { $0.note(readiness, at: next) } }
    }

    /// Lets those be chosen again that have been let alone long enough.
    func noteTrials() {
        let moment = steady()
        state.withLock { state in
            let due = state.list.filter { entry in
                !entry.isTrialDue && entry.setting.trouble != nil && entry.breaker.state(at: moment) == .trying
            }
            for entry in due { _ = state.change(entry.name) { $0.noteTrial() } }
        }
    }

    /// Those that were not ready and are to be asked again now.
    func takeQuestions() -> [String] {
        let moment = steady()
        return state.withLock { state in
            let names = state.list.filter { $0.askAt.map { $0 <= moment } ?? false }.map(\.name)
            for name in names { _ = state.change(name) { $0.askAt = nil } }
            return names
        }
    }

    /// Twice as long each time, up to ten minutes.
    private func pause(afterQuestions count: Int) -> Duration {
        (0..<min(count, 16)).reduce(askPause) { pause, _ in min(pause * 2, .seconds(600)) }
    }

    /// Asks all of them.
    package func lookAfterAll() async {
        await withTaskGroup(of: Void.self) { group in
            for entry in entries { group.addTask { await self.lookAfter(entry.name) } }
        }
    }
}
