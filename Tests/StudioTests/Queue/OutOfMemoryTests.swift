import Domain
import Synchronization
import Testing
import TestSupport

@testable import Storage
@testable import Studio

/// A task that ran out of a GPU's memory is tried once more with a GPU for itself, and no more.
@Suite(.timeLimit(.minutes(1))) struct OutOfMemoryTests {
    private let gpus = [
        GPU(index: 0, name: "small", memoryMiB: 16_000), GPU(index: 1, name: "large", memoryMiB: 24_000),
    ]

    @Test func `a GPU for itself that is not enough is not tried a third time`() async throws {
        let engine = ScriptedEngine(slots: 2, gpuMemoryMiB: 8000) { _, _ throws(EngineError) in
            throw .failed(code: "out_of_memory", message: "The engine ran out of memory.", detail: "played")
        }
        let house = try TestHouse(engine: engine, gpus: gpus)
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        let end = try await house.whileRunning { try await house.end(of: view, account) }

        #expect(end.task.status == .failed && end.task.attempt == 2)
        #expect(end.task.failure?.code == "out_of_memory")
    }

    @Test func `the second attempt waits until the largest GPU is free, and has it for itself`() async throws {
        let (neighbours, fault) = (Gate(), Gate())
        let seen = Mutex<[(task: TaskID, gpu: Int?)]>([])
        let house = try TestHouse(
            engine: ScriptedEngine(slots: 4, gpuMemoryMiB: 8000) { job, report throws(EngineError) in
                let isFirst = seen.withLock { seen in
                    seen.append((job.taskID, job.gpu))
                    return seen.count == 1
                }
                if isFirst {
                    try await fault.pass(job)
                    throw .failed(code: "out_of_memory", message: "The engine ran out of memory.", detail: "played")
                }
                if seen.withLock({ $0[0].task != job.taskID }) { try await neighbours.pass(job) }
                return try await ScriptedEngine.succeed(job, report)
            }, gpus: gpus)
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        let end = try await house.whileRunning {
            await fault.nextArrival()
            // Two fill the small one, one lies on the large one.
            var others: [TaskView] = []
            for _ in 0..<3 { others.append(try await house.submit(for: account)) }
            var arrivals = neighbours.arrivals.makeAsyncIterator()
            for _ in 0..<3 { _ = await arrivals.next() }
            fault.open()
            // It has a position once its back-off is over and the scheduler has looked at it.
            var standing = try await house.tasks.get(view.task.id, account: account)
            while standing.position == nil, standing.task.attempt < 2 {
                await Task.yield()
                standing = try await house.tasks.get(view.task.id, account: account)
            }
            #expect(standing.task.status == .queued && house.board.runningCount == 3)
            neighbours.open()
            for other in others { _ = try await house.end(of: other, account) }
            return try await house.end(of: view, account)
        }

        #expect(end.task.status == .succeeded && end.task.attempt == 2)
        #expect(seen.withLock { $0.last?.task == view.task.id && $0.last?.gpu == 1 })
    }

    @Test func `one that is cancelled while it waits for a GPU of its own leaves nothing behind`() async throws {
        let house = try TestHouse(engine: ScriptedEngine(gpuMemoryMiB: 8000), gpus: gpus, isPaused: true)
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)
        house.board.remove(view.task)
        #expect(house.board.roster.isolate(view.task))
        _ = house.board.add(view.task)
        #expect(house.board.waitingCount == 1)

        _ = try await house.tasks.cancel(view.task.id, account: account)

        #expect(house.board.waitingCount == 0 && !house.board.roster.isAlone(view.task.id))
    }

    @Test func `what it needs from then on is the whole of the largest GPU`() throws {
        let roster = Roster(engines: [ScriptedEngine(gpuMemoryMiB: 8000)], gpus: gpus, steady: { .now() })
        let task = GenerationTask.sample(of: sampleIDs.next())
        #expect(roster.need(of: task)?.gpuMemoryMiB == 8000)

        #expect(roster.isolate(task))

        #expect(roster.need(of: task)?.gpuMemoryMiB == 24_000 && roster.isAlone(task.id))
        #expect(!roster.isolate(task))
        roster.forget(task.id)
        #expect(roster.need(of: task)?.gpuMemoryMiB == 8000)
    }

    @Test func `without a GPU the usual number of attempts is made`() async throws {
        let engine = ScriptedEngine { _, _ throws(EngineError) in
            throw .failed(code: "out_of_memory", message: "The engine ran out of memory.", detail: "played")
        }
        let house = try TestHouse(engine: engine)
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        let end = try await house.whileRunning { try await house.end(of: view, account) }

        #expect(end.task.attempt == end.task.maxAttempts)
    }
}
