import Domain

/// Who may start now: counts the slots and the GPU memory that running tasks have. A plain value, decided without clock
/// or database.
package struct Admission: Sendable {
    /// What an engine has to give.
    package struct Room: Equatable, Sendable {
        package var slots: Int
        /// For brief work alone.
        package var briefSlots: Int
        /// Whether anything may start on it.
        package var isOpen: Bool

        package init(slots: Int, briefSlots: Int = 0, isOpen: Bool = true) {
            self.slots = slots
            self.briefSlots = briefSlots
            self.isOpen = isOpen
        }

        package func slots(_ kind: SlotClass) -> Int { kind == .brief ? briefSlots : slots }
    }

    /// What a task has while it runs.
    package struct Grant: Equatable, Sendable {
        package let engine: String
        /// Whose slot it has: brief work may have an ordinary one.
        package let slot: SlotClass
        /// By index; nil for none.
        package let gpu: Int?
        package let memoryMiB: Int
        /// Whether it counts among the trainings.
        package let isTraining: Bool

        package init(
            engine: String, slot: SlotClass = .ordinary, gpu: Int? = nil, memoryMiB: Int = 0, isTraining: Bool = false
        ) {
            self.isTraining = isTraining
            self.engine = engine
            self.slot = slot
            self.gpu = gpu
            self.memoryMiB = memoryMiB
        }
    }

    package enum Answer: Equatable, Sendable {
        case granted(Grant)
        case noSlot
        /// A slot is free, but no GPU has the memory. Nothing younger should take what becomes free of this one, the best
        /// candidate; nil when no GPU is large enough.
        case noMemory(waitingFor: Int?)
    }

    private struct Slot: Hashable {
        let engine: String
        let kind: SlotClass
    }

    /// What running tasks have of a GPU.
    package struct Load: Equatable, Sendable {
        package var tasks = 0
        package var memoryMiB = 0
    }

    private let gpus: [GPU]
    /// Nil for as many as there is room for.
    private let mostTrainings: Int?
    private var trainings = 0
    private var taken: [Slot: Int] = [:]
    private var loads: [Int: Load] = [:]

    package init(gpus: [GPU] = [], mostTrainings: Int? = nil) {
        self.gpus = gpus
        self.mostTrainings = mostTrainings
    }

    package func load(of gpu: Int) -> Load { loads[gpu] ?? Load() }

    package func taken(_ engine: String, _ slot: SlotClass) -> Int { taken[Slot(engine: engine, kind: slot)] ?? 0 }

    /// Whether a task with this need may start.
    /// - Parameters:
    ///   - room: of its engine.
    ///   - ordinaryWait: whether ordinary work waits for the same engine; brief work takes an ordinary slot only when none
    ///     does.
    ///   - reserved: GPUs that an older task waits for.
    package func answer(
        to need: TaskNeed, in room: Room, ordinaryWait: Bool = false, reserved: Set<Int> = []
    ) -> Answer {
        guard room.isOpen, let slot = freeSlot(for: need, in: room, ordinaryWait) else { return .noSlot }
        if need.isTraining, let mostTrainings, trainings >= mostTrainings { return .noSlot }
        guard let memory = need.gpuMemoryMiB else {
            return .granted(Grant(engine: need.engine, slot: slot, isTraining: need.isTraining))
        }
        let large = gpus.filter { $0.memoryMiB >= memory }
        let fitting = large.filter { free($0) >= memory && !reserved.contains($0.index) }
        // Idle ones first, then the one that the task fills best: large gaps stay for large tasks.
        let best = fitting.min { left, right in
            let (tasks, others) = (loads[left.index]?.tasks ?? 0, loads[right.index]?.tasks ?? 0)
            return tasks == others
                ? (free(left), left.index) < (free(right), right.index) : tasks < others
        }
        if let best {
            return .granted(
                Grant(
                    engine: need.engine, slot: slot, gpu: best.index, memoryMiB: memory, isTraining: need.isTraining))
        }
        let candidate = large.filter { !reserved.contains($0.index) }.max {
            (free($0), -$0.index) < (free($1), -$1.index)
        }
        return .noMemory(waitingFor: candidate?.index)
    }

    package mutating func take(_ grant: Grant) {
        taken[Slot(engine: grant.engine, kind: grant.slot), default: 0] += 1
        if grant.isTraining { trainings += 1 }
        guard let gpu = grant.gpu else { return }
        loads[gpu, default: Load()].tasks += 1
        loads[gpu, default: Load()].memoryMiB += grant.memoryMiB
    }

    package mutating func giveBack(_ grant: Grant) {
        taken[Slot(engine: grant.engine, kind: grant.slot), default: 1] -= 1
        if grant.isTraining { trainings -= 1 }
        guard let gpu = grant.gpu else { return }
        loads[gpu]?.tasks -= 1
        loads[gpu]?.memoryMiB -= grant.memoryMiB
    }

    private func freeSlot(for need: TaskNeed, in room: Room, _ ordinaryWait: Bool) -> SlotClass? {
        if taken(need.engine, need.slot) < room.slots(need.slot) { return need.slot }
        guard need.slot == .brief, !ordinaryWait, taken(need.engine, .ordinary) < room.slots else { return nil }
        return .ordinary
    }

    private func free(_ gpu: GPU) -> Int { gpu.memoryMiB - (loads[gpu.index]?.memoryMiB ?? 0) }
}
