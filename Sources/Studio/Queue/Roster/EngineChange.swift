import Domain

/// What an administrator changes of an engine; nil leaves it as it is.
package struct EngineChange: Equatable, Sendable {
    package var state: EngineSetting.State?
    /// 0 takes the engine's own figure again.
    package var slots: Int?
    /// By kind; only those named are changed, and nil takes a rank back.
    package var ranks: [GenerationTask.Kind: Int?]

    package init(state: EngineSetting.State? = nil, slots: Int? = nil, ranks: [GenerationTask.Kind: Int?] = [:]) {
        self.state = state
        self.slots = slots
        self.ranks = ranks
    }

    /// - Throws: ``StudioError/invalid(field:reason:)``.
    func apply(to setting: EngineSetting, of facts: EngineFacts) throws(StudioError) -> EngineSetting {
        var setting = setting
        if let state { setting.state = state }
        if let slots {
            guard slots == 0 || EngineSetting.slotRange.contains(slots) else {
                throw .invalid(field: "slots", reason: "must be from 1 to \(EngineSetting.slotRange.upperBound), or 0")
            }
            setting.slots = slots == 0 ? nil : slots
        }
        for (kind, rank) in ranks {
            guard facts.kinds.contains(kind) else {
                throw .invalid(field: "preference", reason: "names \(kind.rawValue), which \(facts.name) cannot do")
            }
            guard rank.map(EngineSetting.rankRange.contains) ?? true else {
                throw .invalid(
                    field: "preference", reason: "must have ranks from 0 to \(EngineSetting.rankRange.upperBound)")
            }
            setting.ranks[kind] = rank
        }
        // Whoever enables an engine has looked after it.
        if state == .enabled { setting.trouble = nil }
        return setting
    }

    /// For the log.
    var details: [String: String] {
        var details: [String: String] = [:]
        details["state"] = state?.rawValue
        details["slots"] = slots.map(String.init)
        for (kind, rank) in ranks { details["rank_\(kind.rawValue)"] = rank.map { String($0) } ?? "none" }
        return details
    }
}
