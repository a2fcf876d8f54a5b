import Domain

/// Which engine a task is given to: a plain decision over the roster.
package struct EngineChoice: Hashable, Sendable {
    package let kind: GenerationTask.Kind
    package let mode: GenerationTask.Mode
    /// The engine that the user asks for; nil leaves the choice to the server.
    package let wish: String?

    package init(kind: GenerationTask.Kind, mode: GenerationTask.Mode, wish: String? = nil) {
        self.kind = kind
        self.mode = mode
        self.wish = wish
    }

    /// Those that can do it and take tasks, the first choice first: who is well, or may be again, before who is not, then by
    /// rank, then as the server lists them.
    package func candidates(among entries: [RosterEntry]) -> [RosterEntry] {
        entries.filter(fits).sorted(by: goesFirst)
    }

    private func fits(_ entry: RosterEntry) -> Bool {
        entry.takesTasks && entry.facts.canDo(kind, mode) && isMeant(entry)
            // One with voices of its own speaks with no others.
            && (kind != .speech || entry.facts.voices == nil || wish == entry.name)
    }

    private func goesFirst(_ left: RosterEntry, _ right: RosterEntry) -> Bool {
        if left.goesWithTheWell != right.goesWithTheWell { return left.goesWithTheWell }
        let ranks = (left.setting.rank(kind), right.setting.rank(kind))
        return ranks.0 == ranks.1 ? left.position < right.position : ranks.0 < ranks.1
    }

    /// Nobody pays for work without having said so: by name, or as an administrator by a rank.
    private func isMeant(_ entry: RosterEntry) -> Bool {
        guard let wish else { return !entry.facts.needs.isPaid || entry.setting.ranks[kind] != nil }
        return wish == entry.name
    }

    /// - Throws: ``StudioError/invalid(field:reason:)`` for a wish that cannot be granted,
    ///   ``StudioError/engineUnavailable(_:)`` when nothing can do it now.
    package func choose(among entries: [RosterEntry]) throws(StudioError) -> RosterEntry {
        if let first = entries.filter(fits).min(by: goesFirst) { return first }
        guard let wish else {
            guard entries.contains(where: { $0.facts.kinds.contains(kind) }) else {
                throw .invalid(field: "kind", reason: "cannot be \(kind.rawValue): no engine of this server does that")
            }
            throw .engineUnavailable("no engine of this server can do \(kind.rawValue) now")
        }
        guard let wished = entries.first(where: { $0.name == wish }) else {
            let known = entries.map(\.name).sorted().joined(separator: ", ")
            throw .invalid(field: "engine", reason: "is unknown. Available: \(known)")
        }
        guard wished.facts.kinds.contains(kind) else {
            throw .invalid(field: "engine", reason: "\(wish) cannot do \(kind.rawValue)")
        }
        guard wished.facts.modes.contains(mode) else {
            throw .invalid(field: "engine", reason: "\(wish) cannot do \(mode.rawValue)")
        }
        switch wished.readiness {
        case .notConfigured: throw .engineUnavailable("the engine \(wish) is not configured on this server")
        case .ready, .unreachable: throw .engineUnavailable("the engine \(wish) takes no new tasks at the moment")
        }
    }
}
