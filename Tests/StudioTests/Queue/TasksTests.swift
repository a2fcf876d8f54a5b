import Domain
import Foundation
import Storage
import Studio
import Testing
import TestSupport

/// What is refused, and what is told, before anything runs.
@Suite struct TasksTests {
    @Test func `a task waits at its position with the title of its picture`() async throws {
        let house = try TestHouse(isPaused: true)
        let account = try await house.store.someone().id

        let first = try await house.submit(for: account)
        let second = try await house.submit(for: account, title: " my \u{202e}dance ")

        #expect(first.task.title == "portrait" && second.task.title == "my dance")
        #expect(first.position == 1 && second.position == 2)
        #expect(first.task.status == .queued && first.task.estimatedSeconds == 3 && second.etaSeconds == 6)
        #expect(try await house.tasks.get(second.task.id, account: account) == second)
    }

    @Test func `a picture where a clip belongs is named by its field`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let image = try await house.upload("IMG one", account: account)
        let wrong = Tasks.Submission(
            kind: .animateMove, image: .file(image.id), video: .file(image.id), mode: .standard)

        await #expect(
            throws: StudioError.invalid(field: "video_file_id", reason: "is a picture; a video is needed")
        ) { _ = try await house.tasks.submit(wrong, account: account) }
        #expect(house.board.unfinishedCount(of: account) == 0)
    }

    @Test func `files of others and deleted files are not one's files`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let stranger = try await house.store.someone().id
        let submission = try await house.submission(of: account)
        guard case .file(let image) = submission.image else { return }

        await #expect(
            throws: StudioError.invalid(field: "image_file_id", reason: "is not one of your files")
        ) { _ = try await house.tasks.submit(submission, account: stranger) }
        try await house.files.delete(image, of: account)
        await #expect(throws: StudioError.self) { _ = try await house.tasks.submit(submission, account: account) }
    }

    @Test(arguments: [("far", "server:en"), ("near", "far:en")])
    func `an engine that does not have the voice is refused by its field`(
        _ engine: String, _ voice: String
    ) async throws {
        let (near, far) = (IdleEngine("near", kinds: [.speech]), IdleEngine("far", kinds: [.speech], voices: "far:"))
        let house = try TestHouse(others: [near, far])
        let account = try await house.store.someone().id
        var speech = Tasks.Submission(kind: .speech, text: "Hello.", options: ["voice": voice], engine: engine)

        await #expect(
            throws: StudioError.invalid(field: "engine", reason: "\(engine) does not have this voice")
        ) { _ = try await house.tasks.submit(speech, account: account) }
        #expect(house.board.unfinishedCount(of: account) == 0)
        speech.engine = nil
        #expect(try await house.tasks.submit(speech, account: account).task.engine != engine)
    }

    @Test func `an unknown engine and a kind that it cannot do are told apart`() async throws {
        let house = try TestHouse()
        let account = try await house.store.someone().id
        let good = try await house.submission(of: account, engine: "nonesuch")

        await #expect(
            throws: StudioError.invalid(
                field: "engine", reason: "is unknown. Available: builtin")
        ) { _ = try await house.tasks.submit(good, account: account) }
        let speech = Tasks.Submission(kind: .speech, image: good.image, video: good.video, mode: .pro)
        await #expect(
            throws: StudioError.invalid(field: "kind", reason: "cannot be speech: no engine of this server does that")
        ) { _ = try await house.tasks.submit(speech, account: account) }
    }

    @Test func `what the engine refuses is never queued`() async throws {
        let verdict = EngineError.refused(code: "no_face_in_source", message: "No face.")
        let house = try TestHouse(engine: ScriptedEngine(refusing: verdict))
        let account = try await house.store.someone().id

        await #expect(throws: StudioError.refused(code: "no_face_in_source", message: "No face.")) {
            _ = try await house.submit(for: account)
        }
        let page = try await house.tasks.list(account: account, status: nil, kind: nil, page: PageRequest())
        #expect(page.items.isEmpty)
        #expect(try house.names(in: house.home.work).isEmpty)
    }

    @Test func `the same files are checked once, also when asked for at the same time and after a restart`()
        async throws
    {
        let house = try TestHouse(isPaused: true)
        let account = try await house.store.someone().id
        let submission = try await house.submission(of: account)

        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask { _ = try await house.tasks.submit(submission, account: account) }
            }
            try await group.waitForAll()
        }
        let later = try TestHouse(after: house)
        _ = try await later.tasks.estimate(submission, account: account)

        #expect(house.engine.checks == 1)
        #expect(later.engine.checks == 0)
    }

    @Test func `an account has a limit of unfinished tasks, however fast it asks`() async throws {
        let house = try TestHouse(isPaused: true, activeTasks: 5)
        let account = try await house.store.someone().id
        let submission = try await house.submission(of: account)

        let accepted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<30 {
                group.addTask { (try? await house.tasks.submit(submission, account: account)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }

        #expect(accepted == 5)
        await #expect(throws: StudioError.tooManyTasks(limit: 5)) {
            _ = try await house.tasks.submit(submission, account: account)
        }
        let page = try await house.tasks.list(account: account, status: .queued, kind: nil, page: PageRequest())
        _ = try await house.tasks.cancel(page.items[0].task.id, account: account)
        _ = try await house.tasks.submit(submission, account: account)
    }

    @Test func `an input may come by URL`() async throws {
        let house = try TestHouse(isPaused: true)
        let account = try await house.store.someone().id
        house.fetcher.put(.success("IMG remote"), at: "https://example.org/a.png")
        let clip = try await house.upload("VID one", account: account)

        let view = try await house.tasks.submit(
            Tasks.Submission(
                kind: .animateMove, image: .url("https://example.org/a.png"), video: .file(clip.id), mode: .pro),
            account: account)

        #expect(view.task.title == "remote" && view.task.inputs.imageFileID != nil)
    }

    @Test func `a queued task can be cancelled, once, and tried again`() async throws {
        let house = try TestHouse(isPaused: true)
        let account = try await house.store.someone().id
        let first = try await house.submit(for: account)
        let second = try await house.submit(for: account)

        let cancelled = try await house.tasks.cancel(first.task.id, account: account)
        let again = try await house.tasks.cancel(first.task.id, account: account)

        #expect(cancelled.task.status == .cancelled && again.task.status == .cancelled)
        #expect(house.board.unfinishedCount(of: account) == 1)
        #expect(try await house.tasks.get(second.task.id, account: account).position == 1)
        let retried = try await house.tasks.retry(first.task.id, account: account)
        #expect(retried.task.status == .queued && retried.position == 1)
        await #expect(throws: StudioError.self) {
            _ = try await house.tasks.retry(first.task.id, account: account)
        }
        #expect(house.board.unfinishedCount(of: account) == 2)
    }

    @Test func `nobody sees or cancels another one's task`() async throws {
        let house = try TestHouse(isPaused: true)
        let account = try await house.store.someone().id
        let stranger = try await house.store.someone().id
        let view = try await house.submit(for: account)

        await #expect(throws: StudioError.notFound("task")) {
            _ = try await house.tasks.get(view.task.id, account: stranger)
        }
        await #expect(throws: StudioError.notFound("task")) {
            _ = try await house.tasks.cancel(view.task.id, account: stranger)
        }
        await #expect(throws: StudioError.notFound("task")) {
            _ = try await house.tasks.events(of: stranger, task: view.task.id, after: nil)
        }
        #expect(try await house.tasks.get(view.task.id, account: account).task.status == .queued)
    }

    @Test func `waiting ends with the time when the task does not`() async throws {
        let house = try TestHouse(isPaused: true)
        let account = try await house.store.someone().id
        let view = try await house.submit(for: account)

        let after = try await house.tasks.wait(for: view.task.id, account: account, upTo: .milliseconds(20))

        #expect(after.task.status == .queued)
    }
}
