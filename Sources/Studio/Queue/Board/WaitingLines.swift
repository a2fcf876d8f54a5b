import Domain

/// The tasks that wait, in a line for each need, and the back-offs that are not over. A plain value.
struct WaitingLines: Sendable {
    private struct Delayed {
        let task: WaitingTask
        let need: TaskNeed
        let due: Timestamp
    }

    private var lines: [TaskNeed: FairOrder] = [:]
    private var delayed: [TaskID: Delayed] = [:]

    /// Tasks that wait for a slot or for the end of their back-off.
    var count: Int { lines.values.reduce(delayed.count) { $0 + $1.count } }

    /// When the next back-off ends.
    var nextDue: Timestamp? { delayed.values.lazy.map(\.due).filter { $0 < .never }.min() }

    func due(_ id: TaskID) -> Timestamp? { delayed[id]?.due }

    func position(of task: WaitingTask, _ need: TaskNeed) -> Int? { lines[need]?.position(of: task) }

    /// How many wait for the engine.
    func count(engine: String) -> Int {
        lines.reduce(delayed.values.count { $0.need.engine == engine }) { count, line in
            count + (line.key.engine == engine ? line.value.count : 0)
        }
    }

    func tasks(on engine: String) -> [TaskID] {
        let late = delayed.values.filter { $0.need.engine == engine }.map(\.task.id)
        return lines.filter { $0.key.engine == engine }.flatMap { $0.value.ids } + late
    }

    /// When the task was submitted that has waited longest for a slot.
    var oldest: Timestamp? { lines.values.compactMap { $0.oldest }.min() }

    /// How many wait for the same.
    func count(_ need: TaskNeed) -> Int { lines[need]?.count ?? 0 }

    mutating func insert(_ task: WaitingTask, _ need: TaskNeed) { lines[need, default: FairOrder()].insert(task) }

    mutating func delay(_ task: WaitingTask, _ need: TaskNeed, until due: Timestamp) {
        delayed[task.id] = Delayed(task: task, need: need, due: due)
    }

    mutating func remove(_ task: WaitingTask, _ need: TaskNeed) {
        delayed[task.id] = nil
        lines[need]?.remove(task)
        dropIfEmpty(need)
    }

    /// Lets those wait for a slot whose back-off is over.
    mutating func endBackOffs(at moment: Timestamp) {
        for delayed in delayed.values where delayed.due <= moment {
            self.delayed[delayed.task.id] = nil
            insert(delayed.task, delayed.need)
        }
    }

    /// Takes the first task out that gets what it needs: brief work first, then higher priority, then the line whose first
    /// task is the oldest.
    mutating func takeFirst(
        _ rooms: (String) -> Admission.Room?, _ admission: Admission
    ) -> (task: WaitingTask, need: TaskNeed, grant: Admission.Grant)? {
        var reserved: Set<Int> = []
        for need in inOrder {
            guard let room = rooms(need.engine) else { continue }
            let ordinaryWait = [false, true].contains { isTraining in
                count(TaskNeed(engine: need.engine, gpuMemoryMiB: need.gpuMemoryMiB, isTraining: isTraining)) > 0
            }
            let answer = admission.answer(to: need, in: room, ordinaryWait: ordinaryWait, reserved: reserved)
            switch answer {
            case .granted(let grant):
                // A copy of the line held here would make the change of its order copy the whole queue.
                guard let task = lines[need]?.popFirst() else { continue }
                dropIfEmpty(need)
                return (task, need, grant)
            case .noMemory(let gpu): if let gpu { reserved.insert(gpu) }
            case .noSlot: continue
            }
        }
        return nil
    }

    private var inOrder: [TaskNeed] {
        let heads = lines.compactMap { need, order in order.first.map { (need: need, task: $0) } }
        return heads.sorted { left, right in
            if left.need.slot != right.need.slot { return left.need.slot == .brief }
            if left.task.priority != right.task.priority { return left.task.priority > right.task.priority }
            if left.task.createdAt != right.task.createdAt { return left.task.createdAt < right.task.createdAt }
            return left.task.id.rawValue < right.task.id.rawValue
        }.map(\.need)
    }

    private mutating func dropIfEmpty(_ need: TaskNeed) {
        if lines[need]?.isEmpty == true { lines[need] = nil }
    }
}
