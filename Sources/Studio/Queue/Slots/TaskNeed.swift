import Domain

/// What a task needs in order to start. Tasks that need the same wait in the same line. A plain fact of the row and of its
/// engine: a task waits in the same line after a restart, unless it had a GPU for itself; that is forgotten by then.
package struct TaskNeed: Hashable, Sendable {
    package let engine: String
    package let slot: SlotClass
    /// Of one GPU; nil for none.
    package let gpuMemoryMiB: Int?
    /// Whether it is one of the trainings of which there are only so many at a time, whatever engines do them.
    package let isTraining: Bool

    package init(
        engine: String, slot: SlotClass = .ordinary, gpuMemoryMiB: Int? = nil, isTraining: Bool = false
    ) {
        self.engine = engine
        self.slot = slot
        self.gpuMemoryMiB = gpuMemoryMiB
        self.isTraining = isTraining
    }

    /// - Parameter countsTrainings: whether there are only so many at a time.
    init(of task: GenerationTask, on engine: EngineFacts, countsTrainings: Bool) {
        self.init(
            engine: engine.name, slot: engine.needs.slotClass(task.kind, seconds: task.estimatedSeconds),
            gpuMemoryMiB: engine.needs.gpuMemoryMiB,
            isTraining: countsTrainings && task.kind == .avatarTraining)
    }

    /// The same with the largest GPU for itself.
    func alone(on memoryMiB: Int) -> TaskNeed {
        TaskNeed(engine: engine, slot: slot, gpuMemoryMiB: memoryMiB, isTraining: isTraining)
    }
}
