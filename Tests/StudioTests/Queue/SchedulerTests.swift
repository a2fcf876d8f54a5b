import Domain
import Foundation
import Storage
import Studio
import Synchronization
import Testing
import TestSupport

/// Every accepted task reaches an end, once, whatever its engine or the server does.
@Suite(.timeLimit(.minutes(1))) struct SchedulerTests {
    @Test func `a task becomes a video in the library`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account, title: "my dance")

        let done = try await house.whileRunning { try await house.end(of: view, account) }

        #expect(done.task.status == .succeeded && done.progress == 1 && done.task.attempt == 1)
        let result = try #require(done.result)
        let video = try await house.library.get(try #require(result.videoID), of: account)
        #expect(video.video.title == "my dance" && video.inputs == view.task.inputs)
        #expect(
            FileManager.default.contents(atPath: house.files.path(of: video.file)) == Data("VID \(view.task.id)".utf8))
        #expect(try house.names(in: house.home.work).isEmpty)
        #expect(house.board.unfinishedCount(of: account) == 0 && house.board.runningCount == 0)
    }

    @Test func `users take turns although one came with many`() async throws {
        let order = Mutex<[String]>([])
        let house = try TestHouse(
            engine: ScriptedEngine { job, report throws(EngineError) in
                order.withLock { $0.append(job.taskID.rawValue) }
                return try await ScriptedEngine.succeed(job, report)
            })
        let (anna, ben) = (try await house.store.someone().id, try await house.store.someone().id)
        var views: [TaskView] = []
        for _ in 0..<3 { views.append(try await house.submit(for: anna)) }
        let late = try await house.submit(for: ben)

        try await house.whileRunning {
            for view in views { _ = try await house.end(of: view, anna) }
            _ = try await house.end(of: late, ben)
        }

        let ids = (views.prefix(1) + [late] + views.dropFirst()).map(\.task.id.rawValue)
        #expect(order.withLock { $0 } == ids)
    }

    @Test func `no more run at a time than the engine has slots`() async throws {
        let gate = Gate()
        let house = try TestHouse(
            engine: ScriptedEngine(slots: 2) { job, report throws(EngineError) in
                try await gate.pass(job)
                return try await ScriptedEngine.succeed(job, report)
            })
        let account = try await house.store.someone().id
        var views: [TaskView] = []
        for _ in 0..<4 { views.append(try await house.submit(for: account)) }

        try await house.whileRunning {
            await gate.nextArrival()
            await gate.nextArrival()
            #expect(house.board.runningCount == 2 && house.board.waitingCount == 2)
            #expect(try await house.tasks.get(views[2].task.id, account: account).position == 1)
            gate.open()
            for view in views { _ = try await house.end(of: view, account) }
        }
    }

    @Test func `a refusal is final`() async throws {
        let house = try TestHouse(
            engine: ScriptedEngine { _, _ throws(EngineError) in
                throw .refused(code: "driver_lost", message: "The face was lost.")
            })
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        let end = try await house.whileRunning { try await house.end(of: view, account) }

        #expect(end.task.status == .failed && end.task.attempt == 1)
        #expect(
            end.task.failure
                == GenerationTask.Failure(code: "driver_lost", message: "The face was lost.", isRetryable: false))
        #expect(house.board.unfinishedCount(of: account) == 0)
    }

    @Test func `an engine that breaks is tried again, and a later attempt counts`() async throws {
        let attempts = Mutex(0)
        let house = try TestHouse(
            engine: ScriptedEngine { job, report throws(EngineError) in
                let attempt = attempts.withLock { count in
                    count += 1
                    return count
                }
                guard attempt == 3 else { throw .failed(code: "engine_killed", message: "It stopped.", detail: "9") }
                return try await ScriptedEngine.succeed(job, report)
            })
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        let end = try await house.whileRunning { try await house.end(of: view, account) }

        #expect(end.task.status == .succeeded && end.task.attempt == 3)
    }

    @Test func `after the last attempt the failure says that trying again may help, and it does`() async throws {
        let attempts = Mutex(0)
        let house = try TestHouse(
            engine: ScriptedEngine { job, report throws(EngineError) in
                let attempt = attempts.withLock { count in
                    count += 1
                    return count
                }
                guard attempt > 3 else { throw .failed(code: "engine_killed", message: "It stopped.", detail: "9") }
                return try await ScriptedEngine.succeed(job, report)
            })
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        try await house.whileRunning {
            let failed = try await house.end(of: view, account)
            #expect(failed.task.status == .failed && failed.task.failure?.isRetryable == true)
            _ = try await house.tasks.retry(view.task.id, account: account)
            #expect(try await house.end(of: view, account).task.status == .succeeded)
        }
    }

    @Test(arguments: ["missing", "empty", "not a video", "a picture", "a link"])
    func `an engine that says it is done without a video has failed`(fault: String) async throws {
        let house = try TestHouse(
            engine: ScriptedEngine { job, _ throws(EngineError) in
                let path = job.outputDirectory + "/out.mp4"
                let bytes = ["empty": "", "not a video": "hello", "a picture": "IMG"][fault]
                if let bytes { _ = FileManager.default.createFile(atPath: path, contents: Data(bytes.utf8)) }
                if fault == "a link" {
                    try? FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/etc/passwd")
                }
                return EngineOutput([.video: path])
            })
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        let end = try await house.whileRunning { try await house.end(of: view, account) }

        #expect(end.task.status == .failed && end.task.failure?.code == "engine_failed")
        #expect(end.task.failure?.message.contains("/") == false)
        #expect(try await house.library.list(of: account, page: PageRequest()).items.isEmpty)
        #expect(try house.names(in: house.home.work).isEmpty)
    }

    @Test func `cancelling a running task ends its work and frees its slot`() async throws {
        let gate = Gate()
        let house = try TestHouse(
            engine: ScriptedEngine { job, report throws(EngineError) in
                try await gate.pass(job)
                return try await ScriptedEngine.succeed(job, report)
            })
        let account = try await house.store.someone().id
        let first = try await house.submit(for: account)
        let second = try await house.submit(for: account)

        try await house.whileRunning {
            var arrivals = gate.arrivals.makeAsyncIterator()
            #expect(await arrivals.next() == first.task.id)
            let cancelled = try await house.tasks.cancel(first.task.id, account: account)
            #expect(cancelled.task.status == .cancelled)
            #expect(await arrivals.next() == second.task.id)
            gate.open()
            #expect(try await house.end(of: second, account).task.status == .succeeded)
        }

        #expect(try await house.tasks.get(first.task.id, account: account).task.status == .cancelled)
        #expect(try await house.library.list(of: account, page: PageRequest()).items.count == 1)
        #expect(house.board.unfinishedCount(of: account) == 0)
    }

    @Test func `a task that is tried again while its old run still dies runs once more afterwards`() async throws {
        let gate = Gate()
        let house = try TestHouse(
            engine: ScriptedEngine { job, report throws(EngineError) in
                try await gate.pass(job)
                return try await ScriptedEngine.succeed(job, report)
            })
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        try await house.whileRunning {
            await gate.nextArrival()
            _ = try await house.tasks.cancel(view.task.id, account: account)
            _ = try await house.tasks.retry(view.task.id, account: account)
            gate.open()
            #expect(try await house.end(of: view, account).task.status == .succeeded)
        }

        #expect(try await house.library.list(of: account, page: PageRequest()).items.count == 1)
    }

    @Test func `a cancel that is told late does not end the retry that was faster`() async throws {
        let gate = Gate()
        let house = try TestHouse(
            engine: ScriptedEngine { job, report throws(EngineError) in
                try await gate.pass(job)
                return try await ScriptedEngine.succeed(job, report)
            })
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        try await house.whileRunning {
            var arrivals = gate.arrivals.makeAsyncIterator()
            _ = await arrivals.next()
            await house.scheduler.interrupt(view.task.id)
            _ = await arrivals.next()
            gate.open()
            let end = try await house.end(of: view, account)
            #expect(end.task.status == .succeeded && end.task.attempt == 1)
        }
    }

    @Test func `a retry is started whenever it comes, also while the old run is put away`() async throws {
        let runs = Mutex<[TaskID: Int]>([:])
        let gate = Gate()
        let house = try TestHouse(
            engine: ScriptedEngine(slots: 4) { job, report throws(EngineError) in
                let run = runs.withLock { runs in
                    runs[job.taskID, default: 0] += 1
                    return runs[job.taskID]
                }
                if run == 1 { try await gate.pass(job) }
                return try await ScriptedEngine.succeed(job, report)
            })
        let account = try await house.store.someone().id

        try await house.whileRunning {
            var arrivals = gate.arrivals.makeAsyncIterator()
            for turn in 0..<60 {
                let view = try await house.submit(for: account)
                _ = await arrivals.next()
                _ = try await house.tasks.cancel(view.task.id, account: account)
                for _ in 0..<turn * 4 { await Task.yield() }
                _ = try await house.tasks.retry(view.task.id, account: account)
                #expect(try await house.end(of: view, account).task.status == .succeeded)
            }
        }
        #expect(house.board.unfinishedCount(of: account) == 0)
    }

    @Test func `a paused queue accepts and starts nothing`() async throws {
        let house = try TestHouse(isPaused: true)
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        try await house.whileRunning {
            let later = try await house.tasks.wait(
                for: view.task.id, account: account, upTo: .milliseconds(50))
            #expect(later.task.status == .queued)
        }
    }

    @Test func `a listener hears queued, running, progress and the end, and the stream ends with the task`()
        async throws
    {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)
        let events = try await house.tasks.events(of: account, task: view.task.id, after: nil)

        let told = try await house.whileRunning {
            var told: [TaskEvent] = []
            for await event in events { told.append(event) }
            return told
        }

        let statuses = told.compactMap { event in
            if case .status(let view) = event.kind { view.task.status } else { nil }
        }
        #expect(statuses == [.queued, .running, .succeeded])
        #expect(told.contains { if case .progress("rendering", 0.5, _) = $0.kind { true } else { false } })
        #expect(zip(told, told.dropFirst()).allSatisfy { $0.id < $1.id })
        let last = try #require(told.last)
        if case .status(let end) = last.kind { #expect(end.result != nil) }

        var resumed: [TaskEvent] = []
        for await event in try await house.tasks.events(of: account, task: view.task.id, after: told[1].id) {
            resumed.append(event)
        }
        #expect(resumed.map(\.id) == told.dropFirst(2).map(\.id))
        for await event in try await house.tasks.events(of: account, task: view.task.id, after: last.id) {
            Issue.record("told again: \(event)")
        }
    }

    @Test func `progress never goes backwards and reaches the row`() async throws {
        let gate = Gate()
        let house = try TestHouse(
            engine: ScriptedEngine { job, report throws(EngineError) in
                report(.progress(stage: "tracking", progress: 0.6))
                report(.progress(stage: "rendering", progress: 0.2))
                report(.progress(stage: "rendering", progress: .nan))
                try await gate.pass(job)
                return try await ScriptedEngine.succeed(job, report)
            })
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        try await house.whileRunning {
            await gate.nextArrival()
            let running = try await house.tasks.get(view.task.id, account: account)
            #expect(running.stage == "rendering" && running.progress == 0.6)
            gate.open()
            _ = try await house.end(of: view, account)
        }
    }

    @Test func `a deleted result leaves its task without one`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)
        let done = try await house.whileRunning { try await house.end(of: view, account) }
        let result = try #require(done.result)

        #expect(
            try await house.library.change(try #require(result.videoID), of: account, .title("new")).file.title == "new"
        )
        try await house.library.delete(try #require(result.videoID), of: account)

        #expect(try await house.tasks.get(view.task.id, account: account).result == nil)
        await #expect(throws: StudioError.notFound("video")) {
            _ = try await house.library.get(try #require(result.videoID), of: account)
        }
    }
}
