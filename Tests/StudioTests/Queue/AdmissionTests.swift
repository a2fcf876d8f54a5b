import Domain
import Testing

@testable import Studio

/// Who may start is decided from counts alone.
struct AdmissionTests {
    private typealias Grant = Admission.Grant

    private let film = TaskNeed(engine: "a")

    @Test func `only so many avatars are trained at a time, whatever engines do it, and nothing else waits for them`() {
        var admission = Admission(mostTrainings: 2)
        let (here, there) = (TaskNeed(engine: "a", isTraining: true), TaskNeed(engine: "b", isTraining: true))
        let room = Admission.Room(slots: 9)
        var granted: [Admission.Grant] = []
        for need in [here, there] {
            guard case .granted(let grant) = admission.answer(to: need, in: room) else {
                Issue.record("\(need) is not let in")
                return
            }
            admission.take(grant)
            granted.append(grant)
        }

        #expect(admission.answer(to: here, in: room) == .noSlot)
        #expect(admission.answer(to: film, in: room) == .granted(Admission.Grant(engine: "a")))
        admission.giveBack(granted[1])
        #expect(admission.answer(to: here, in: room) == .granted(Admission.Grant(engine: "a", isTraining: true)))
        var free = Admission()
        for _ in 0..<9 { free.take(Admission.Grant(engine: "a", isTraining: true)) }
        #expect(free.answer(to: there, in: room) != .noSlot)
    }

    private let preview = TaskNeed(engine: "a", slot: .brief)

    @Test func `an engine has as many tasks as slots, and a slot given back is free again`() {
        var admission = Admission()
        let room = Admission.Room(slots: 2)
        let grant = Grant(engine: "a")

        #expect(admission.answer(to: film, in: room) == .granted(grant))
        admission.take(grant)
        admission.take(grant)
        #expect(admission.answer(to: film, in: room) == .noSlot)
        #expect(admission.answer(to: TaskNeed(engine: "b"), in: room) == .granted(Grant(engine: "b")))
        admission.giveBack(grant)
        #expect(admission.answer(to: film, in: room) == .granted(grant))
    }

    @Test func `fewer slots than are taken start nothing until enough are given back`() {
        var admission = Admission()
        for _ in 0..<3 { admission.take(Grant(engine: "a")) }

        #expect(admission.answer(to: film, in: .init(slots: 1)) == .noSlot)
        for _ in 0..<2 { admission.giveBack(Grant(engine: "a")) }
        #expect(admission.answer(to: film, in: .init(slots: 1)) == .noSlot)
        admission.giveBack(Grant(engine: "a"))
        #expect(admission.answer(to: film, in: .init(slots: 1)) == .granted(Grant(engine: "a")))
    }

    @Test func `nothing starts on a closed engine, however free it is`() {
        let room = Admission.Room(slots: 2, briefSlots: 1, isOpen: false)

        #expect(Admission().answer(to: film, in: room) == .noSlot)
        #expect(Admission().answer(to: preview, in: room) == .noSlot)
    }

    @Test func `brief work takes its own slot, then a longer one's place that nobody waits for`() {
        var admission = Admission()
        let room = Admission.Room(slots: 1, briefSlots: 1)

        #expect(admission.answer(to: preview, in: room) == .granted(Grant(engine: "a", slot: .brief)))
        admission.take(Grant(engine: "a", slot: .brief))
        #expect(admission.answer(to: preview, in: room) == .granted(Grant(engine: "a")))
        #expect(admission.answer(to: preview, in: room, ordinaryWait: true) == .noSlot)
        #expect(admission.answer(to: film, in: room) == .granted(Grant(engine: "a")))
    }

    @Test func `a GPU is given to as many tasks as its memory holds`() {
        var admission = Admission(gpus: [GPU(index: 0, name: "x", memoryMiB: 24_000)])
        let room = Admission.Room(slots: 9)
        let need = TaskNeed(engine: "a", gpuMemoryMiB: 10_000)
        let grant = Grant(engine: "a", gpu: 0, memoryMiB: 10_000)

        #expect(admission.answer(to: need, in: room) == .granted(grant))
        admission.take(grant)
        admission.take(grant)
        #expect(admission.answer(to: need, in: room) == .noMemory(waitingFor: 0))
        #expect(admission.answer(to: film, in: room) == .granted(Grant(engine: "a")))
        admission.giveBack(grant)
        #expect(admission.answer(to: need, in: room) == .granted(grant))
    }

