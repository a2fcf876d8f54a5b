import Domain

/// One engine of the roster, as it is now.
package struct RosterEntry: Sendable {
    package let engine: any GenerationEngine
    package let facts: EngineFacts
    package var setting: EngineSetting
    /// What it said of itself last; ready until it says otherwise.
    package private(set) var readiness: EngineReadiness = .ready
    /// When it is to be asked again, by the steady clock; nil while it is ready.
    var askAt: Timestamp?
    /// How often in a row it was not ready.
    private(set) var questions = 0
    private(set) var breaker = EngineBreaker()
    /// Whether it has been let alone long enough for the next task to show whether its trouble is over.
    private(set) var isTrialDue = false
    /// What went wrong on it last, newest first.
    package private(set) var failures: [EngineFailure] = []
    private static let keptFailures = 5
    /// Where it stands in the list that the server was started with: the tie-breaker of ranks.
    let position: Int

    package var name: String { facts.name }
    package var slots: Int { setting.slots ?? facts.needs.slots }

    /// - Parameter setting: nil for that of an engine nobody has set anything of.
    init(engine: any GenerationEngine, setting: EngineSetting? = nil, position: Int) {
        self.engine = engine
        facts = engine.facts
        self.setting = setting ?? EngineSetting(name: facts.name)
        self.position = position
    }

    /// - Parameter next: when it is to be asked again unless it is ready; nil for never.
    mutating func note(_ readiness: EngineReadiness, at next: Timestamp?) {
        self.readiness = readiness
        let isReady = readiness == .ready
        (questions, askAt) = isReady ? (0, nil) : (questions + 1, next)
    }

    /// Its trouble, if it had one, is over.
    mutating func noteSuccess() {
        breaker.noteSuccess()
        isTrialDue = false
    }

    /// It could do no work at all.
    /// - Returns: whether nothing starts on it for a while.
    mutating func noteOutage(at moment: Timestamp) -> Bool {
        guard breaker.noteFailure(at: moment) else { return false }
        isTrialDue = false
        return true
    }

    mutating func noteTrial() { isTrialDue = true }

    mutating func note(_ failure: EngineFailure) {
        failures = Array(([failure] + failures).prefix(Self.keptFailures))
    }

    /// Whether a new task may be given to it.
    package var takesTasks: Bool {
        if case .notConfigured = readiness { return false }
        return setting.state == .enabled
    }

    /// Whether it can be expected to work.
    package var isWell: Bool { readiness == .ready && setting.trouble == nil }

    /// Whether it can work, for everybody.
    package var standing: String {
        switch readiness {
        case .notConfigured: "not configured"
        case .unreachable: "unreachable"
        case .ready: setting.trouble == nil ? "ready" : "not working"
        }
    }

    /// Whether a new task may go to it before others, to do the work or to show that it still cannot.
    var goesWithTheWell: Bool { isWell || (readiness == .ready && isTrialDue) }

    /// Why it cannot work, for those who run the server: it may name programs and settings. Nil when it can.
    package var complaint: Remark? {
        switch readiness {
        case .notConfigured(let why), .unreachable(let why): why
        case .ready: setting.trouble?.reason
        }
    }

    func room(at moment: Timestamp, running: Int = 0) -> Admission.Room {
        var room = Admission.Room(slots: slots, briefSlots: facts.needs.briefSlots)
        if case .notConfigured = readiness { room.isOpen = false }
        if setting.state == .disabled { room.isOpen = false }
        switch breaker.state(at: moment) {
        case .closed: break
        case .open: room.isOpen = false
        // One task at a time shows whether it is well again.
        case .trying: (room.slots, room.briefSlots) = (1, 0)
        }
        return room
    }
}
