import Domain

/// What a task needs in order to start. Tasks that need the same wait in the same line. A plain fact of the row and of its
/// engine: a task waits in the same line after a restart.
package struct TaskNeed: Hashable, Sendable {
    package let engine: String
    package let slot: SlotClass
    /// Of one GPU; nil for none.
    package let gpuMemoryMiB: Int?

    package init(engine: String, slot: SlotClass = .ordinary, gpuMemoryMiB: Int? = nil) {
        self.engine = engine
        self.slot = slot
        self.gpuMemoryMiB = gpuMemoryMiB
    }

    init(of task: GenerationTask, on engine: EngineFacts) {
        self.init(
            engine: engine.name, slot: engine.needs.slotClass(task.kind, seconds: task.estimatedSeconds),
            gpuMemoryMiB: engine.needs.gpuMemoryMiB)
    }
}
