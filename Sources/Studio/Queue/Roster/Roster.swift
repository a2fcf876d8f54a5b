import Domain
import Synchronization

/// The one owner of which engines exist and how they stand: read by whoever submits, starts or lists tasks, changed while
/// the server runs. It is asked from under other locks and takes none itself but its own.
package final class Roster: Sendable {
    private let entriesByName: Mutex<[String: RosterEntry]>
    private let now: @Sendable () -> Timestamp
    private let steady: @Sendable () -> Timestamp
    /// Manifests that are no engines.
    package let faults: [EngineFault]
    /// Of this machine.
    package let gpus: [GPU]

    /// - Parameters:
    ///   - engines: the first one goes before the others where nobody has a preference. Of two with one name the first
    ///     counts.
    ///   - faults: of the manifests.
    ///   - steady: never steps back; what pauses are counted by.
    package init(
        engines: [any GenerationEngine], faults: [EngineFault] = [], gpus: [GPU] = [],
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }, steady: @escaping @Sendable () -> Timestamp
    ) {
        let entries = engines.enumerated().map { position, engine in
            var entry = RosterEntry(
                engine: engine, setting: EngineSetting(name: engine.name), position: position)
            if let missing = engine.facts.needs.missing(among: gpus) { entry.readiness = .notConfigured(missing) }
            return entry
        }
        entriesByName = Mutex(Dictionary(entries.map { ($0.name, $0) }) { first, _ in first })
        self.now = now
        self.steady = steady
        self.faults = faults
        self.gpus = gpus
    }

    // MARK: Reading

    /// As the server lists them.
    package var entries: [RosterEntry] { entriesByName.withLock { $0.values.sorted { $0.position < $1.position } } }

    package func entry(_ name: String) -> RosterEntry? { entriesByName.withLock { $0[name] } }

    /// - Throws: what ``EngineChoice/choose(among:)`` throws.
    package func choose(_ choice: EngineChoice) throws(StudioError) -> any GenerationEngine {
        try choice.choose(among: entries).engine
    }

    /// What each engine has to give now, by name.
    package var rooms: [String: Admission.Room] {
        let moment = steady()
        return entriesByName.withLock { $0.mapValues { $0.room(at: moment) } }
    }

    package func room(of name: String) -> Admission.Room? {
        let moment = steady()
        return entriesByName.withLock { $0[name]?.room(at: moment) }
    }

    /// Nil for a task of an engine that is not there.
    package func need(of task: GenerationTask) -> TaskNeed? {
        entriesByName.withLock { $0[task.engine].map { TaskNeed(of: task, on: $0.facts) } }
    }

    /// When an engine that is not well may be tried again, by the steady clock.
    package var nextTrial: Timestamp? {
        let moment = steady()
        return entriesByName.withLock { entries in
            entries.values.compactMap { $0.breaker.trialAt }.filter { $0 > moment }.min()
        }
    }

    // MARK: Changing

    /// Takes what was kept from earlier; what concerns engines that are gone is left alone.
    package func adopt(_ settings: [EngineSetting]) {
        entriesByName.withLock { entries in
            for setting in settings { entries[setting.name]?.setting = setting }
        }
    }

    /// - Returns: the engine as it is now; nil when it is not there.
    package func update(_ setting: EngineSetting) -> RosterEntry? {
        entriesByName.withLock { entries in
            if setting.trouble == nil { entries[setting.name]?.breaker.noteSuccess() }
            entries[setting.name]?.setting = setting
            return entries[setting.name]
        }
    }

    /// The engine has done some work.
    /// - Returns: its setting when that is another now.
    package func noteSuccess(_ name: String) -> EngineSetting? {
        entriesByName.withLock { entries in
            entries[name]?.breaker.noteSuccess()
            entries[name]?.readiness = .ready
            guard entries[name]?.setting.trouble != nil else { return nil }
            entries[name]?.setting.trouble = nil
            return entries[name]?.setting
        }
    }

    /// The engine could do no work at all. After a few times in a row nothing starts on it for a while.
    /// - Returns: its setting when that is another now.
    package func noteOutage(_ name: String, _ reason: String) -> EngineSetting? {
        let (moment, date) = (steady(), now())
        return entriesByName.withLock { entries in
            guard let entry = entries[name], entries[name]?.breaker.noteFailure(at: moment) == true else { return nil }
            let since = entry.setting.trouble?.since ?? date
            entries[name]?.setting.trouble = .init(since: since, reason: reason)
            return entries[name]?.setting
        }
    }

    /// Asks the engine whether it could work now, if it is one that can be asked.
    package func lookAfter(_ name: String) async {
        guard let engine = entry(name)?.engine as? any HealthReportingEngine else { return }
        var readiness = await engine.health()
        if readiness == .ready, let missing = engine.facts.needs.missing(among: gpus) {
            readiness = .notConfigured(missing)
        }
        entriesByName.withLock { $0[name]?.readiness = readiness }
    }

    /// Asks all of them.
    package func lookAfterAll() async {
        await withTaskGroup(of: Void.self) { group in
            for entry in entries { group.addTask { await self.lookAfter(entry.name) } }
        }
    }
}
