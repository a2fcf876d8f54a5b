/// What is known of an engine before it is asked anything.
package struct EngineFacts: Equatable, Sendable {
    /// What `engine` in the API names: 1...40 lower-case letters, digits, `-`, `_` and `.`.
    package let name: String
    /// What a person reads.
    package var title: String
    package var kinds: Set<GenerationTask.Kind>
    package var modes: Set<GenerationTask.Mode>
    package var limits: EngineLimits
    package var needs: EngineNeeds
    /// How the names of voices begin that lie at its service: `fish:`. It speaks with those and with what was cloned
    /// there, and no other engine does; nil for an engine that speaks with this server's own.
    package var voices: String?
    /// Whether it writes into what it makes that it is made by a machine; else the server does.
    package var marksResults = false
    /// The work whose first second it can show before; see ``PreviewingEngine``.
    package var previews: Set<GenerationTask.Kind> = []

    package init(
        name: String, title: String? = nil, kinds: Set<GenerationTask.Kind>,
        modes: Set<GenerationTask.Mode> = Set(GenerationTask.Mode.allCases), limits: EngineLimits = EngineLimits(),
        needs: EngineNeeds = EngineNeeds(), voices: String? = nil
    ) {
        self.name = name
        self.title = title ?? name
        self.kinds = kinds
        self.modes = modes
        self.limits = limits
        self.needs = needs
        self.voices = voices
    }

    package func canDo(_ kind: GenerationTask.Kind, _ mode: GenerationTask.Mode) -> Bool {
        kinds.contains(kind) && modes.contains(mode)
    }
}

/// The inputs that an engine takes; nil bounds nothing.
package struct EngineLimits: Equatable, Sendable {
    /// Of a clip or a sound.
    package var longestMs: Int?
    /// Of a clip.
    package var shortestMs: Int?
    /// Pixels of the longer side of a picture or a clip.
    package var longestSide: Int?
    /// Of the text to be spoken.
    package var mostCharacters: Int?

    package init(
        longestMs: Int? = nil, shortestMs: Int? = nil, longestSide: Int? = nil, mostCharacters: Int? = nil
    ) {
        self.longestMs = longestMs
        self.shortestMs = shortestMs
        self.longestSide = longestSide
        self.mostCharacters = mostCharacters
    }
}

/// What an engine needs to work.
package struct EngineNeeds: Equatable, Sendable {
    /// Tasks at a time unless an administrator says otherwise, at least 1.
    package var slots: Int
    /// Work of these kinds that is foretold to take no longer than this many seconds is brief: it has ``briefSlots`` of
    /// its own, so that nobody who sits and waits for it waits for a rendering.
    package var brief: [GenerationTask.Kind: Double]
    /// Of one GPU for each task, in MiB; nil for an engine without one.
    package var gpuMemoryMiB: Int?
    /// Whether it calls a service outside.
    package var usesNetwork: Bool

    /// Whether its work costs money outside: it is chosen by name or by an administrator's preference, never by itself.
    package var isPaid: Bool

    /// Slots for brief work besides ``slots``.
    package var briefSlots: Int { brief.isEmpty ? 0 : 1 }

    package init(
        slots: Int = 1, brief: [GenerationTask.Kind: Double] = [:], gpuMemoryMiB: Int? = nil, usesNetwork: Bool = false,
        isPaid: Bool = false
    ) {
        self.slots = max(1, slots)
        self.brief = brief
        self.gpuMemoryMiB = gpuMemoryMiB
        self.usesNetwork = usesNetwork
        self.isPaid = isPaid
    }

    /// What it needs that this machine does not have; nil when nothing is missing.
    package func missing(among gpus: [GPU]) -> Remark? {
        guard let gpuMemoryMiB, !gpus.contains(where: { $0.memoryMiB >= gpuMemoryMiB }) else { return nil }
        return .gpuMissing(memoryMiB: gpuMemoryMiB)
    }

    /// Which slot a task of this kind takes.
    /// - Parameter seconds: foretold by the engine; nil when it cannot say.
    package func slotClass(_ kind: GenerationTask.Kind, seconds: Double?) -> SlotClass {
        guard let longest = brief[kind], let seconds else { return .ordinary }
        return seconds <= longest ? .brief : .ordinary
    }
}

/// What kind of room a task takes on its engine.
package enum SlotClass: String, Hashable, Sendable { case brief, ordinary }
