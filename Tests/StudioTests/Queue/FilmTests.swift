import Domain
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Studio

/// A film is made of its scenes whatever happens to one of them or to the server, and nobody pays twice for a scene.
@Suite(.timeLimit(.minutes(1))) struct FilmTests {
    /// What the engine was asked to do, in order.
    private final class Jobs: Sendable {
        private let all = Mutex<[EngineJob]>([])

        func add(_ job: EngineJob) { all.withLock { $0.append(job) } }
        var spoken: [String] { all.withLock { $0.compactMap { $0.kind == .film ? nil : $0.parameters["text"] } } }
        var films: [EngineJob] { all.withLock { $0.filter { $0.kind == .film } } }
    }

    private let jobs = Jobs()

    /// Whether an engine can do what it could not do before.
    private final class Recovery: Sendable {
        private let isDone = Atomic(false)

        var isOver: Bool { isDone.load(ordering: .relaxed) }
        func happen() { isDone.store(true, ordering: .relaxed) }
    }

    /// - Parameter script: what is done with a job besides noting it.
    private func house(
        isPaused: Bool = false, after earlier: TestHouse? = nil, activeTasks: Int = 100,
        _ script: @escaping ScriptedEngine.Script = ScriptedEngine.succeed
    ) throws -> TestHouse {
        let engine = ScriptedEngine(kinds: [.talkingVideo, .film]) { [jobs] job, report throws(EngineError) in
            jobs.add(job)
            return try await script(job, report)
        }
        return try TestHouse(engine: engine, isPaused: isPaused, activeTasks: activeTasks, after: earlier)
    }

    private func order(
        _ house: TestHouse, _ account: AccountID, _ texts: [String], picture: String = "IMG kim"
    ) async throws -> Tasks.FilmOrder {
        let image = try await house.upload(picture, title: "kim.png", account: account)
        return Tasks.FilmOrder(
            scenes: texts.map { text in
                .init(
                    .init(kind: .talkingVideo, image: .file(image.id), text: text, options: ["voice": "espeak:en-us"]),
                    cut: .init(pauseMs: 250, transition: .fade))
            }, format: .portrait, title: "Two words")
    }

    @Test func `a film is joined of its scenes in their order, and alone in the library`() async throws {
        let house = try house(activeTasks: 1)
        let account = try await house.store.someone().id
        let view = try await house.tasks.submit(order(house, account, ["One.", "Two."]), account: account)
        #expect(view.task.kind == .film && view.stage == "making_scenes" && view.scenes.count == 2)
        #expect(view.scenes.allSatisfy { !$0.isReused && $0.cut.pauseMs == 250 && $0.cut.transition == .fade })

        let end = try await house.whileRunning { try await house.end(of: view, account) }

        #expect(end.task.status == .succeeded, "\(String(describing: end.task.failure))")
        #expect(jobs.spoken.sorted() == ["One.", "Two."] && jobs.films.count == 1)
        let film = try #require(jobs.films.first)
        for (number, scene) in end.scenes.enumerated() {
            let path = try #require(film.inputs["scene-\(number)"])
            let file = try await house.files.get(#require(scene.task.resultFileID), of: account)
            #expect(path == house.files.path(of: file))
        }
        #expect(film.parameters["film"]?.contains(#""format":"portrait""#) == true)
        let library = try await house.library.list(of: account, page: PageRequest()).items
        #expect(library.map(\.video.title) == ["Two words"] && library.map(\.video.taskID) == [view.task.id])
        let listed = try await house.tasks.list(account: account, status: nil, kind: nil, page: PageRequest()).items
        #expect(listed.map(\.task.id) == [view.task.id], "scenes stand in no list")
        #expect(house.board.unfinishedCount(of: account) == 0)
        #expect(try house.names(in: house.home.work).isEmpty)
    }

    @Test func `a scene that fails is named, and trying again makes it alone`() async throws {
        let recovery = Recovery()
        let house = try house { job, report throws(EngineError) in
            if job.parameters["text"] == "Two.", !recovery.isOver {
                throw .refused(code: "no_face_in_source", message: "There is no face.")
            }
            return try await ScriptedEngine.succeed(job, report)
        }
        let account = try await house.store.someone().id
        let view = try await house.tasks.submit(order(house, account, ["One.", "Two.", "Three."]), account: account)
        try await house.whileRunning {
            let failed = try await house.end(of: view, account)
            #expect(failed.task.failure?.code == "scene_failed" && failed.task.attempt == 0)
            #expect(failed.task.failure?.message == "Scene 2 failed: There is no face.")
            #expect(failed.scenes.map(\.task.status) == [.succeeded, .failed, .succeeded])
            recovery.happen()

            let again = try await house.tasks.retry(view.task.id, account: account)
            #expect(again.task.status == .queued && !again.scenes[1].task.status.isFinished)
            let end = try await house.end(of: view, account)
            #expect(end.task.status == .succeeded, "\(String(describing: end.task.failure))")
        }

        #expect(jobs.spoken.sorted() == ["One.", "Three.", "Two.", "Two."] && jobs.films.count == 1)
    }

    @Test func `cancelling a film ends its scenes, and one that is cancelled ends its film`() async throws {
        let gate = Gate()
        let house = try house { job, report throws(EngineError) in
            try await gate.pass(job)
            return try await ScriptedEngine.succeed(job, report)
        }
        let account = try await house.store.someone().id
        let view = try await house.tasks.submit(order(house, account, ["One.", "Two."]), account: account)
        let other = try await house.tasks.submit(order(house, account, ["Three.", "Four."]), account: account)
        try await house.whileRunning {
            await gate.nextArrival()
            let cancelled = try await house.tasks.cancel(view.task.id, account: account)
            #expect(cancelled.task.status == .cancelled)
            #expect(cancelled.scenes.map(\.task.status) == [.cancelled, .cancelled])
            _ = try await house.tasks.cancel(other.scenes[1].task.id, account: account)
            gate.open()

            let end = try await house.end(of: other, account)
            #expect(end.task.failure?.code == "scene_cancelled")
            #expect(end.task.failure?.message == "Scene 2 was cancelled." && end.task.failure?.isRetryable == true)
            let again = try await house.tasks.retry(view.task.id, account: account)
            #expect(try await house.end(of: again, account).task.status == .succeeded)
        }

        #expect(house.board.unfinishedCount(of: account) == 0)
    }

    @Test func `a scene that was made before is not made again, unless that is asked for`() async throws {
        let house = try house()
        let account = try await house.store.someone().id
        let other = try await house.store.someone().id
        try await house.whileRunning {
            let first = try await house.tasks.submit(order(house, account, ["One.", "Two."]), account: account)
            _ = try await house.end(of: first, account)

            let second = try await house.tasks.submit(order(house, account, ["One.", "New."]), account: account)
            #expect(second.scenes.map(\.isReused) == [true, false])
            #expect(try await house.end(of: second, account).task.status == .succeeded)
            let same = try await house.tasks.submit(order(house, account, ["New.", "Two."]), account: account)
            #expect(same.scenes.map(\.isReused) == [true, true] && same.stage != "making_scenes")
            #expect(try await house.end(of: same, account).task.status == .succeeded)
            #expect(jobs.spoken.count == 3)

            var fresh = try await order(house, account, ["One."])
            fresh.scenes[0].isFresh = true
            _ = try await house.end(of: house.tasks.submit(fresh, account: account), account)
            let theirs = try await house.tasks.submit(order(house, other, ["One."]), account: other)
            #expect(theirs.scenes.map(\.isReused) == [false], "what others made is theirs")
            _ = try await house.end(of: theirs, other)
            let elsewhere = try await order(house, account, ["One."], picture: "IMG another")
            #expect(try await house.tasks.submit(elsewhere, account: account).scenes.map(\.isReused) == [false])
        }

        #expect(jobs.spoken.filter { $0 == "One." }.count >= 3)
    }

    @Test func `two scenes of one film that are the same are made once, and seen twice`() async throws {
        let house = try house()
        let account = try await house.store.someone().id
        try await house.whileRunning {
            let estimate = try await house.tasks.estimate(order(house, account, ["One.", "One."]), account: account)
            #expect(estimate.engine?.seconds == 3)

            let film = try await house.tasks.submit(
                order(house, account, ["One.", "Two.", "One."]), account: account)

            #expect(film.scenes.map(\.number) == [0, 1, 2])
            #expect(film.scenes[0].task.id == film.scenes[2].task.id)
            #expect(try await house.end(of: film, account).task.status == .succeeded)
        }

        #expect(jobs.spoken.sorted() == ["One.", "Two."])
        let inputs = try #require(jobs.films.first).inputs
        #expect(Set(inputs.keys) == ["scene-0", "scene-1", "scene-2"])
        #expect(inputs["scene-0"] == inputs["scene-2"] && inputs["scene-0"] != inputs["scene-1"], "\(inputs)")
    }

    @Test func `a film that changes is estimated by what has changed`() async throws {
        let house = try house(isPaused: true)
        let account = try await house.store.someone().id

        for texts in [["One."], ["One.", "Two."], ["Two.", "One."], ["One.", "Two.", "Three."]] {
            _ = try await house.tasks.estimate(order(house, account, texts), account: account)
        }

        #expect(house.engine.checks == 3)
    }

    @Test func `a film outlives a server that was killed between its scenes`() async throws {
        let first = try house(isPaused: true)
        let account = try await first.store.someone().id
        let view = try await first.tasks.submit(order(first, account, ["One.", "Two."]), account: account)
        _ = try await first.store.start(view.scenes[0].task.id, at: .now(), lease: .now() + .seconds(60))

        let later = try house(after: first)
        let end = try await later.whileRunning { try await later.end(of: view, account) }

        #expect(end.task.status == .succeeded && end.scenes.map(\.task.attempt) == [2, 1])
        #expect(later.board.unfinishedCount(of: account) == 0)
        #expect(try await later.library.list(of: account, page: PageRequest()).items.count == 1)
    }

    @Test func `a request that was carried out and never answered makes no second film`() async throws {
        let house = try house(isPaused: true)
        let account = try await house.store.someone().id
        let film = try await order(house, account, ["One.", "Two."])
        let id = sampleIDs.next(IdempotencyClaim.self).rawValue
        func ask(isResumed: Bool) async throws -> TaskView {
            let claim = IdempotencyClaim(effectID: id, isResumed: isResumed)
            return try await IdempotencyClaim.$current.withValue(claim) {
                try await house.tasks.submit(film, account: account)
            }
        }

        let (first, second) = (try await ask(isResumed: false), try await ask(isResumed: true))

        #expect(first.task.id == second.task.id && first.scenes.map(\.task.id) == second.scenes.map(\.task.id))
        #expect(try await house.store.unfinishedTasks().count == 3)
    }

    @Test func `what is wrong with a scene is told with its place`() async throws {
        let house = try house(isPaused: true)
        let account = try await house.store.someone().id
        var film = try await order(house, account, ["One.", "Two."])
        film.scenes[1].submission.text = "  "

        await #expect(throws: StudioError.invalid(field: "scenes[1].script", reason: "is empty")) {
            _ = try await house.tasks.submit(film, account: account)
        }

        #expect(house.board.unfinishedCount(of: account) == 0)
        #expect(try await house.store.unfinishedTasks().isEmpty)
    }
}
