import Domain
import Testing
import TestSupport

@testable import Storage
@testable import Studio

/// A task that ran out of a GPU's memory is tried once more with a GPU for itself, and no more.
struct OutOfMemoryTests {
    private let gpus = [
        GPU(index: 0, name: "small", memoryMiB: 16_000), GPU(index: 1, name: "large", memoryMiB: 24_000),
    ]

    @Test func `the second attempt has the largest GPU for itself, and the third is not made`() async throws {
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