    @Test func `idle GPUs come first, and of those the one that the task fills best`() {
        var admission = Admission(gpus: [
            GPU(index: 0, name: "large", memoryMiB: 80_000), GPU(index: 1, name: "small", memoryMiB: 24_000),
        ])
        let room = Admission.Room(slots: 9)
        let need = TaskNeed(engine: "a", gpuMemoryMiB: 10_000)
        func gpu() -> Int? {
            guard case .granted(let grant) = admission.answer(to: need, in: room) else { return nil }
            admission.take(grant)
            return grant.gpu
        }

        let taken = [gpu(), gpu(), gpu()]
        #expect(taken == [1, 0, 1])
    }

    @Test func `no GPU that is large enough is waited for by nobody`() {
        let admission = Admission(gpus: [GPU(index: 0, name: "small", memoryMiB: 8_000)])
        let need = TaskNeed(engine: "a", gpuMemoryMiB: 24_000)

        #expect(admission.answer(to: need, in: .init(slots: 1)) == .noMemory(waitingFor: nil))
        #expect(Admission().answer(to: need, in: .init(slots: 1)) == .noMemory(waitingFor: nil))
    }
}

/// Which of those who wait is next.
struct WaitingLinesTests {
    private let account: AccountID = IDSource().next()
    private var lines = WaitingLines()
    private var seconds: Int64 = 0

    private mutating func wait(_ need: TaskNeed, priority: Int = 0) -> TaskID {
        seconds += 1
        let task = WaitingTask(
            id: IDSource().next(), account: account, priority: priority,
            createdAt: Timestamp(milliseconds: seconds * 1000))
        lines.insert(task, need)
        return task.id
    }

    private mutating func next(_ admission: inout Admission, slots: [String: Int]) -> TaskID? {
        let rooms = slots.mapValues { Admission.Room(slots: $0, briefSlots: 1) }
        guard let next = lines.takeFirst({ rooms[$0] }, admission) else { return nil }
        admission.take(next.grant)
        return next.task.id
    }

    @Test mutating func `brief work is first, then priority, then age, whichever engine it is for`() {
        let old = wait(TaskNeed(engine: "z"))
        let young = wait(TaskNeed(engine: "a"))
        let urgent = wait(TaskNeed(engine: "m"), priority: 1)
        let brief = wait(TaskNeed(engine: "y", slot: .brief))
        var admission = Admission()
        let slots = ["a": 1, "m": 1, "y": 1, "z": 1]

        let order = (0..<4).map { _ in next(&admission, slots: slots) }

        let none = next(&admission, slots: slots)
        #expect(order == [brief, urgent, old, young])
        #expect(lines.count == 0 && none == nil)
    }

    @Test mutating func `small tasks do not keep a GPU from an older large one`() {
        var admission = Admission(gpus: [GPU(index: 0, name: "x", memoryMiB: 24_000)])
        let slots = ["small": 9, "large": 1]
        let first = wait(TaskNeed(engine: "small", gpuMemoryMiB: 10_000))
        let started = next(&admission, slots: slots)
        #expect(started == first)
        let large = wait(TaskNeed(engine: "large", gpuMemoryMiB: 20_000))
        _ = wait(TaskNeed(engine: "small", gpuMemoryMiB: 10_000))
        let other = wait(TaskNeed(engine: "small"))

        let before = [next(&admission, slots: slots), next(&admission, slots: slots)]
        #expect(before == [other, nil])
        admission.giveBack(Admission.Grant(engine: "small", gpu: 0, memoryMiB: 10_000))
        let after = next(&admission, slots: slots)
        #expect(after == large)
    }

    @Test mutating func `a back-off that is over lets its task wait like the others`() {
        let task = WaitingTask(
            id: IDSource().next(), account: account, priority: 0, createdAt: Timestamp(milliseconds: 0))
        let need = TaskNeed(engine: "a")
        var admission = Admission()
        lines.delay(task, need, until: Timestamp(milliseconds: 500))

        lines.endBackOffs(at: Timestamp(milliseconds: 499))
        let early = next(&admission, slots: ["a": 1])
        #expect(early == nil && lines.count == 1)
        lines.endBackOffs(at: Timestamp(milliseconds: 500))
        let late = next(&admission, slots: ["a": 1])
        #expect(late == task.id && lines.nextDue == nil)
    }
}
